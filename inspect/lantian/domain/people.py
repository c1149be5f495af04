"""Who people are and what a role may do. Pure; knows no passwords and no sessions."""

from __future__ import annotations

from dataclasses import dataclass

from .problems import N_


@dataclass(frozen=True)
class Role:
    """One post: key, Chinese name (msgid) and what its holder may do, as named rights."""

    key: str
    name: str
    rights: frozenset[str]


def _role(key: str, name: str, *rights: str) -> Role:
    return Role(key, name, frozenset(rights))


# Rights are what endpoints and events ask for; a role is a set of rights, so that one table answers both.
ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        _role("grid_member", N_("网格员"), "patrol"),
        _role("inspector", N_("执法人员"), "patrol", "inspect", "keep_sites"),
        _role("supervisor", N_("审核"), "read_ledger", "review", "export", "keep_sites", "remove_originals", "unseal"),
        _role("penalty_clerk", N_("案审"), "read_ledger", "export", "unseal"),
        _role("administrator", N_("管理员"), "read_ledger", "administer", "keep_sites", "remove_originals", "unseal"),
    )
}

RIGHTS: dict[str, str] = {
    "patrol": N_("网格巡查"),
    "inspect": N_("行政检查"),
    "read_ledger": N_("查阅台账"),
    "review": N_("审核"),
    "export": N_("导出"),
    "keep_sites": N_("登记与更正检查对象"),
    "unseal": N_("遮盖、标注照片，查看未遮盖的原件"),
    "administer": N_("系统管理"),
    "remove_originals": N_("申请、批准移除照片原件"),
}


def may(role_key: str, right: str) -> bool:
    """Whether a role holds a right; an unknown role holds none."""
    role = ROLES.get(role_key)
    return role is not None and right in role.rights


@dataclass(frozen=True)
class Officer:
    """A person named on a record. ``card_number`` is the 执法证号 (free text to 20 characters: formats differ by place)."""

    user_id: int | None
    name: str
    card_number: str

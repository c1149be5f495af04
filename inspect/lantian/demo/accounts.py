"""The people of the demo city and their sign-ins. All invented; their accounts open only in demo mode (ledger/people.py).

Two inspectors and a grid member of one county, inspectors of two others who must not see it, and the city's desk.
"""

from __future__ import annotations

from dataclasses import dataclass

from lantian.domain.people import ROLES

CITY, HOME, NEIGHBOUR, EAST = "4103", "410311", "410303", "410307"
GRID_TOWNSHIP = "410311004"
# Known to everybody, so it must open nothing but demo accounts in demo mode.
PASSWORD = "demo-shili-2026"


@dataclass(frozen=True)
class DemoPerson:
    """One account: sign-in name, name, key of ``ROLES``, 执法证号 ('' for none), area, name of the unit."""

    username: str
    name: str
    role: str
    card_number: str
    area_code: str
    unit: str

    @property
    def role_name(self) -> str:
        """The post as a msgid."""
        return ROLES[self.role].name

    @property
    def password(self) -> str:
        """The same for all."""
        return PASSWORD


# Unit → area and department key of forms/departments.toml.
UNITS = {
    "示例市生态环境执法支队": (CITY, "eco"),
    "示例洛龙区综合执法大队": (HOME, "urban"),
    "示例关林街道网格中心": (GRID_TOWNSHIP, "township"),
    "示例西工区综合执法大队": (NEIGHBOUR, "urban"),
    "示例偃师区生态环境执法大队": (EAST, "eco"),
}

SIGN_INS: tuple[DemoPerson, ...] = (
    DemoPerson("inspector", "李巡（示例）", "inspector", "示例410311-001", HOME, "示例洛龙区综合执法大队"),
    DemoPerson("inspector2", "陈查（示例）", "inspector", "示例410311-002", HOME, "示例洛龙区综合执法大队"),
    DemoPerson("grid", "孙格（示例）", "grid_member", "", GRID_TOWNSHIP, "示例关林街道网格中心"),
    DemoPerson("supervisor", "王审（示例）", "supervisor", "示例4103-009", CITY, "示例市生态环境执法支队"),
    DemoPerson("clerk", "钱案（示例）", "penalty_clerk", "", CITY, "示例市生态环境执法支队"),
    DemoPerson("admin", "管理员（示例）", "administrator", "", CITY, "示例市生态环境执法支队"),
    DemoPerson("neighbour", "赵西（示例）", "inspector", "示例410303-001", NEIGHBOUR, "示例西工区综合执法大队"),
)
# Needed as second officers, or for the two-person rule; they sign in too, but nobody needs to be told.
OTHERS: tuple[DemoPerson, ...] = (
    DemoPerson("neighbour2", "吴工（示例）", "inspector", "示例410303-002", NEIGHBOUR, "示例西工区综合执法大队"),
    DemoPerson("east", "郑东（示例）", "inspector", "示例410307-001", EAST, "示例偃师区生态环境执法大队"),
    DemoPerson("east2", "冯田（示例）", "inspector", "示例410307-002", EAST, "示例偃师区生态环境执法大队"),
)
PEOPLE = SIGN_INS + OTHERS
# County → the two who inspect there.
CREWS = {HOME: ("inspector", "inspector2"), NEIGHBOUR: ("neighbour", "neighbour2"), EAST: ("east", "east2")}

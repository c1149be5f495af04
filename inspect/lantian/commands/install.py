"""Making an installation and bringing it up to date: init, migrate, settings."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import gettext as _
from werkzeug.security import generate_password_hash

from lantian.domain.area import is_code
from lantian.ledger import book, db, people, schema
from lantian.ledger.models import Person
from lantian.settings import OPTIONS, ROOT
from lantian.workflow import register

from .terminal import GOOD, now_at, parts, refuse, say, table

USERNAME = re.compile(r"[A-Za-z0-9._-]{2,40}")
# Without the letters and digits that are mistaken for each other when read out: 0 o 1 i l.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
SHORTEST_PASSWORD = 10


def add(group: AppGroup) -> None:
    """Hang the commands on the group."""

    @group.command("init", help=_("建库并创建第一位管理员；已有正式账号时拒绝重复执行。"))
    @click.option("--username", prompt=_("管理员用户名"), help=_("管理员用户名"))
    @click.option("--name", prompt=_("姓名"), help=_("姓名"))
    @click.option("--area", prompt=_("辖区代码（如洛阳市 4103）"), help=_("辖区代码，2、4、6 或 9 位数字"))
    @click.option("--area-name", prompt=_("辖区名称"), help=_("辖区名称"))
    @click.option("--unit", prompt=_("单位名称"), help=_("单位名称"))
    @click.option("--department", default="eco", show_default=True, help=_("单位所属部门（forms/departments.toml 中的代号）"))
    @click.option("--password", envvar="LANTIAN_ADMIN_PASSWORD", hidden=True)
    def init(**given: Any) -> None:
        initialise(**given)

    @group.command("migrate", help=_("建库，或把库结构升级到最新。"))
    def migrate() -> None:
        with db.connection():
            applied = schema.migrate()
        say(_("已执行升级：%(names)s", names=", ".join(applied)) if applied else _("库结构已是最新。"), GOOD)

    @group.command("settings", help=_("列出全部设置及其当前值。"))
    @click.option("--markdown", is_flag=True, help=_("输出 docs/settings.md 的内容。"))
    def settings(markdown: bool) -> None:
        if markdown:
            click.echo(settings_page(), nl=False)
        else:
            table([(option.name, shown(getattr(parts().settings, option.field)), option.help) for option in OPTIONS])


PAGE = """# Settings

Every option is an environment variable; `NAME_FILE` names a file that holds the value of `NAME` (for secrets). All bad
values are named at once when the application starts. Written by `flask lantian settings --markdown`; a test compares.

| variable | default | meaning |
|---|---|---|
{rows}

Read by `deploy/gunicorn.conf.py` only:

| variable | default | meaning |
|---|---|---|
{serving}

`LANG` chooses the language of the commands: English when it starts with `en`, else Chinese. `LANTIAN_ADMIN_PASSWORD` gives
`flask lantian init` the password of the first administrator; without it one is made and printed once.
"""
SERVING = (
    (
        "LANTIAN_BIND",
        "127.0.0.1:8000",
        "Address and port to listen on; loopback, because a reverse proxy with a certificate stands in front.",
    ),
    ("LANTIAN_WORKERS", "2", "Web processes; one per core."),
    ("LANTIAN_THREADS", "32", "Threads of each: so many slow phones may hand in at once."),
    ("LANTIAN_MAX_REQUESTS", "20000", "Requests after which a web process is replaced by a fresh one, give or take a tenth."),
    ("LANTIAN_ACCESS_LOG", "", "File of the access log, - for standard output; empty means none."),
    ("LANTIAN_PHOTO_WORKER", "1", "0 when the photo worker is run apart (deploy/lantian-worker.service)."),
)


def settings_page() -> str:
    """docs/settings.md, from the table of options."""
    rows = [f"| `{option.name}` | {_default(option.default)} | {option.help} |" for option in OPTIONS]
    serving = [f"| `{name}` | {_default(default)} | {meaning} |" for name, default, meaning in SERVING]
    return PAGE.format(rows="\n".join(rows), serving="\n".join(serving))


def _default(value: Any) -> str:
    """A default as the page shows it: folders of the repository without the machine's own path."""
    if isinstance(value, Path):
        value = value.relative_to(ROOT)
    text = str(int(value)) if isinstance(value, bool) else str(value)
    return f"`{text}`" if text else "–"


def shown(value: Any) -> str:
    """A setting's value as text; the password inside a database address is left out."""
    return re.sub(r"(://[^:/@]+):[^@/]*@", r"\1:***@", str(int(value) if isinstance(value, bool) else value)) or "–"


def initialise(*, username: str, name: str, area: str, area_name: str, unit: str, department: str, password: str | None) -> None:
    """Make tables, area, unit and the first administrator; refuses when a real account exists."""
    faults = init_faults(username, name, area, area_name, unit, department, password)
    if faults:
        refuse(*faults)
    with db.connection():
        schema.migrate()
        if Person.select().where(~Person.demo).exists():
            refuse(_("已有正式账号，不再初始化。增加人员请用 flask lantian person add。"))
        secret = {"password_hash": generate_password_hash(password or (made := new_password()))}
        # A password from the environment was chosen by who installs; one that is printed has been read by somebody.
        _first_person(username, name, area, area_name, unit, department, secret | {"must_change_password": password is None})
    say(_("管理员 %(username)s 已创建，辖区 %(area)s %(name)s。", username=username, area=area, name=area_name), GOOD)
    say(_("签名密钥 %(key)s 已生成，请把 flask lantian keys 列出的指纹公布在单位之外。", key=parts().keyring.signing_id))
    if password is None:
        say(_("密码（只显示这一次）：%(password)s", password=made))


def init_faults(
    username: str, name: str, area: str, area_name: str, unit: str, department: str, password: str | None
) -> list[str]:
    """What is wrong with the answers, one sentence each."""
    checks = (
        (USERNAME.fullmatch(username), _("用户名“%(value)s”不可用：2 到 40 个字母、数字、点、横线或下划线。", value=username)),
        (is_code(area), _("区划代码“%(value)s”不对，应为 2、4、6、9 或 12 位数字。", value=area)),
        (name.strip() and area_name.strip() and unit.strip(), _("姓名、辖区名称、单位名称都不能为空。")),
        (department in parts().library.vocabulary.departments, unknown_department(department)),
        (
            password is None or len(password) >= SHORTEST_PASSWORD,
            _("LANTIAN_ADMIN_PASSWORD 至少 %(count)s 个字符。", count=SHORTEST_PASSWORD),
        ),
    )
    return [sentence for good, sentence in checks if not good]


def unknown_department(key: str) -> str:
    """The sentence for a department that does not exist, with those that do."""
    known = ", ".join(sorted(parts().library.vocabulary.departments))
    return _("没有部门“%(value)s”，可用：%(known)s。", value=key, known=known)


def _first_person(
    username: str, name: str, area: str, area_name: str, unit: str, department: str, secret: dict[str, Any]
) -> None:
    at = now_at()
    if area not in register.area_names():
        register.register_areas([{"code": area, "name": area_name.strip(), "name_en": ""}], at=at, actor=book.SYSTEM, digest="")
    columns = {
        "username": username,
        "name": name.strip(),
        "role": "administrator",
        "area": area,
        "unit": register.unit_for(unit.strip(), area, department).id,
    } | secret
    people.add_person(columns, at=at, actor=book.SYSTEM)


def new_password() -> str:
    """A password to be read out once: 16 characters of 31, about 79 bits."""
    groups = ("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(4))
    return "-".join(groups)

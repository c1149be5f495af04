"""Accounts from the command line: list, add, new password, deactivate. Every change is in the book; passwords are shown once."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from flask_babel import gettext as _
from werkzeug.security import generate_password_hash

from lantian.domain.people import ROLES
from lantian.ledger import book, db, people
from lantian.ledger.models import Area, Person, Unit
from lantian.workflow import register

from .install import USERNAME, new_password, unknown_department
from .terminal import GOOD, now_at, parts, refuse, say, table


def add(group: AppGroup) -> None:
    """Hang the commands on the group."""

    @group.group("person", help=_("人员账号。"))
    def person() -> None:
        pass

    @person.command("list", help=_("列出全部账号。"))
    def _list() -> None:
        with db.connection():
            show_everyone()

    @person.command("add", help=_("增加一个账号，显示一次密码。"))
    @click.argument("username")
    @click.option("--name", required=True, help=_("姓名"))
    @click.option("--role", required=True, type=click.Choice(sorted(ROLES)), help=_("岗位"))
    @click.option("--area", required=True, help=_("辖区代码"))
    @click.option("--unit", required=True, help=_("单位名称"))
    @click.option("--department", default="eco", show_default=True, help=_("新单位所属部门"))
    @click.option("--card", default="", help=_("执法证号（执法人员必填）"))
    def _add(username: str, name: str, role: str, area: str, unit: str, department: str, card: str) -> None:
        with db.connection():
            add_account(username, name, role, area, unit, department, card)

    @person.command("password", help=_("换一个新密码并结束其全部登录。"))
    @click.argument("username")
    def _password(username: str) -> None:
        with db.connection():
            renew_password(username)

    @person.command("deactivate", help=_("停用账号：不能再登录，手机也不能再提交。"))
    @click.argument("username")
    def _deactivate(username: str) -> None:
        with db.connection():
            deactivate(username)


def show_everyone() -> None:
    """One line per account."""
    query = Person.select(Person, Unit, Area).join(Unit).switch(Person).join(Area, on=(Person.area == Area.code))
    rows = [
        (
            row.username,
            row.name,
            _(ROLES[row.role].name),
            row.card_number,
            f"{row.area_id} {row.area.name}",
            row.unit.name,
            _state(row),
        )
        for row in query.order_by(Person.area, Person.username)
    ]
    table([(_("用户名"), _("姓名"), _("岗位"), _("执法证号"), _("辖区"), _("单位"), _("状态")), *rows])


def _state(person: Person) -> str:
    if not person.active:
        return _("已停用")
    return _("示例，仅演示模式可登录") if person.demo else _("正常")


def add_account(username: str, name: str, role: str, area: str, unit: str, department: str, card: str) -> None:
    """Add one account, or say everything that stands in the way."""
    checks = (
        (USERNAME.fullmatch(username), _("用户名“%(value)s”不可用：2 到 40 个字母、数字、点、横线或下划线。", value=username)),
        (not Person.select().where(Person.username == username).exists(), _("用户名“%(value)s”已被占用。", value=username)),
        (area in register.area_names(), _("没有登记区划“%(value)s”。请先运行 flask lantian areas import。", value=area)),
        (department in parts().library.vocabulary.departments, unknown_department(department)),
        (role != "inspector" or card.strip(), _("执法人员必须填写执法证号（--card）。")),
        (name.strip() and unit.strip(), _("姓名和单位名称不能为空。")),
    )
    faults = [sentence for good, sentence in checks if not good]
    if faults:
        refuse(*faults)
    password = new_password()
    columns = {
        "username": username,
        "name": name.strip(),
        "role": role,
        "area": area,
        "card_number": card.strip(),
        "unit": register.unit_for(unit.strip(), area, department).id,
        "password_hash": generate_password_hash(password),
        "must_change_password": True,
    }
    people.add_person(columns, at=now_at(), actor=book.SYSTEM)
    say(_("已增加 %(username)s %(name)s。", username=username, name=name), GOOD)
    say(_("密码（只显示这一次）：%(password)s", password=password))


def renew_password(username: str) -> None:
    """A new password; all sessions of the person and the tokens of their phones end."""
    person, password = _known(username), new_password()
    columns = {"password_hash": generate_password_hash(password), "must_change_password": not person.demo}
    people.change_person(person.id, columns, at=now_at(), actor=book.SYSTEM, end_sessions=True)
    say(_("密码（只显示这一次）：%(password)s", password=password))


def deactivate(username: str) -> None:
    """Close an account; refuses to close the last administrator."""
    person = _known(username)
    others = Person.select().where(Person.active & (Person.role == "administrator") & (Person.id != person.id))
    if person.role == "administrator" and not others.exists():
        refuse(_("%(username)s 是最后一位管理员，不能停用。请先增加另一位管理员。", username=username))
    people.change_person(person.id, {"active": False}, at=now_at(), actor=book.SYSTEM, end_sessions=True)
    say(_("已停用 %(username)s。", username=username), GOOD)


def _known(username: str) -> Person:
    person = Person.get_or_none(Person.username == username)
    if person is None:
        refuse(_("没有用户“%(value)s”。flask lantian person list 列出全部账号。", value=username))
    return person

"""Administration below /a/: people and their phones (人员与手机), within the administrator's own area.

Every change goes through ``ledger.people``, which writes it into the book. A password is shown once, on the page that answers
its making, and is kept nowhere. Nobody can shut themselves out.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import pgettext
from flask_wtf import FlaskForm
from werkzeug.security import generate_password_hash
from wtforms import BooleanField, Field, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Regexp

from lantian.domain.area import contains
from lantian.domain.people import RIGHTS, ROLES
from lantian.domain.problems import Problem
from lantian.ledger import areas, book, people
from lantian.ledger.models import Person

from . import devices, story
from .language import named, when
from .parts import by, scope

blueprint = Blueprint("admin", __name__, url_prefix="/a")

# Without the letters and digits that are mistaken for each other when read out: 0 o 1 i l.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
PASSWORD_GROUPS = 4
# Roles whose holders are named on records by their card.
CARD_ROLES = ("inspector",)
# What decides rights and is not given to a new person unasked: field and the value of no choice.
UNCHOSEN = {"role": "", "unit": 0, "area": ""}
# What ends a person's sessions when it changes: what they may do and see.
DECISIVE = ("role", "area", "active")


def _stripped(value: str | None) -> str:
    return (value or "").strip()


def _chosen(field: Field, message: str) -> None:
    if not field.data:
        raise ValidationError(message)


class PersonForm(FlaskForm):
    """What an administrator sets for a person."""

    name = StringField(
        lazy("姓名"), [InputRequired(lazy("请输入姓名")), Length(max=60, message=lazy("最多 60 个字"))], filters=[_stripped]
    )
    role = SelectField(lazy("岗位"))
    card_number = StringField(
        lazy("执法证号"),
        [Length(max=20, message=lazy("最多 20 个字符"))],
        filters=[_stripped],
        description=lazy("执法人员必填；会写入每份检查记录。"),
    )
    unit = SelectField(lazy("单位"), coerce=int)
    area = SelectField(lazy("辖区"), description=lazy("此人能看到该区域及其下级的全部内容。"))

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.person = person
        self.role.choices = [(key, _(role.name)) for key, role in ROLES.items()]
        self.unit.choices = [(unit.id, unit.name) for unit in people.units() if contains(scope(), unit.area_id)]
        self.area.choices = [(place.code, _indented(place)) for place in areas.areas_within(scope(), deepest=12)]

    def validate_card_number(self, field: Field) -> None:
        """An inspector without a card cannot be named on a record; a card belongs to one person."""
        if self.role.data in CARD_ROLES and not field.data:
            raise ValidationError(_("执法人员须填写执法证号（行政处罚法第42条）"))
        holder = next((other for other in people.everyone(scope()) if field.data and other.card_number == field.data), None)
        if holder is not None and (self.person is None or holder.id != self.person.id):
            raise ValidationError(_("该执法证号已登记在“%(name)s”名下", name=holder.name))

    def columns(self) -> dict[str, Any]:
        """The form as columns of an account."""
        return {
            "name": self.name.data,
            "role": self.role.data,
            "card_number": self.card_number.data,
            "unit": self.unit.data,
            "area": self.area.data,
        }


class NewPersonForm(PersonForm):
    """The same, with the name to sign in with, which never changes."""

    username = StringField(
        lazy("用户名"),
        [
            InputRequired(lazy("请填写用户名")),
            Regexp(r"^[a-z0-9][a-z0-9._-]{1,39}$", message=lazy("2 至 40 个小写字母、数字或 . _ -，以字母或数字开头")),
        ],
        filters=[_stripped],
        description=lazy("登录用，建立后不能更改。"),
        render_kw={"autocapitalize": "none", "autocomplete": "off"},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, nothing in UNCHOSEN.items():
            self[name].choices = [(nothing, _("请选择")), *self[name].choices]

    def validate_role(self, field: Field) -> None:
        """A post is chosen."""
        _chosen(field, _("请选择岗位"))

    def validate_unit(self, field: Field) -> None:
        """A unit is chosen."""
        _chosen(field, _("请选择单位"))

    def validate_area(self, field: Field) -> None:
        """An area is chosen."""
        _chosen(field, _("请选择辖区"))

    def validate_username(self, field: Field) -> None:
        """A name to sign in with belongs to one person for ever, cut off or not."""
        if Person.get_or_none(Person.username == field.data):
            raise ValidationError(_("用户名“%(name)s”已被使用", name=field.data))


class ChangePersonForm(PersonForm):
    """The same, with whether the account is open."""

    active = BooleanField(lazy("账号启用"), description=lazy("停用后不能登录，已有登录立即失效；记录和姓名保留。"))

    def validate_active(self, field: Field) -> None:
        """Nobody closes their own account."""
        if self.person is not None and self.person.id == by().id and not field.data:
            raise ValidationError(_("不能停用自己的账号"))

    def validate_role(self, field: Field) -> None:
        """Nobody takes the administration from themselves."""
        if self.person is not None and self.person.id == by().id and field.data != self.person.role:
            raise ValidationError(_("不能更改自己的岗位"))

    def columns(self) -> dict[str, Any]:
        """The form as columns of an account."""
        return super().columns() | {"active": self.active.data}


@blueprint.get("/people", endpoint="people")
def people_page() -> Any:
    """Everybody in the area."""
    return render_template("admin/people.html", **_list(request.args.get("q", "").strip()))


def _list(text: str = "") -> dict[str, Any]:
    everyone = people.everyone(scope())
    found = [
        person
        for person in everyone
        if text.lower() in f"{person.name} {person.username} {person.card_number} {person.unit.name}".lower()
    ]
    return {"people": [_row(person) for person in found], "total": len(found), "text": text, "me": by().id}


def _row(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "username": person.username,
        "role": person.role,
        "card": person.card_number,
        "unit": person.unit.name,
        "area": named(person.area),
        "active": person.active,
        "demo": person.demo,
        "waits": person.must_change_password and not person.demo,
        "locked": _locked(person),
        "href": url_for("admin.person", person_id=person.id),
    }


def _locked(person: Person) -> str:
    return when(person.locked_until) if person.locked_until and person.locked_until > by().at else ""


@blueprint.route("/people/new", methods=["GET", "POST"])
def add_person() -> Any:
    """Add a person; their first password is on the page that answers, and nowhere else."""
    form = NewPersonForm()
    if not form.validate_on_submit():
        return render_template("admin/new_person.html", form=form, rights=_rights()), 422 if request.method == "POST" else 200
    password, acting = new_password(), by()
    columns = form.columns() | {"username": form.username.data} | _given(password)
    person = people.add_person(columns, at=acting.at, actor=acting.actor)
    return render_template("admin/password.html", person=person, password=password, fresh=True), 201


@blueprint.get("/people/<int:person_id>")
def person(person_id: int) -> Any:
    """One person, their phones and what was done with the account."""
    found = _in_area(person_id)
    form = ChangePersonForm(
        person=found,
        data={key: getattr(found, key) for key in ("name", "role", "card_number", "active")}
        | {"unit": found.unit_id, "area": found.area_id},
    )
    return _person_page(found, form)


@blueprint.post("/people/<int:person_id>")
def change_person(person_id: int) -> Any:
    """Change a person; what decides rights ends their sessions. Nothing changed, nothing written."""
    found = _in_area(person_id)
    form = ChangePersonForm(person=found)
    if not form.validate_on_submit():
        return _person_page(found, form), 422
    before = {"unit": found.unit_id, "area": found.area_id} | {
        key: getattr(found, key) for key in ("name", "role", "card_number", "active")
    }
    changed = {key: value for key, value in form.columns().items() if before[key] != value}
    if changed:
        acting = by()
        ends = person_id != acting.id and any(key in changed for key in DECISIVE)
        people.change_person(person_id, changed, at=acting.at, actor=acting.actor, end_sessions=ends)
        flash(_("已更改“%(name)s”的账号。", name=form.name.data), "good")
    else:
        flash(_("内容没有变化。"), "info")
    return redirect(url_for("admin.person", person_id=person_id), 303)


@blueprint.post("/people/<int:person_id>/password")
def reset_password(person_id: int) -> Any:
    """Give a new password; the old one, all sessions and the tokens of all phones end."""
    found, password, acting = _in_area(person_id), new_password(), by()
    columns = _given(password) | {"must_change_password": not found.demo}
    people.change_person(person_id, columns, at=acting.at, actor=acting.actor, end_sessions=True)
    people.note_success(found)
    return render_template("admin/password.html", person=found, password=password, fresh=False)


@blueprint.post("/people/<int:person_id>/devices/<int:device_id>/revocation")
def revoke_device(person_id: int, device_id: int) -> Any:
    """Cut off one phone of a person; all their sessions end."""
    _in_area(person_id)
    acting = by()
    if not people.revoke_device(device_id, person_id, at=acting.at, actor=acting.actor):
        raise Problem("not_found")
    flash(_("该手机已停用，不能再提交记录；此人的登录已全部结束。"), "good")
    return redirect(url_for("admin.person", person_id=person_id), 303)


def new_password() -> str:
    """A password to be read out once: four groups of four letters, 79 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(PASSWORD_GROUPS))


def _given(password: str) -> dict[str, Any]:
    """The columns of a password that its holder did not choose: it opens nothing but the page to change it."""
    return {"password_hash": generate_password_hash(password), "must_change_password": True}


def _in_area(person_id: int) -> Person:
    found = next((person for person in people.everyone(scope()) if person.id == person_id), None)
    if found is None:
        raise Problem("not_found")
    return found


def _person_page(found: Person, form: ChangePersonForm) -> str:
    return render_template(
        "admin/person.html",
        person=found,
        form=form,
        row=_row(found),
        me=found.id == by().id,
        phones=devices.grouped(people.devices(found.id)),
        story=story.told(reversed(book.story("person", str(found.id)))),
        rights=_rights(),
    )


def _rights() -> list[tuple[str, list[str]]]:
    """What each post may do, in words, one right per line."""
    words = {key: _(name) for key, name in RIGHTS.items()} | {"review": pgettext("right", "审核")}
    order = list(RIGHTS)
    return [(_(role.name), [words[right] for right in sorted(role.rights, key=order.index)]) for role in ROLES.values()]


def _indented(place: areas.AreaName) -> str:
    """A place's name set in by its level, so that a long list reads as a tree."""
    depth = {4: 0, 6: 1, 9: 2, 12: 3}.get(len(place.code), 0)
    return " " * 2 * depth + named(place)

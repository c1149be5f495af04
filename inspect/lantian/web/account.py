"""Signing in and out, and what a person sets for themselves: language, theme, motion, password, phones."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.security import check_password_hash, generate_password_hash
from wtforms import Field, PasswordField, StringField, ValidationError
from wtforms.validators import EqualTo, InputRequired, Length

from lantian.domain.problems import Problem
from lantian.ledger import people

from . import auth, devices
from .errors import words
from .language import LANGUAGES
from .offline import person_pack
from .parts import by, parts

blueprint = Blueprint("account", __name__)


class SignInForm(FlaskForm):
    """Name and password."""

    username = StringField(
        lazy("用户名"),
        [InputRequired(lazy("请输入用户名")), Length(max=40)],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = PasswordField(
        lazy("密码"), [InputRequired(lazy("请输入密码")), Length(max=200)], render_kw={"autocomplete": "current-password"}
    )


class PasswordForm(FlaskForm):
    """A new password, with the old one."""

    old = PasswordField(
        lazy("现在的密码"), [InputRequired(lazy("请输入现在的密码"))], render_kw={"autocomplete": "current-password"}
    )
    new = PasswordField(
        lazy("新密码"),
        [InputRequired(lazy("请输入新密码")), Length(min=10, max=200, message=lazy("至少 10 个字符"))],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(lazy("再输一遍"), [EqualTo("new", lazy("两次输入不一致"))], render_kw={"autocomplete": "new-password"})

    def validate_new(self, field: Field) -> None:
        """The same password again would leave it with whoever knows it."""
        if field.data and field.data == self.old.data:
            raise ValidationError(_("新密码不能与现在的密码相同"))


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Any:
    """The sign-in page; a phone also gets its own token for handing in."""
    if current_user.is_authenticated and request.method == "GET":
        return redirect(_next_page())
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template(
            "account/sign_in.html", form=form, problem=None, demo=parts().settings.demo
        ), 200 if request.method == "GET" else 422
    try:
        account = auth.sign_in(form.username.data or "", form.password.data or "")
    except Problem as problem:
        page = render_template("account/sign_in.html", form=form, problem=words(problem), demo=parts().settings.demo)
        return page, problem.kind.status
    return _enter(account)


def _enter(account: auth.Account) -> Any:
    """On to where the person wanted to go. A phone's token is given for a password of one's own only: it outlives it."""
    response = make_response(redirect(_next_page()))
    if account.may("patrol") and not account.must_change_password:
        _give_device(response, account)
    return response


def _give_device(response: Any, account: auth.Account) -> None:
    settings = parts().settings
    token = auth.make_device(account, request.user_agent.string)
    response.set_cookie(
        auth.DEVICE_COOKIE,
        token,
        max_age=settings.device_days * 86400,
        httponly=True,
        samesite="Strict",
        secure=settings.https,
        path="/api/",
    )


def _next_page() -> str:
    """Where the person wanted to go, if that is a page of ours."""
    wanted = request.args.get("next", "")
    address = urlsplit(wanted)
    safe = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not address.netloc and not address.scheme
    return wanted if safe and "\\" not in wanted else url_for("pages.home")


@blueprint.post("/sign-out")
def sign_out() -> Any:
    """End the session."""
    auth.sign_out()
    return redirect(url_for("account.sign_in"))


@blueprint.post("/language")
def language() -> Any:
    """Switch the language, for this session and, when signed in, for the account."""
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        session["language"] = wanted
        if current_user.is_authenticated:
            people.set_preference(current_user.person.id, "language", wanted)
    return redirect(_back())


@blueprint.post("/theme")
def theme() -> Any:
    """Light, dark or as the device says."""
    wanted = request.form.get("theme", "")
    if wanted in ("", "light", "dark"):
        people.set_preference(current_user.person.id, "theme", wanted)
    return redirect(_back())


@blueprint.post("/motion")
def motion() -> Any:
    """Nothing moves, or as the device says."""
    wanted = request.form.get("motion", "")
    if wanted in ("", "off"):
        people.set_preference(current_user.person.id, "motion", wanted)
    return redirect(_back())


def _back() -> str:
    came_from = urlsplit(request.referrer or "")
    return (
        came_from.path + (f"?{came_from.query}" if came_from.query else "")
        if came_from.netloc == request.host
        else url_for("pages.home")
    )


@blueprint.get("/account")
def page() -> Any:
    """What a person may set for themselves."""
    return _own_page(PasswordForm())


def _own_page(form: PasswordForm) -> str:
    groups = devices.grouped(people.devices(current_user.person.id))
    shown = {"phones": groups, "here": session.get("device"), "me": person_pack(current_user)}
    return render_template("account/page.html", form=form, **shown)


@blueprint.get("/account/password")
def first_password() -> Any:
    """The page somebody is kept on until a password that an administrator gave was changed."""
    if not current_user.must_change_password:
        return redirect(url_for("account.page"))
    return render_template("account/password.html", form=PasswordForm())


@blueprint.post("/account/password")
def password() -> Any:
    """Change the password; every session and phone's token ends. Who came with a given one goes on with the new one."""
    form, given, person = PasswordForm(), current_user.must_change_password, current_user.person
    if form.validate_on_submit() and not check_password_hash(person.password_hash, form.old.data or ""):
        form.old.errors = [_("现在的密码不对")]
    if form.errors:
        return _faulty(form, given), 422
    acting, columns = by(), {"password_hash": generate_password_hash(form.new.data or ""), "must_change_password": False}
    people.change_person(person.id, columns, at=acting.at, actor=acting.actor, end_sessions=True)
    if given:
        return _enter(auth.sign_in(person.username, form.new.data or ""))
    flash(_("密码已更改，请重新登录。"), "good")
    return redirect(url_for("account.sign_in"))


def _faulty(form: PasswordForm, given: bool) -> str:
    if given:
        return render_template("account/password.html", form=form)
    return _own_page(form)


@blueprint.post("/account/devices/<int:device_id>/revocation")
def revoke_device(device_id: int) -> Any:
    """Cut off one of one's own phones."""
    acting = by()
    if not people.revoke_device(device_id, acting.id, at=acting.at, actor=acting.actor):
        raise Problem("not_found")
    auth.after_own_cut_off(device_id)
    flash(_("该手机已停用，其他设备上的登录也已结束。"), "good")
    return redirect(url_for("account.page"))

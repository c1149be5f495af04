"""Steps of the tour: signing in, the account, the people and their passwords.

Each takes the visitor (tour.Visitor) and the city; none decides anything or looks at the result: that is for the tests that use
the tour.
"""

from __future__ import annotations

import secrets


def wrong_password(visitor, _city) -> None:
    """A name nobody has."""
    _sign_in(visitor.page, "nobody", "wrong")


def nothing_typed(visitor, _city) -> None:
    """The form as it is."""
    _sign_in(visitor.page, "", "")


def _sign_in(page, username: str, password: str) -> None:
    page.locator(".gate__card [name=username]").fill(username)
    page.locator(".gate__card [name=password]").fill(password)
    page.locator(".gate__card [type=submit]").click()
    page.wait_for_load_state()


def open_user_menu(visitor, _city) -> None:
    """The menu under the person's name, by key: a click scrolls the list first, and rows lie half under its head."""
    visitor.page.locator(".desk__side details summary").first.press("Enter")
    visitor.page.locator(".menu__panel").first.wait_for()


def first_password(visitor, city) -> None:
    """Sign in with the password that an administrator has just been shown."""
    new_person(visitor, city)
    page = visitor.page
    name, secret = (page.locator(f".password__{part}").inner_text() for part in ("name", "secret"))
    visitor.context.clear_cookies()
    visitor.open("/sign-in")
    page.locator(".gate__card [name=username]").fill(name)
    page.locator(".gate__card [name=password]").fill(secret)
    page.locator(".gate__card [type=submit]").click()
    page.wait_for_url("**/account/password**")


def first_password_refused(visitor, city) -> None:
    """The same, and a new password that is too short and typed twice in two ways."""
    first_password(visitor, city)
    page = visitor.page
    for field, words in (("old", "not-the-one"), ("new", "short"), ("again", "other")):
        page.locator(f".gate__card [name={field}]").fill(words)
    page.locator(".gate__card [type=submit]").click()
    page.locator(".field__error").first.wait_for()


def open_phones(visitor, _city) -> None:
    """The sign-ins of one phone, each with what cuts it off."""
    visitor.page.locator(".phones__summary").first.click()


def new_person_unfinished(visitor, _city) -> None:
    """Add a person without saying who."""
    visitor.page.locator("main form [type=submit]").last.click()
    visitor.page.wait_for_load_state()


def new_person(visitor, _city) -> None:
    """Add a grid member; the answer shows the first password."""
    page = visitor.page
    page.fill("[name=username]", f"tour-{secrets.token_hex(4)}")
    page.fill("[name=name]", "周添（示例）")
    page.select_option("[name=role]", "grid_member")
    page.select_option("[name=unit]", index=1)
    page.select_option("[name=area]", index=1)
    page.locator("main form [type=submit]").last.click()
    page.wait_for_load_state()

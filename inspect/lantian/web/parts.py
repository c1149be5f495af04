"""Short ways from a request to what the app shares and to the person who acts. Nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app
from flask_login import current_user

from lantian.workflow.acting import Acting, acting

if TYPE_CHECKING:
    from .app import Parts


def parts() -> Parts:
    """Settings, content, storage and clock of this installation."""
    return cast("Parts", current_app.extensions["lantian"])


def by() -> Acting:
    """The signed-in person, acting now."""
    return acting(current_user.person, parts().now())


def scope() -> str:
    """The area the signed-in person may see."""
    return str(current_user.person.area_id)

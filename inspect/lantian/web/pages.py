"""Addresses that belong to no audience: the way in, the browser's files, the health line, the living page of components."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lantian.domain.problems import Problem
from lantian.ledger import book

from . import assets
from .language import current
from .parts import parts

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> Any:
    """To the phone pages, the desk or the administration, by what the person may do."""
    if not current_user.is_authenticated:
        return redirect(url_for("account.sign_in"))
    for right, endpoint in (("patrol", "inspector.home"), ("read_ledger", "supervisor.worklist")):
        if current_user.may(right):
            return redirect(url_for(endpoint))
    raise Problem("not_allowed")


@blueprint.get("/static/<build>/<path:name>")
def asset(build: str, name: str) -> Any:
    """One file of the browser."""
    return assets.serve(build, name)


@blueprint.get("/manifest.webmanifest")
def manifest() -> Any:
    """What a phone needs to put the product on its home screen; installing is never required."""
    icons = [
        {"src": assets.asset(f"icons/app-{px}.png"), "sizes": f"{px}x{px}", "type": "image/png", "purpose": "any maskable"}
        for px in (192, 512)
    ]
    about = {
        "id": "/i/",
        "name": _("蓝天巡查"),
        "short_name": _("蓝天"),
        "start_url": "/i/",
        "scope": "/",
        "display": "standalone",
        "lang": current(),
        "background_color": "#ffffff",
        "theme_color": "#0b63b6",
        "icons": icons,
    }
    return Response(json.dumps(about, ensure_ascii=False), mimetype="application/manifest+json")


@blueprint.get("/health")
def health() -> Any:
    """Whether the application and its database answer; for a monitor, without secrets."""
    return {"lantian": 1, "version": parts().version, "entries": book.head().seq}


@blueprint.get("/living")
def living() -> Any:
    """Every component in every state; in demo mode only."""
    if not parts().settings.demo:
        raise Problem("not_found")
    return render_template("living.html")

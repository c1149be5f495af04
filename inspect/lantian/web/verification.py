"""The public page on checking without us (核验): the public keys with their fingerprints, and the verifiers to take along.

Open to everybody and says nothing of the ledger. Must not judge anything: that is done on the reader's own machine.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, render_template

from lantian.domain.problems import Problem

from .export_means import VERIFIER_NAMES, verifiers
from .parts import parts

blueprint = Blueprint("verification", __name__, url_prefix="/verify")


@blueprint.get("")
def page() -> Any:
    """Keys, programs, how to use them, what is proven and what is not."""
    keys = sorted(parts().keyring.public_keys(), key=lambda key: key.retired_at is not None)
    return render_template("verification.html", keys=keys, programs=VERIFIER_NAMES)


@blueprint.get("/keys.json")
def keys() -> Any:
    """The public keys, the retired ones too, as programs read them."""
    return jsonify(lantian=1, keys=[key.as_json() for key in parts().keyring.public_keys()])


@blueprint.get("/heads.txt")
def heads() -> Response:
    """The published heads of the book, a signed line a day."""
    path = parts().settings.heads_file
    return Response(path.read_bytes() if path.exists() else b"", mimetype="text/plain")


@blueprint.get("/programs/<name>")
def program(name: str) -> Response:
    """One of the verifiers, to be kept and not shown: it runs from a file, without a network."""
    if name not in VERIFIER_NAMES:
        raise Problem("not_found")
    response = Response(verifiers()[name], mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

"""Turns every refusal into a page or JSON, in one place and one voice. Must not decide what is refused."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from flask import Flask, jsonify, render_template, request
from flask_babel import gettext, pgettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from lantian.domain.problems import FieldFault, Problem
from lantian.ledger.db import Unavailable

from .language import size
from .parts import parts

log = logging.getLogger("lantian")

# What Flask itself raises, by status.
BY_STATUS = {400: "bad_request", 404: "not_found", 405: "wrong_method", 413: "too_large"}


def register(app: Flask) -> None:
    """Put the three handlers in place."""
    app.register_error_handler(Problem, answer)
    app.register_error_handler(CSRFError, lambda _error: answer(Problem("form_expired")))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Unavailable, _busy)
    app.register_error_handler(Exception, _fault)


def translate(text: str, params: dict[str, Any] | None = None) -> str:
    """A msgid in the reader's language with its values put in; values that are msgids themselves are translated too."""
    values = {key: _value(key, value) if isinstance(value, str) and value else value for key, value in (params or {}).items()}
    return gettext(text) % values if values else gettext(text)


def _value(key: str, value: str) -> str:
    """A value in words; an act by what its button says, where the same Chinese may also name a state."""
    button = pgettext("act", value) if key == "event" else value
    return button if button != value else gettext(value)


def sentences(faults: list[FieldFault]) -> list[dict[str, str]]:
    """Field faults as path and sentence."""
    return [{"path": fault.path, "message": translate(fault.message, fault.params)} for fault in faults]


def words(problem: Problem) -> dict[str, Any]:
    """A problem in words, as pages and the phone get it."""
    kind = problem.kind
    return {
        "code": problem.code,
        "title": translate(kind.title, problem.params),
        "detail": translate(kind.detail, problem.params),
        "mend": translate(kind.mend, problem.params),
        "fields": sentences(problem.fields),
        **problem.extra,
    }


def answer(problem: Problem) -> Any:
    """The page or JSON of a problem."""
    if request.blueprint == "api" or request.path.startswith("/api/"):
        response = jsonify({"lantian": 1, "problem": words(problem)})
    else:
        shown = words(problem)
        response = _page(shown, problem)
    response.status_code = problem.kind.status
    # What the body still holds was not read: a kept-open connection would take it for the next request.
    if request.method in ("PUT", "POST") and problem.kind.status in (401, 403, 413, 415):
        response.headers["Connection"] = "close"
    return response


def _page(shown: dict[str, Any], problem: Problem) -> Any:
    from flask import make_response

    page = render_template(
        "errors/problem.html", status=problem.kind.status, reference=problem.params.get("reference", ""), home_href="/", **shown
    )
    return make_response(page)


def _http(error: HTTPException) -> Any:
    if error.code is not None and error.code < 400:
        return error
    code = BY_STATUS.get(error.code or 500, "bad_request")
    return answer(Problem(code, limit=size(parts().settings.photo_limit_bytes) if code == "too_large" else ""))


def _busy(error: Unavailable) -> Any:
    log.warning("database busy: %s", error)
    return answer(Problem("busy"))


def _fault(error: Exception) -> Any:
    reference = secrets.token_hex(4)
    log.exception("fault %s at %s %s", reference, request.method, request.path, exc_info=error)
    return answer(Problem("server_fault", reference=reference))

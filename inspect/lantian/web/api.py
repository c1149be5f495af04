"""The phone's doors: photos and records in, sites and checklists out. The protocol is docs/protocol.md.

Every answer is JSON with ``"lantian": 1``, so that a captive portal's 200 is never taken for ours.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, jsonify, request
from flask_login import current_user
from werkzeug.exceptions import ClientDisconnected

from lantian.domain.inspection import UUID, read_act
from lantian.domain.moments import MomentRefused, parse_instant
from lantian.domain.problems import Problem
from lantian.ledger import people, queries
from lantian.workflow.decide import Decision, decide_from_phone
from lantian.workflow.receive import Accepted, receive_inspection, receive_photo

from .offline import checklist_pack, site_pack
from .parts import by, parts, scope

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.get("/ping")
def ping() -> Any:
    """Whether this is us and who is signed in; echoes a nonce."""
    person = current_user.person
    return jsonify(
        lantian=1,
        nonce=request.args.get("nonce", "")[:64],
        now=parts().now().isoformat(timespec="milliseconds"),
        person={"id": person.id, "name": person.name},
    )


@blueprint.put("/photos/<sha256>")
def put_photo(sha256: str) -> Any:
    """Receive one original."""
    accepted = receive_photo(
        cast(BinaryIO, request.stream),
        sha256=sha256,
        inspection_id=request.headers.get("X-Lantian-Inspection", ""),
        announced_bytes=request.content_length,
        limit_bytes=parts().settings.photo_limit_bytes,
        storage=parts().storage,
        by=by(),
        sender_gone=(ClientDisconnected,),
    )
    return _accepted(accepted)


@blueprint.put("/inspections/<inspection_id>")
def put_inspection(inspection_id: str) -> Any:
    """Receive one record."""
    body = _body(parts().settings.record_limit_bytes)
    return _accepted(
        receive_inspection(body, inspection_id=inspection_id, library=parts().library, by=by(), device_at=_device_at())
    )


@blueprint.put("/violations/<number>/acts/<act_id>")
def put_act(number: str, act_id: str) -> Any:
    """Receive one later act of an inspector: supplement, recheck, rectification seen."""
    if not UUID.fullmatch(act_id):
        raise Problem("bad_request")
    body = _body(parts().settings.record_limit_bytes)
    act, faults = read_act(body, now=parts().now())
    if faults:
        raise Problem("act_invalid", fields=faults, count=len(faults))
    decision = Decision(act.event, act.seen_seq, reason=act.reason, result=act.result, photos=act.photos)
    return _accepted(decide_from_phone(number, act_id, body, decision, by=by()))


@blueprint.get("/sites")
def sites() -> Any:
    """The sites of the person's area, for the list that sorts itself by distance."""
    return _pack(site_pack(queries.sites_in_scope(scope())))


@blueprint.get("/checklists")
def checklists() -> Any:
    """The checklists of the person's area and who may be the second officer."""
    return _pack(checklist_pack(parts().library, scope(), current_user) | {"officers": people.officers(scope())})


def _pack(content: dict[str, Any]) -> Response:
    response = jsonify(content | {"lantian": 1})
    response.add_etag()
    return cast(Response, response.make_conditional(request))


def _body(limit_bytes: int) -> Any:
    announced = request.content_length
    if announced is not None and announced > limit_bytes:
        raise Problem("too_large", limit=f"{limit_bytes // 1000} kB")
    raw = _read(limit_bytes + 1)
    if len(raw) > limit_bytes:
        raise Problem("too_large", limit=f"{limit_bytes // 1000} kB")
    if announced is not None and len(raw) < announced:
        raise Problem("record_cut_short", reason=f"{len(raw)}/{announced}")
    return _parse(raw)


def _read(most: int) -> bytes:
    try:
        return request.stream.read(most)
    except ClientDisconnected:
        raise Problem("record_cut_short", reason="…") from None


def _parse(raw: bytes) -> Any:
    """JSON in UTF-8; refuses NaN, numbers of thousands of digits, nesting without end and lone surrogates with the reason."""
    try:
        body = json.loads(raw.decode(), parse_constant=_no_constant)
        json.dumps(body, ensure_ascii=False).encode()
        return body
    except (ValueError, RecursionError) as error:
        raise Problem("record_cut_short", reason=str(error)[:120]) from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")


def _device_at() -> datetime | None:
    try:
        return parse_instant(request.headers["X-Lantian-Device-Time"])
    except (KeyError, MomentRefused):
        return None


def _accepted(accepted: Accepted) -> Any:
    body = {"lantian": 1, "seq": accepted.seq, "received_at": accepted.received_at, **accepted.facts}
    return jsonify(body), accepted.status

"""The phone's doors: photos and records in, sites and checklists out. The protocol is docs/protocol.md.

Every answer is JSON with ``"lantian": 1``, so that a captive portal's 200 is never taken for ours.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, jsonify, request
from flask_login import current_user
from werkzeug.exceptions import ClientDisconnected

from lantian.domain.act import read_act
from lantian.domain.inspection import UUID
from lantian.domain.moments import MomentRefused, parse_instant
from lantian.domain.problems import Problem
from lantian.evidence.intake import kept_bytes
from lantian.ledger import people, queries
from lantian.ledger.areas import areas_within
from lantian.workflow.decide import decide_from_phone, decision_of
from lantian.workflow.receive import Accepted, receive_inspection, receive_photo

from .offline import checklist_pack, form_addresses, problem_pack, site_pack
from .parts import by, parts, scope
from .phone_view import visit_kinds

PREFIX = "/api/"
# Only an escape can bring half a character through UTF-8; a body with one is written out once to see whether it is whole.
SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
# Of an offset in bytes: far beyond any photo, far below what a number takes long to read.
MOST_DIGITS = 12
blueprint = Blueprint("api", __name__, url_prefix=PREFIX.rstrip("/"))


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
        offset=_offset(),
    )
    return _accepted(accepted, kind="photo", id=sha256, **accepted.facts)


@blueprint.get("/photos/<sha256>/part")
def photo_part(sha256: str) -> Any:
    """From where an upload of this person that was cut off may go on."""
    return jsonify(lantian=1, offset=kept_bytes(sha256, str(by().id), parts().storage))


def _offset() -> int:
    text = request.headers.get("X-Lantian-Offset", "0")
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise Problem("bad_request")
    return int(text)


@blueprint.get("/keys")
def keys() -> Any:
    """The public keys that receipts are checked with, the retired ones too."""
    return _pack({"keys": _public_keys()})


def _public_keys() -> list[dict[str, Any]]:
    return [key.as_json() for key in parts().keyring.public_keys()]


@blueprint.put("/inspections/<inspection_id>")
def put_inspection(inspection_id: str) -> Any:
    """Receive one record."""
    raw, body = _body(parts().settings.record_limit_bytes)
    accepted = receive_inspection(body, inspection_id=inspection_id, library=parts().library, by=by(), device_at=_device_at())
    return _accepted(accepted, kind="inspection", id=inspection_id, **_measured(raw))


@blueprint.put("/violations/<number>/acts/<act_id>")
def put_act(number: str, act_id: str) -> Any:
    """Receive one later act of an inspector: supplement, recheck, rectification seen."""
    if not UUID.fullmatch(act_id):
        raise Problem("bad_request")
    raw, body = _body(parts().settings.record_limit_bytes)
    act, faults = read_act(body, now=parts().now())
    if faults:
        raise Problem("act_invalid", fields=faults, count=len(faults))
    decision = decision_of(act)
    accepted = decide_from_phone(number, act_id, body, decision, by=by())
    return _accepted(accepted, kind="act", id=act_id, **_measured(raw))


def _measured(raw: bytes) -> dict[str, Any]:
    """What a receipt says of a record: the bytes exactly as they came."""
    return {"sha256": hashlib.sha256(raw).hexdigest(), "size_bytes": len(raw)}


@blueprint.get("/sites")
def sites() -> Any:
    """The sites of the person's area, for the list that sorts itself by distance."""
    return _pack(site_pack(parts().library, queries.sites_in_scope(scope()), visit_kinds(current_user)))


@blueprint.get("/violations")
def violations() -> Any:
    """The open problems and leads of the person's area, to be read and acted upon without a network."""
    lines, total = queries.open_lines(scope())
    return _pack(problem_pack(parts().library, lines, total, current_user))


@blueprint.get("/checklists")
def checklists() -> Any:
    """The checklists of the person's area and who may be the second officer."""
    return _pack(checklist_pack(parts().library, scope(), current_user) | _for_the_phone())


def _for_the_phone() -> dict[str, Any]:
    """What else a phone must know to work alone: second officers, pages of the checklists, keys of receipts, how long it keeps
    photos (hours)."""
    areas = [scope(), *(area.code for area in areas_within(scope()))]
    return {
        "officers": people.officers(scope()),
        "forms": form_addresses(parts().library, areas, visit_kinds(current_user)),
        "keys": _public_keys(),
        "keep_hours": parts().settings.phone_keep_hours,
    }



def _pack(content: dict[str, Any]) -> Response:
    response = jsonify(content | {"lantian": 1})
    response.add_etag()
    return cast(Response, response.make_conditional(request))


def json_body(limit_bytes: int) -> Any:
    """The body of a request as JSON. Raises Problem too_large (413), record_cut_short (400)."""
    return _body(limit_bytes)[1]


def _body(limit_bytes: int) -> tuple[bytes, Any]:
    announced = request.content_length
    if announced is not None and announced > limit_bytes:
        raise Problem("too_large", limit=f"{limit_bytes // 1000} kB")
    raw = _read(limit_bytes + 1)
    if len(raw) > limit_bytes:
        raise Problem("too_large", limit=f"{limit_bytes // 1000} kB")
    if announced is not None and len(raw) < announced:
        raise Problem("record_cut_short", reason=f"{len(raw)}/{announced}")
    return raw, _parse(raw)


def _read(most: int) -> bytes:
    try:
        return request.stream.read(most)
    except ClientDisconnected:
        raise Problem("record_cut_short", reason="…") from None


def _parse(raw: bytes) -> Any:
    """JSON in UTF-8; refuses NaN, numbers of thousands of digits, nesting without end and lone surrogates with the reason."""
    try:
        body = json.loads(raw.decode(), parse_constant=_no_constant)
        if SURROGATE.search(raw):
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


def _accepted(accepted: Accepted, **receipt: Any) -> Any:
    """The answer with its signed receipt; see docs/protocol.md, section 5."""
    stands = {"seq": accepted.seq, "received_at": accepted.received_at}
    signed = parts().keyring.receipt(**receipt, **stands)
    return jsonify({"lantian": 1, **stands, **accepted.facts, "receipt": signed}), accepted.status

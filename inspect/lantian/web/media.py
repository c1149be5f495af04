"""Photos for the eyes: thumbnails and views (derived, marked where somebody marked them), originals for download, and what lies
under a redaction for those entitled. Downloads and looks below a redaction are in the book."""

from __future__ import annotations

import logging
from typing import Any, BinaryIO

from flask import Blueprint, Response, request, send_file
from flask_login import current_user

from lantian.domain.problems import Problem
from lantian.evidence.derived import derived_path
from lantian.evidence.marking import shown_copy
from lantian.evidence.storage import NotStored
from lantian.ledger import markings, queries
from lantian.ledger.models import Photo
from lantian.ledger.removals import is_removed
from lantian.workflow.custody import note_original_download, note_sealed_view
from lantian.workflow.marking import check_open

from .parts import by, parts, scope

log = logging.getLogger("lantian")

blueprint = Blueprint("media", __name__, url_prefix="/photos")
_SUFFIX = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic", "image/heif": "heif"}


def visible(sha256: str) -> Photo:
    """The photo, if this person may see it; Problem not_found (404)."""
    photo = Photo.get_or_none(Photo.sha256 == sha256)
    if photo is None or not queries.photo_visible(scope(), sha256, current_user.person.id):
        raise Problem("not_found")
    return photo


@blueprint.get("/<sha256>/thumb")
def thumb(sha256: str) -> Any:
    """A small derived picture, 320 px."""
    return _derived(sha256, "thumb")


@blueprint.get("/<sha256>/view")
def view(sha256: str) -> Any:
    """A derived picture for the screen, 1600 px."""
    return _derived(sha256, "view")


@blueprint.get("/<sha256>/unmarked")
def unmarked(sha256: str) -> Any:
    """The same without markings, for those who may see what is hidden; where something is, the look goes into the book first."""
    photo = visible(sha256)
    path = derived_path(parts().settings.derived_dir, photo.sha256, "view")
    if not path.exists():
        return _not_yet(photo)
    if check_open(photo.sha256, by=by()).marking.redacts:
        note_sealed_view(photo.sha256, by=by())
    response = send_file(path, mimetype="image/jpeg")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _derived(sha256: str, kind: str) -> Any:
    photo = visible(sha256)
    marking = markings.standing(photo.sha256).marking
    path = shown_copy(parts().settings.derived_dir, photo.sha256, marking, kind)
    if path is None:
        return _not_yet(photo)
    response = send_file(path, mimetype="image/jpeg", conditional=True, etag=f"{sha256[:16]}-{marking.sha256[:16]}-{kind}")
    # Asked about each time: what was hidden a minute ago must not come from the browser's memory.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _not_yet(photo: Photo) -> Response:
    """A quiet grey picture while the examiner has not come round, or a marked one when the file cannot be shown."""
    word = "×" if photo.fault == "removed" else "!" if photo.fault else "…"
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3" width="320" height="240">'
        '<rect width="4" height="3" fill="#8a949e"/>'
        f'<text x="2" y="1.8" font-size="1" text-anchor="middle" fill="#fff">{word}</text></svg>'
    )
    return Response(svg, mimetype="image/svg+xml", headers={"Cache-Control": "no-store"})


@blueprint.get("/<sha256>/original")
def original(sha256: str) -> Any:
    """The original bytes as an attachment; who downloaded it goes into the book first. Sealed where something is hidden.

    Raises Problem not_found, photo_removed, original_sealed, photo_not_stored; nothing is entered then.
    """
    photo = visible(sha256)
    if is_removed(sha256):
        raise Problem("photo_removed")
    check_open(photo.sha256, by=by())
    stream = _opened(photo.sha256)
    name = f"{photo.sha256[:16]}.{_SUFFIX.get(photo.media_type, 'bin')}"
    response = send_file(
        stream, mimetype=photo.media_type, as_attachment=True, download_name=name, conditional=request.range is not None
    )
    response.headers["Content-Length"] = str(photo.size_bytes)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _opened(sha256: str) -> BinaryIO:
    """The original, opened and then entered as downloaded: an entry about bytes that nobody could have had never stands."""
    try:
        stream = parts().storage.open(sha256)
    except NotStored:
        log.error("original %s is not in the store", sha256)
        raise Problem("photo_not_stored", sha256=sha256) from None
    try:
        note_original_download(sha256, by=by())
    except BaseException:
        stream.close()
        raise
    return stream

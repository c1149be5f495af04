"""Stamped copies (水印副本) of photos: made for an export or for one person, and the template a unit wants.

A copy is made from the original by a process of its own under the examiner's limits, with the words of the ledger's rows and
the unit's template; nothing is kept of it. What leaves for one person is in the book with its hash before the first byte goes,
and the entry's time is the one in the copy, so that it can be made again and compared. Must not draw, nor change an original.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from lantian.domain import stamp
from lantian.domain.area import contains
from lantian.domain.casefile import CaseFile, CasePhoto, StampedCopy
from lantian.domain.problems import N_, Problem
from lantian.domain.stamp import Template
from lantian.evidence.examiner import Examiner, ExaminerUnavailable, Limits
from lantian.evidence.fonts import Face, chinese_face
from lantian.evidence.picture import FAULTS
from lantian.evidence.stamp_exif import Origin
from lantian.evidence.stamped import Made, Order, make
from lantian.evidence.storage import NotStored
from lantian.ledger import book, stamp_templates
from lantian.ledger.casefiles import case_file
from lantian.ledger.db import transaction
from lantian.ledger.models import Unit

from .acting import Acting

NO_FONT = N_("服务器没有中文字体，无法制作水印副本；请管理员安装 fonts-noto-cjk")
NO_CHILD = N_("照片处理程序无法启动，未能制作水印副本")
NO_SCENE = N_("签名等图片不加水印")

# Copies for single persons: however many ask at once, a web process has one child for them.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Means:
    """What an installation has for stamped copies: originals as files, the folder and limits of the examiner, a Chinese font."""

    as_file: Callable[[str], AbstractContextManager[Path]]
    derived_dir: Path
    limits: Limits
    face: Callable[[], Face | None] = chinese_face


Stamp = Callable[[CaseFile, CasePhoto], StampedCopy]


@contextmanager
def stamping(means: Means, made_at: str) -> Iterator[Stamp]:
    """Gives what makes one copy after the other, in one child that ends with the block: each copy, or the reason (msgid) why
    there is none. ``made_at`` is written into all of them."""
    templates, face = stamp_templates.by_unit_name(), means.face()
    with Examiner(means.derived_dir, means.limits) as child:

        def one(case: CaseFile, photo: CasePhoto) -> StampedCopy:
            if photo.role in stamp.SIGNED_ROLES:
                return StampedCopy(reason=NO_SCENE)
            if photo.removed:
                return StampedCopy(reason=photo.removed)
            if face is None:
                return StampedCopy(reason=NO_FONT)
            return _copy(means, child, face, case, photo, templates.get(case.unit_name, stamp.DEFAULT), made_at)

        yield one


def _copy(
    means: Means, child: Examiner, face: Face, case: CaseFile, photo: CasePhoto, template: Template, made_at: str
) -> StampedCopy:
    try:
        with means.as_file(photo.sha256) as path:
            order = _order(path, face, case, photo, template, made_at)
            made = child.run(make, order, lost=lambda fault: Made(fault=fault))
    except NotStored:
        made = Made(fault="missing")
    except ExaminerUnavailable:
        return StampedCopy(reason=NO_CHILD)
    return StampedCopy(made.content, FAULTS[made.fault] if made.fault else "")


def _order(path: Path, face: Face, case: CaseFile, photo: CasePhoto, template: Template, made_at: str) -> Order:
    origin = Origin(
        photo.sha256,
        made_at,
        photo.taken_at,
        photo.lat,
        photo.lon,
        photo.altitude_m,
        photo.accuracy_m,
        photo.heading_deg,
        photo.fix_at,
        photo.compass_deg,
    )
    lines = stamp.lines_of(case, photo, template)
    return Order(path, photo.media_type, origin, lines, stamp.MARK, template.position, template.size, face, photo.marking)


def hand_out(number: str, sha256: str, means: Means, *, by: Acting) -> StampedCopy:
    """The stamped copy of one photo of a line in the person's area; when there is one, it is entered into the book.

    Raises Problem not_found (404).
    """
    case = case_file(by.area_code, number)
    photo = next((row for row in case.photos if row.sha256 == sha256), None) if case else None
    if case is None or photo is None:
        raise Problem("not_found")
    with _ONE_AT_A_TIME, stamping(means, by.at) as stamp_one:
        copy = stamp_one(case, photo)
    if copy.content:
        payload = {"number": number, "copy_sha256": copy.sha256}
        with transaction():
            book.append(
                at=by.at, actor=by.actor, kind="StampedCopyDownloaded", subject_kind="photo", subject_id=sha256, payload=payload
            )
    return copy


def unit_within(unit_id: int, *, by: Acting) -> Unit:
    """A unit of the person's area. Raises Problem not_found (404)."""
    unit = Unit.get_or_none(Unit.id == unit_id)
    if unit is None or not contains(by.area_code, unit.area_id):
        raise Problem("not_found")
    return unit


def set_template(unit_id: int, template: Template, *, by: Acting) -> bool:
    """Give a unit another template; in the book with what it was before. False, and nothing written, when it is the same.

    Raises Problem not_allowed (403), not_found (404).
    """
    by.must("administer")
    unit = unit_within(unit_id, by=by)
    with transaction():
        before = stamp_templates.of_unit(unit.id)
        if before == template:
            return False
        stamp_templates.keep(unit.id, template)
        payload = {"unit": unit.name, "before": before.as_json(), "after": template.as_json()}
        book.append(
            at=by.at, actor=by.actor, kind="StampTemplateSet", subject_kind="unit", subject_id=str(unit.id), payload=payload
        )
    return True

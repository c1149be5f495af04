"""Small pictures in the workbook (照片缩略图): what was found and what was corrected, side by side.

They are the copies made for screens, embedded for the eye; originals and their hashes are what proves anything. A picture moves,
hides and sorts with its row. Must not make pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlsxwriter.exceptions import XlsxFileError
from xlsxwriter.image import Image
from xlsxwriter.worksheet import Worksheet

from lantian.domain.casefile import CaseFile, CasePhoto, ExportContext
from lantian.domain.problems import N_

from .columns import own_photos

BOX_PX = (112, 84)
MARGIN_PX = 3
HEAD_PX = 24
# A point is 1/72 inch, a pixel 1/96.
ROW_POINTS = (BOX_PX[1] + 2 * MARGIN_PX) * 72 / 96
# One character is 7 px in the usual face, and a cell has 5 px of its own.
WIDTH = (BOX_PX[0] + 2 * MARGIN_PX - 5) / 7
MOVE_AND_SIZE = 1
AFTER_ROLES = frozenset({"after", "recheck"})

NOT_YET = N_("缩略图尚未生成")
UNREADABLE = N_("照片无法显示")


@dataclass(frozen=True)
class PictureColumn:
    """One column of pictures: its header (msgid) and which photo of a case it shows."""

    header: str
    photo: Callable[[CaseFile], CasePhoto | None]
    width: float = WIDTH


def found_photo(case: CaseFile) -> CasePhoto | None:
    """The first photo of what was found; the same that the work list shows."""
    return next((photo for photo in own_photos(case) if photo.role not in AFTER_ROLES), None)


def corrected_photo(case: CaseFile) -> CasePhoto | None:
    """The latest photo of the correction or its recheck."""
    return next((photo for photo in reversed(own_photos(case)) if photo.role in AFTER_ROLES), None)


COLUMNS = (PictureColumn(N_("现场照片"), found_photo), PictureColumn(N_("整改后照片"), corrected_photo))


def lay(sheet: Worksheet, row: int, column: int, photo: CasePhoto, context: ExportContext) -> str:
    """Lay a photo's copy into a cell; gives '' or, where that cannot be, the reason (msgid)."""
    path = _copy_of(photo, context)
    if path is None:
        return UNREADABLE if photo.fault else NOT_YET
    try:
        picture = Image(str(path))
    except (OSError, XlsxFileError):
        return UNREADABLE
    sheet.insert_image(row, column, picture, _fitted(picture) | {"description": photo.sha256[:16]})
    return ""


def _copy_of(photo: CasePhoto, context: ExportContext) -> Path | None:
    """The small copy that people see: with its redactions where there are any."""
    return context.marked(photo.sha256, photo.marking, "thumb") if photo.marking.shapes else context.thumbnail(photo.sha256)


def _fitted(image: Image) -> dict[str, Any]:
    """Scale and offsets that bring the picture into the middle of its box, in proportion and never enlarged."""
    width, height = image.width * 96 / image._x_dpi, image.height * 96 / image._y_dpi
    scale = min(1, BOX_PX[0] / width, BOX_PX[1] / height)
    return {
        "x_scale": scale,
        "y_scale": scale,
        "x_offset": MARGIN_PX + (BOX_PX[0] - width * scale) / 2,
        "y_offset": MARGIN_PX + (BOX_PX[1] - height * scale) / 2,
        "object_position": MOVE_AND_SIZE,
    }

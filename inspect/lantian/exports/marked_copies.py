"""Redacted and annotated copies in an evidence package (遮盖与标注副本): beside the originals, in a folder of their own.

The originals stay, byte for byte: without them nothing in the package could be checked. Copies are derived, say so in their
comment, and can be made again from the view copy and the recipe in ``case.json``. Must not draw.
"""

from __future__ import annotations

from lantian.domain.casefile import CaseFile, ExportContext

from .archive import Archive

FOLDER = "marked"
NOT_YET = ""


def add(archive: Archive, case: CaseFile, names: list[str], context: ExportContext) -> dict[str, str]:
    """Write the marked copy of every marked photo; gives its path by the original's, '' where it cannot be made yet."""
    copies = {}
    for name, photo in zip(names, case.photos, strict=True):
        if not photo.marking.shapes:
            continue
        path = context.marked(photo.sha256, photo.marking, "view")
        copies[name] = copy_name(name) if path else NOT_YET
        if path:
            archive.add(f"{case.number}/{copies[name]}", path.read_bytes())
    return copies


def copy_name(name: str) -> str:
    """photos/01_finding_1a2b3c4d.heic → marked/01_finding_1a2b3c4d.jpg"""
    return f"{FOLDER}/{name.rsplit('/', 1)[-1].rsplit('.', 1)[0]}.jpg"

"""Redacted and annotated copies in an evidence package (遮盖与标注副本): beside the originals, in a folder of their own.

The originals stay, byte for byte: without them nothing in the package could be checked. Copies are derived, say so in their
comment, and can be made again from the view copy and the recipe in ``case.json``. Must not draw.
"""

from __future__ import annotations

from lantian.domain.casefile import CaseFile, ExportContext

from .archive import Archive
from .copies import Copies

NOT_YET = "副本尚未生成"
HEAD = """\
遮盖与标注副本（派生件）
本文件夹中的图片由照片的显示副本制作，画上了遮盖和标注，供对外提供；不是原件，可以按 case.json 中的记录重新制作。
photos/ 中是未遮盖的原件，只供有权人员。证明以原件及其 SHA-256 为准。

"""


def add(archive: Archive, case: CaseFile, names: list[str], context: ExportContext) -> dict[str, str]:
    """Write the marked copy of every marked photo, and their list where there is any; gives a copy's path by its original's, ''
    where it cannot be made yet."""
    copies = Copies("marked", "", "遮盖与标注副本", HEAD)
    for name, photo in zip(names, case.photos, strict=True):
        if not photo.marking.shapes:
            continue
        copy = context.marked(photo.sha256, photo.marking, "view")
        if copy:
            archive.add(f"{case.number}/{copies.path(name)}", copy.read_bytes())
            copies.made(name, photo)
        else:
            copies.paths[name] = ""
            copies.not_made(name, photo.removed or NOT_YET)
    if copies.lines:
        path, content = copies.list
        archive.add(f"{case.number}/{path}", content)
    return copies.paths

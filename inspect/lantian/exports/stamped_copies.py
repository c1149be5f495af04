"""The stamped copies (水印副本) of a case in its package: a folder beside the originals, with a list of what comes from what.

Owns their names and the list. A copy that cannot be made stops nothing: the list says why. Must not make copies.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Generator
from pathlib import PurePosixPath

from lantian.domain.casefile import CaseFile, CasePhoto, ExportContext, StampedCopy

from .archive import Archive

Stamp = Callable[[CaseFile, CasePhoto], StampedCopy]
FOLDER, LIST = "stamped", "说明.txt"

HEAD = """\
水印副本（派生件）
本文件夹中的图片由 photos/ 中的原件制作，加了水印，便于阅看和打印；不是原件，可以重新制作。
水印上的时间、位置来自手机的记录（不取照片文件自述），同样写在副本的 EXIF 中。证明以原件及其 SHA-256 为准。

"""


def add(
    archive: Archive, case: CaseFile, names: list[str], stamp: Stamp, context: ExportContext
) -> Generator[None, None, dict[str, str]]:
    """Write the copies of a case one by one, then their list; gives the copy's path by the original's, inside the case's folder.
    ``names`` are the paths of the originals, in the order of ``case.photos``."""
    copies, lines = {}, []
    for name, photo in zip(names, case.photos, strict=True):
        copy = stamp(case, photo)
        if copy.content:
            copies[name] = copy_name(name)
            source, path = io.BytesIO(copy.content), f"{case.number}/{copies[name]}"
            yield from archive.add_stream(path, source, sha256=copy.sha256, size_bytes=len(copy.content))
        lines.append(_line(name, photo, copy, context))
        yield
    archive.add(f"{case.number}/{FOLDER}/{LIST}", (HEAD + "".join(lines)).encode())
    return copies


def copy_name(name: str) -> str:
    """Path of the copy of an original: photos/01_finding_1a2b3c4d.heic → stamped/01_finding_1a2b3c4d_stamped.jpg."""
    return f"{FOLDER}/{PurePosixPath(name).stem}_stamped.jpg"


def _line(name: str, photo: CasePhoto, copy: StampedCopy, context: ExportContext) -> str:
    if not copy.content:
        return f"{name}：无水印副本，{context.translate(copy.reason)}。\n"
    return f"{copy_name(name)}\n  由 {name} 制作，原件 SHA-256：{photo.sha256}\n"

"""The stamped copies (水印副本) of a case in its package: a folder beside the originals, with a list of what comes from what.

A copy that cannot be made stops nothing: the list says why. Must not make copies.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Generator

from lantian.domain.casefile import CaseFile, CasePhoto, ExportContext, StampedCopy

from .archive import Archive
from .copies import Copies

Stamp = Callable[[CaseFile, CasePhoto], StampedCopy]

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
    copies = Copies("stamped", "_stamped", "水印副本", HEAD)
    for name, photo in zip(names, case.photos, strict=True):
        copy = stamp(case, photo)
        if copy.content:
            source, path = io.BytesIO(copy.content), f"{case.number}/{copies.path(name)}"
            yield from archive.add_stream(path, source, sha256=copy.sha256, size_bytes=len(copy.content))
            copies.made(name, photo)
        else:
            copies.not_made(name, context.translate(copy.reason))
        yield
    path, content = copies.list
    archive.add(f"{case.number}/{path}", content)
    return copies.paths

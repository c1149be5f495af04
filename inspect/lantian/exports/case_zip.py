"""Evidence packages (证据包): one folder per violation with its record, its originals byte for byte, and sums over everything.

With it go receipts, keys, verifiers and a seal over every byte (``seal``), so that it can be checked without us.
Always in Chinese: it is a file for penalty processing in China. Leads are never packed: a patrol makes no evidence
(国办发〔2024〕54号). A missing or altered original stops the export, and what was written by then opens in no program.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from lantian.domain.casefile import CaseFile, CasePhoto, ExportContext
from lantian.domain.problems import N_, Problem

from . import case_readme, evidence_sheets, marked_copies, seal, stamped_copies
from .archive import Altered, Archive
from .columns import local
from .record_html import record_page
from .sink import Out, Steps
from .stamped_copies import Stamp

# Raised when a field of case.json changes its meaning or goes; new fields do not raise it.
DATA_VERSION = 1
RECORD_PAGE = "记录.html"
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic", "image/heif": "heif"}


class CaseZip(Steps):
    """One folder per violation."""

    name = "case_zip"
    label = N_("证据包 ZIP")
    about = N_("每件一个文件夹：检查记录、照片原件和逐件校验清单，供案件移送。")
    media_type = "application/zip"
    extension = "zip"
    takes_leads = False
    light = False
    language = "zh"
    # A case is a dozen originals of some megabytes each, and a stamped copy of each takes a third of a second to a second: six
    # seconds or so, while two thousand plain rows take one. So no case is made while somebody waits.
    weight = 12_000

    def steps(self, cases: Iterable[CaseFile], out: Out, context: ExportContext) -> Iterator[None]:
        """Write the archive. Raises Problem lead_not_evidence, export_photo_missing, export_record_altered."""
        archive = Archive(out, local(context.exported_at))  # type: ignore[arg-type]
        try:
            yield from _filled(archive, cases, context)
        except BaseException:
            archive.give_up()
            raise
        archive.finish(lambda body: seal.seal(body, context))
        yield


def _filled(archive: Archive, cases: Iterable[CaseFile], context: ExportContext) -> Iterator[None]:
    packed, leads = 0, []
    with context.stamping() as stamp:
        for case in cases:
            if case.is_lead:
                leads.append(case.number)
                continue
            yield from _case(archive, case, context, stamp)
            packed += 1
    if leads and not packed:
        raise Problem("lead_not_evidence")
    archive.add(seal.KEYS, seal.keys_json(context).encode())
    for name, content in context.verifiers.items():
        archive.add(f"{seal.VERIFIERS}/{name}", content)
        yield
    archive.add("ledger-head.txt", case_readme.head(context).encode())
    archive.add("README.txt", case_readme.readme(context, packed, leads).encode())
    yield


def _case(archive: Archive, case: CaseFile, context: ExportContext, stamp: Stamp) -> Iterator[None]:
    folder, record = case.number, case.record_text.encode()
    if hashlib.sha256(record).hexdigest() != case.record_sha256:
        raise Problem("export_record_altered", number=case.number)
    names = [photo_name(number, photo) for number, photo in enumerate(case.photos, 1)]
    marked = marked_copies.add(archive, case, names, context)
    archive.add(f"{folder}/record.json", record)
    archive.add(f"{folder}/case.json", case_json(case, context).encode())
    archive.add(f"{folder}/{seal.RECEIPTS}", seal.receipts_json(case, names, context).encode())
    for name, content in evidence_sheets.files(case, context, names):
        archive.add(f"{folder}/{name}", content.encode())
    yield
    for name, photo in zip(names, case.photos, strict=True):
        yield from _original(archive, f"{folder}/{name}", photo, context)
    copies = yield from stamped_copies.add(archive, case, names, stamp, context)
    archive.add(f"{folder}/{RECORD_PAGE}", record_page(case, context, names, copies, marked=marked).encode())
    yield


def photo_name(number: int, photo: CasePhoto) -> str:
    """Path of an original inside its case's folder: photos/01_finding_1a2b3c4d.jpg."""
    extension = "removed.txt" if photo.removed else EXTENSIONS.get(photo.media_type, "bin")
    return f"photos/{number:02d}_{photo.role}_{photo.sha256[:8]}.{extension}"


def case_json(case: CaseFile, context: ExportContext) -> str:
    """The case for other programs: every field but the record's text, which lies beside it as received."""
    fields = asdict(case)
    del fields["record_text"]
    ledger = {"seq": context.head_seq, "hash": context.head_hash}
    whole = {"data_version": DATA_VERSION, "exported_at": context.exported_at, "ledger_head": ledger, "case": fields}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def _original(archive: Archive, name: str, photo: CasePhoto, context: ExportContext) -> Iterator[None]:
    """The bytes, or a few words where the law had them removed. What fails on the way out is not the original's fault, so only
    its own errors become the problem that names it."""
    if photo.removed:
        archive.add(name, f"{photo.removed}\nSHA-256: {photo.sha256}\n{photo.size_bytes} bytes\n".encode())
        return
    try:
        source = context.open_original(photo.sha256)
    except (LookupError, OSError) as error:
        raise Problem("export_photo_missing", sha256=photo.sha256) from error
    with source:
        try:
            yield from archive.add_stream(name, source, sha256=photo.sha256, size_bytes=photo.size_bytes)
        except Altered as error:
            raise Problem("export_photo_missing", sha256=photo.sha256) from error

"""The evidence sheets of a case (证据说明): one page to print and sign, one table, one file of data, all from the same rows.

What stands in a row is ``domain.evidence_sheet``'s; here it is put to paper, in Chinese like the package. Must not judge, and
must not leave anything blank: what the record lacks is said in words, and marked.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from html import escape

from lantian.domain.casefile import CaseFile, CasePhoto, ExportContext
from lantian.domain.evidence_sheet import LINES, Person, Row, Shot, Words, cited, rows
from lantian.domain.inspection import PHOTO_ROLES

from .columns import local
from .ledger_csv import BOM, safe
from .record_style import SHEET_STYLE

DATA_VERSION = 1
PAGE_NAME, TABLE_NAME, DATA_NAME = "证据说明.html", "证据说明.csv", "evidence.json"
# Browsers show these; a HEIC original is named and linked.
SHOWN_TYPES = {"image/jpeg", "image/png", "image/webp"}


def files(case: CaseFile, context: ExportContext, names: list[str]) -> Iterator[tuple[str, str]]:
    """(name, text) of the three files; ``names`` are the paths of the photos beside them, in the order of ``case.photos``."""
    sheets = [rows(shot(case, photo, context), WORDS) for photo in case.photos]
    yield PAGE_NAME, _page(case, names, sheets)
    yield TABLE_NAME, _table(case, names, sheets)
    yield DATA_NAME, _data(case, names, sheets)


def shot(case: CaseFile, photo: CasePhoto, context: ExportContext) -> Shot:
    """What the record says about one photo. A later photo was made by who acted, the others by who recorded."""
    act = next((entry for entry in case.story if entry["seq"] == photo.act_seq), None)
    maker = (act["actor_id"], act["actor_name"]) if act else (case.recorder_id, case.recorder_name)
    return Shot(
        role=photo.role,
        source=photo.source,
        taken_at=photo.taken_at,
        received_at=photo.received_at,
        received_seq=photo.received_seq,
        maker=Person(maker[1], _card(case, maker[0])),
        officers=[Person(row["name"], row.get("card_number") or "") for row in case.officers],
        item=_item(case, photo, context),
        criterion=context.criterion(case.checklist_id, case.checklist_version, case.checklist_hash, photo.item_id or ""),
        bases=[row.get("citation_zh") or row["id"] for row in cited(case.bases, case.basis_id)],
        caption=photo.caption,
        site=case.site_name,
        address=case.site_address,
        lat=photo.lat,
        lon=photo.lon,
        accuracy_m=photo.accuracy_m,
        no_fix_reason=photo.no_fix_reason,
        party=case.party.get("name") or case.site_party,
        party_person=case.party.get("person") or "",
        outcome=case.party.get("outcome") or "",
        witness=case.party.get("witness") or "",
        reason=case.party.get("reason") or "",
        later=photo.act_seq is not None,
    )


def _item(case: CaseFile, photo: CasePhoto, context: ExportContext) -> str:
    """The item as it was called when it was answered, for the line's own; any other by its name today."""
    if photo.item_id == case.item_id:
        return case.title
    return context.item_name(case.checklist_id, photo.item_id) if photo.item_id else ""


def _card(case: CaseFile, person_id: int | None) -> str:
    """As it was on the day of the visit for its officers, else as the register has it."""
    own = next((row for row in case.officers if row.get("user_id") == person_id), None)
    return (own or {}).get("card_number") or case.cards.get(person_id or 0, "")


def _when(instant: str) -> str:
    moment = local(instant)
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ""


WORDS = Words(say=lambda message, **values: message % values if values else message, when=_when, join="；".join)


def _page(case: CaseFile, names: list[str], sheets: list[list[Row]]) -> str:
    body = "".join(_block(number, *each) for number, each in enumerate(zip(case.photos, names, sheets, strict=True), 1))
    title = escape(f"{case.number} {case.title}")
    return PAGE.format(title=title, style=SHEET_STYLE, count=len(case.photos), body=body or "<p>本件没有照片。</p>")


PAGE = """\
<!doctype html>
<html lang="zh-Hans">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>证据说明 {title}</title>
<style>{style}</style></head>
<body>
<h1>现场照片证据说明</h1>
<p class="number">{title}　共 {count} 张</p>
<p class="notice">各项取自检查记录和台账；记录中没有的，在该项中写明，以“缺”标出。法定文书由承办单位另行制作。</p>
{body}
</body>
</html>
"""
SIGNERS = ("制作人：", "当事人：", "见证人：", "日期：")
SIGNING = '<p class="signing">{}</p>'.format("".join(f"<span>{signer}</span>" for signer in SIGNERS))


def _block(number: int, photo: CasePhoto, name: str, sheet: list[Row]) -> str:
    role, address = PHOTO_ROLES.get(photo.role, photo.role), escape(name, quote=True)
    link = f'<p><a href="{address}">{address}</a></p>'
    picture = f'<img src="{address}" alt="照片 {number}">' if photo.media_type in SHOWN_TYPES else link
    if photo.removed:
        picture = f'<p class="notice">{escape(photo.removed)}</p>'
    body = "".join(_line(row) for row in sheet)
    digest = f"<tr><th>原件</th><td>{address}（{photo.size_bytes:,} 字节）<br>SHA-256 {photo.sha256}</td></tr>"
    return f"<section><h2>照片 {number}　{escape(role)}</h2>{picture}<table>{body}{digest}</table>{SIGNING}</section>"


def _line(row: Row) -> str:
    mark = '<b class="lacking">缺</b>' if row.lacking else ""
    return f"<tr><th>{escape(row.term)}</th><td>{mark}{escape(row.value)}</td></tr>"


def _table(case: CaseFile, names: list[str], sheets: list[list[Row]]) -> str:
    """One line a photo; a lacking fact begins with 缺, so that it can be looked for."""
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(["编号", "序号", "文件", "SHA-256", "照片类别", *(term for _key, term, _find, _lacking in LINES)])
    for number, (photo, name, sheet) in enumerate(zip(case.photos, names, sheets, strict=True), 1):
        told = {row.key: f"缺：{row.value}" if row.lacking else row.value for row in sheet}
        facts = [case.number, str(number), name, photo.sha256, PHOTO_ROLES.get(photo.role, photo.role)]
        table.writerow([safe(cell) for cell in [*facts, *(told.get(key, "不适用") for key, *_rest in LINES)]])
    return BOM + text.getvalue()


def _data(case: CaseFile, names: list[str], sheets: list[list[Row]]) -> str:
    photos = [
        {
            "file": name,
            "sha256": photo.sha256,
            "role": photo.role,
            "facts": {row.key: {"term": row.term, "value": row.value, "lacking": row.lacking} for row in sheet},
        }
        for photo, name, sheet in zip(case.photos, names, sheets, strict=True)
    ]
    whole = {"data_version": DATA_VERSION, "number": case.number, "photos": photos}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1) + "\n"

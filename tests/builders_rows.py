"""A ledger for tests, laid down with the models and the book directly: visits, photos, lines and later acts that fit together.

``Rows`` does what the acts of ``workflow`` do, without their judging, so that queries, exports and checks can be tested on any
state. Everything it makes passes ``verify``; a test that wants something broken breaks it itself.
"""

from __future__ import annotations

import hashlib
import io
import uuid
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import people as folk
from lantian.domain.violation import next_state
from lantian.ledger import book, models
from lantian.ledger.db import transaction

BASIS = {
    "id": "code_1128_1_1",
    "law": "eec_2026",
    "citation_zh": "《示例法》第1条第1款",
    "act_zh": "未设置硬质围挡",
    "fine_zh": "处一万元以上十万元以下罚款",
    "law_zh": "示例法",
    "element_required": None,
    "order_first": "责令改正",
    "successor": False,
}
TITLES = {"d6.hoarding": "工地周边围挡", "d6.cover": "物料堆放覆盖", "d6.wash": "出入车辆冲洗"}
FIX = {
    "lat": 34.6841234,
    "lon": 112.4691234,
    "accuracy_m": 8.5,
    "altitude_m": None,
    "heading_deg": 270.0,
    "distance_m": 15.2,
    "crs": "wgs84",
}


class Rows:
    """Builds on the people and places of ``people.settle``; each thing it makes is a minute later than the one before."""

    def __init__(self, start: datetime = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)):
        self.people = folk.settle()
        self.now = start
        self.originals: dict[str, bytes] = {}

    def at(self) -> str:
        """The next minute, as stored."""
        self.now += timedelta(minutes=1)
        return self.now.isoformat(timespec="microseconds")

    def actor(self, name: str) -> book.Actor:
        """A person as the book names them."""
        return book.Actor(self.people[name].id, self.people[name].name)

    def photo(self, inspection: str, by: str = "li", media_type: str = "image/jpeg") -> str:
        """Receive an original of random content; returns its SHA-256."""
        content = uuid.uuid4().bytes * 40
        sha256, at = hashlib.sha256(content).hexdigest(), self.at()
        self.originals[sha256] = content
        payload = {"inspection": inspection, "size_bytes": len(content), "media_type": media_type}
        with transaction():
            seq = self._enter("PhotoReceived", "photo", sha256, payload, at, by)
            models.Photo.insert(
                sha256=sha256,
                size_bytes=len(content),
                media_type=media_type,
                received_at=at,
                received_seq=seq,
                received_by=self.people[by].id,
            ).execute()
            models.PhotoReceipt.insert(inspection_id=inspection, sha256=sha256, received_at=at).execute()
        return sha256

    def visit(
        self,
        fails: tuple[str, ...] = ("d6.hoarding",),
        *,
        kind: str = "inspection",
        site: str = folk.SITE,
        by: tuple[str, ...] = ("li", "chen"),
        photos: int = 1,
        due_on: str | None = "2026-11-10",
        lead: str | None = None,
        **columns: Any,
    ) -> list[str]:
        """One visit of a dust list with these items failed; returns the numbers of its lines, oldest first.

        ``columns`` overwrite those of the lines, ``lead`` is the number of a lead of the same item that is taken over.
        """
        inspection = str(uuid.uuid4())
        shots = {item: [self.photo(inspection, by[0]) for _ in range(photos)] for item in fails}
        signature = self.photo(inspection, by[0], "image/png")
        overview = self.photo(inspection, by[0], "image/heic")
        place = models.Site.get_by_id(site)
        with transaction():
            self._record(inspection, kind, place, by, fails, [*chain.from_iterable(shots.values()), overview, signature])
            numbers = []
            for item in fails:
                number, line = self._line(inspection, kind, place, by, item, due_on, lead, columns)
                numbers.append(number)
                self._place(shots[item], inspection, "finding", line, item)
            self._place([overview], inspection, "overview")
            self._place([signature], inspection, "signature")
        return numbers

    def act(self, number: str, kind: str, by: str = "wang", *, photos: int = 0, **payload: Any) -> int:
        """A later act on a line, allowed or not by its needs but possible by the table; returns the entry's number."""
        line = models.Violation.get(models.Violation.number == number)
        shots = [self.photo(line.inspection_id, by) for _ in range(photos)]
        with transaction():
            state = next_state(line.state, kind)
            seq = self._enter(kind, "violation", number, payload | {"state": state}, self.at(), by)
            models.Violation.update(state=state, last_seq=seq).where(models.Violation.id == line.id).execute()
            self._place(shots, line.inspection_id, "after", line.id, line.item_id, seq)
        return seq

    def export(self, writer: str = "ledger_csv", rows: int = 3) -> int:
        """A finished export, noted in the book."""
        at, sha256 = self.at(), hashlib.sha256(writer.encode()).hexdigest()
        with transaction():
            payload = {"writer": writer, "filters": {}, "rows": rows, "sha256": sha256}
            seq = self._enter("CaseExported", "export", sha256, payload, at, "wang")
            models.ExportFile.insert(
                seq=seq,
                writer=writer,
                filters={},
                row_count=rows,
                sha256=sha256,
                exported_by=self.people["wang"].id,
                exported_at=at,
            ).execute()
        return seq

    def open_original(self, sha256: str) -> io.BytesIO:
        """The bytes of an original, as storage would hand them out."""
        return io.BytesIO(self.originals[sha256])

    def _enter(self, kind: str, subject_kind: str, subject_id: str, payload: dict[str, Any], at: str, by: str) -> int:
        return book.append(
            at=at, actor=self.actor(by), kind=kind, subject_kind=subject_kind, subject_id=subject_id, payload=payload
        )

    def _officers(self, by: tuple[str, ...]) -> list[dict[str, Any]]:
        return [
            {"user_id": self.people[name].id, "name": self.people[name].name, "card_number": self.people[name].card_number}
            for name in by
        ]

    def _record(
        self, inspection: str, kind: str, place: Any, by: tuple[str, ...], fails: tuple[str, ...], photos: list[str]
    ) -> None:
        at = self.at()
        answers = {
            item: {"value": "fail" if item in fails else "pass", "note": "", "sub_checks": [], "corrected": False}
            for item in TITLES
        }
        content = book.canonical({"id": inspection, "kind": kind, "answers": answers, "note": "示例"})
        digest = hashlib.sha256(content.encode()).hexdigest()
        payload = {
            "content_sha256": digest,
            "kind": kind,
            "checklist": "dust_six",
            "checklist_hash": "c" * 64,
            "site": place.id,
            "officers": self._officers(by),
            "photos": photos,
            "findings": list(fails),
        }
        seq = self._enter("InspectionReceived", "inspection", inspection, payload, at, by[0])
        models.Inspection.insert(
            id=inspection,
            kind=kind,
            inspection_type="daily" if kind == "inspection" else "",
            checklist_id="dust_six",
            checklist_version="2026.11",
            checklist_hash="c" * 64,
            site=place.id,
            area=place.area_id,
            unit=self.people[by[0]].unit_id,
            recorded_by=self.people[by[0]].id,
            officers=self._officers(by),
            header={"stage": "主体施工"},
            party={
                "name": "示例建设公司",
                "uscc": "91410300MA00000000",
                "person": "示例负责人",
                "outcome": "refused",
                "witness": "示例见证人",
                "reason": "拒绝",
            },
            started_at=at,
            finished_at=at,
            received_at=at,
            act_on=at[:10],
            passed_count=len(TITLES) - len(fails),
            failed_count=len(fails),
            content=content,
            content_sha256=digest,
            received_seq=seq,
        ).execute()
        models.Answer.insert_many(
            [{"inspection": inspection, "item_id": item, "position": n, **row} for n, (item, row) in enumerate(answers.items())]
        ).execute()

    def _line(
        self,
        inspection: str,
        kind: str,
        place: Any,
        by: tuple[str, ...],
        item: str,
        due_on: str | None,
        lead: str | None,
        columns: dict[str, Any],
    ) -> tuple[str, int]:
        at, event = self.at(), "ViolationReported" if kind == "inspection" else "LeadRecorded"
        taken = models.Violation.get(models.Violation.number == lead) if lead else None
        number = lead or self._number(place.area_id)
        state = next_state(taken.state if taken else None, event)
        seq = self._enter(event, "violation", number, {"inspection": inspection, "item": item, "state": state}, at, by[0])
        row = {
            "inspection": inspection,
            "unit": self.people[by[0]].unit_id,
            "origin": "violation" if kind == "inspection" else "lead",
            "state": state,
            "severity": "high",
            "note": "围挡缺口约3米",
            "act_on": at[:10],
            "reported_at": at,
            "due_on": due_on,
            "department": "housing",
            "bases": [BASIS],
            "chain": [{"duty": "网格员", "name": "孙格", "phone": "", "document": "示例文件1号"}],
            "last_seq": seq,
            "found_by": [self.people[name].id for name in by],
        } | columns
        if taken:
            models.Violation.update(**row, patrol=taken.inspection_id).where(models.Violation.id == taken.id).execute()
            return number, taken.id
        row |= {
            "number": number,
            "item_id": item,
            "title": TITLES[item],
            "title_en": item,
            "checklist_id": "dust_six",
            "site": place.id,
            "area": place.area_id,
        }
        return number, models.Violation.insert(**row).execute()

    def _number(self, area_code: str) -> str:
        county = models.Violation.select().where(models.Violation.number.startswith(area_code[:6])).count()
        return f"{area_code[:6]}-2026-{county + 1:06d}"

    def _place(
        self,
        photos: list[str],
        inspection: str,
        role: str,
        line: int | None = None,
        item: str | None = None,
        seq: int | None = None,
    ) -> None:
        for position, sha256 in enumerate(photos):
            models.EvidencePhoto.insert(
                inspection=inspection,
                violation=line,
                photo=sha256,
                item_id=item,
                role=role,
                position=position,
                taken_at=self.at(),
                source="camera",
                fix_at=self.at(),
                act_seq=seq,
                **FIX,
            ).execute()

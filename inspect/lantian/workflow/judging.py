"""What a record is refused for: its answers by the form, its place, people and photos by what the ledger knows.

Owns the faults and the refusals, on what has been read before; ``receive`` takes the record, ``findings`` judges what was found.
Must not read from the ledger or write to it.
"""

from __future__ import annotations

from typing import Any

from lantian.checklists.form import answers_formdata, compile_form
from lantian.checklists.library import Library
from lantian.domain.area import contains
from lantian.domain.inspection import Record
from lantian.domain.problems import N_, FieldFault, Problem
from lantian.ledger.records_known import Gathered

from .acting import Acting


def judged(record: Record, definition: Any, region: Any, by: Acting) -> Any:
    """The form of a record's answers and header, filled and valid. Raises Problem record_invalid."""
    formdata, faults = answers_formdata(definition, record.answers, record.header)
    refuse(faults)
    form = compile_form(definition)(formdata=formdata, now=by.now, region=region)
    form.validate()
    refuse(form.faults())
    return form


def faults_in_place(record: Record, context: Gathered, definition: Any, library: Library, by: Acting) -> list[FieldFault]:
    """What only the ledger can tell: area, people, photos. Missing photos are a problem of their own."""
    faults = [*site_faults(record, context, library, by), *_people_faults(record, context, by)]
    if record.kind not in definition.visit_kinds:
        faults.append(FieldFault("checklist.id", N_("该检查表不用于这类检查")))
    known_items = {item.id for item in definition.items}
    for index, photo in enumerate(record.photos):
        if photo.item is not None and photo.item not in known_items:
            faults.append(FieldFault(f"photos.{index}.item", N_("检查表中没有这一项")))
    if not faults:
        check_photos(record, context)
    return faults


def site_faults(record: Record, context: Gathered, library: Library, by: Acting) -> list[FieldFault]:
    """The place, or the new one, against the area of the person and what is registered."""
    if record.new_site is None:
        return [] if context.site else [FieldFault("site.id", N_("没有这个检查对象，或不在您的辖区内"))]
    faults = []
    if not contains(by.area_code, record.new_site.area_code) or not context.area_known:
        faults.append(FieldFault("site.new.area_code", N_("请选择您辖区内的乡镇（街道）")))
    if not library.is_site_kind(record.new_site.kind):
        faults.append(FieldFault("site.new.kind", N_("请选择检查对象类型")))
    if context.site_taken:
        faults.append(FieldFault("site.new.id", N_("该编号已被另一个检查对象占用")))
    return faults


def _people_faults(record: Record, context: Gathered, by: Acting) -> list[FieldFault]:
    ids = [officer.user_id for officer in record.officers]
    faults = [] if by.id in ids else [FieldFault("officers", N_("检查人员中须有登录本人"))]
    for index, officer in enumerate(record.officers):
        if officer.user_id is None:
            continue
        person = context.people.get(officer.user_id)
        if person is None:
            faults.append(FieldFault(f"officers.{index}.user_id", N_("没有这名检查人员")))
        elif (officer.name, officer.card_number) != (person.name, person.card_number):
            faults.append(FieldFault(f"officers.{index}", N_("姓名或执法证号与登记不符，请重新选择检查人员")))
        elif record.kind == "inspection" and person.role != "inspector":
            faults.append(FieldFault(f"officers.{index}", N_("行政检查只能由执法人员实施（国办发〔2024〕54号）")))
    return faults


def refuse(faults: list[FieldFault]) -> None:
    """Raises Problem record_invalid for any fault, naming the first hundred."""
    if faults:
        raise Problem("record_invalid", fields=faults[:100], count=len(faults))


def check_photos(record: Record, context: Gathered) -> None:
    """Raises Problem photos_missing, photos_unaccounted."""
    check_sent(record.photo_hashes, context.photos_sent)
    check_accounted(record.photo_hashes, record.withdrawn, context.acknowledged)


def check_sent(listed: set[str], sent: set[str]) -> None:
    """Raises Problem photos_missing, naming what the person has not sent, so that their phone sends it with its own bytes."""
    missing = sorted(listed - sent)
    if missing:
        raise Problem("photos_missing", count=len(missing), extra={"photos_missing": missing})


def check_accounted(listed: set[str], withdrawn: list[tuple[str, str]], acknowledged: set[str]) -> None:
    """Raises Problem photos_unaccounted: nothing that was acknowledged for a record or an act is dropped without a reason."""
    forgotten = sorted(acknowledged - listed - {sha256 for sha256, _ in withdrawn})
    if forgotten:
        raise Problem("photos_unaccounted", count=len(forgotten), extra={"photos_unaccounted": forgotten})

"""The product's own forms: complete, in both languages, and every list can really be answered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checklists.judging import faults, judged, value
from lantian.checklists.items import answer_type
from lantian.checklists.library import check
from lantian.checklists.params import PARAM_KINDS

FORMS = Path(__file__).resolve().parents[2] / "forms"
LISTS = sorted(path.parent.name for path in (FORMS / "checklists").glob("*/*.toml"))
CHINESE = re.compile("[\u3400-\u9fff，。；：（）“”、]")


def test_the_forms_folder_is_in_order() -> None:
    assert [problem.text("en") for problem in check(FORMS)] == []


def test_nothing_got_lost(forms) -> None:
    lists = forms.all_current()
    book = forms.law_book
    assert len(lists) == 22
    assert sum(len(definition.items) for definition in lists) == 138
    assert (len(book.bases), len(book.deadlines), len(book.rules), len(book.laws)) == (76, 20, 7, 18)


def test_every_list_says_that_it_is_a_draft(forms) -> None:
    assert all(definition.is_draft for definition in forms.all_current())
    assert forms.current("dust_ten").status == "draft-local: official list NOT FOUND"


def named(forms):
    """Every pair of Chinese and English text, with its place."""
    words = forms.vocabulary
    for table in (words.departments, words.problem_types, words.site_kinds, words.header_fields):
        yield from ((key, row.zh, row.en) for key, row in table.items())
    for param in words.params.values():
        yield from ((param.id, text.zh, text.en) for text in (param.name, param.sentence))
    yield ("open", words.not_entered.zh, words.not_entered.en)
    for field in words.header_fields.values():
        yield from ((field.id, option.zh, option.en) for option in field.options)
    for definition in forms.all_current():
        yield definition.id, definition.zh, definition.en
        yield from ((section.id, section.zh, section.en) for section in definition.sections)
        for item in definition.items:
            yield from ((item.id, zh, en) for zh, en in ((item.zh, item.en), (item.criterion_zh, item.criterion_en)))
            yield from ((item.id, words.zh, words.en) for words in (*item.sub_checks, *item.options, *item.roles))
            if item.applies_when:
                yield item.id, item.applies_zh, item.applies_en
    book = forms.law_book
    yield from ((row.id, row.zh, row.en) for table in (book.laws, book.deadlines, book.rules) for row in table.values())
    yield from ((basis.id, basis.act_zh, basis.act_en) for basis in book.bases.values())


def test_everything_a_person_reads_has_chinese_and_english(forms) -> None:
    for place, zh, en in named(forms):
        assert zh.strip(), place
        assert en.strip(), place
        assert not CHINESE.search(en), (place, en)


def test_nobody_has_to_read_the_number_of_an_item(forms) -> None:
    ids = {item.id for definition in forms.all_current() for item in definition.items}
    for definition in forms.all_current():
        for item in definition.items:
            words = [item.zh, item.en, *(text for point in item.sub_checks for text in (point.zh, point.en))]
            assert not [text for text in words if any(other in text for other in ids)], item.id


def test_remarks_for_reviewers_are_in_both_languages(forms) -> None:
    book = forms.law_book
    rows = [*forms.all_current(), *(item for definition in forms.all_current() for item in definition.items)]
    law = [*book.laws.values(), *book.bases.values(), *book.deadlines.values()]
    assert not [row.id for row in law if row.note and CHINESE.search(row.note)]
    for row in [*rows, *law]:
        assert bool(row.note) == bool(row.note_zh), row.id
        assert not row.note_zh or CHINESE.search(row.note_zh), row.id


def test_remarks_on_a_region_are_in_both_languages(forms) -> None:
    for name, _confidence, note in forms.region("410302").notes():
        assert note.en and CHINESE.search(note.zh) and not CHINESE.search(note.en), name.en


def test_long_lists_have_headings(forms) -> None:
    for definition in forms.all_current():
        assert bool(definition.sections) is (len(definition.items) >= 8), definition.id


def test_every_row_says_how_sure_it_is(forms) -> None:
    book = forms.law_book
    rows = [*forms.all_current(), *book.laws.values(), *book.bases.values(), *book.deadlines.values(), *book.rules.values()]
    rows += [item for definition in forms.all_current() for item in definition.items]
    assert {row.confidence for row in rows} == {"verified", "secondary", "from-memory"}


def test_every_value_is_used_and_every_kind_of_value_occurs(forms) -> None:
    used = {name for definition in forms.all_current() for item in definition.items for name in item.params}
    assert used == set(forms.vocabulary.params)
    assert {param.kind for param in forms.vocabulary.params.values()} == set(PARAM_KINDS)


def test_every_header_field_is_used(forms) -> None:
    used = {field.id for definition in forms.all_current() for field in definition.header_fields}
    used |= {field.id for definition in forms.all_current() for item in definition.items for field in item.fields}
    assert used == set(forms.vocabulary.header_fields)


def test_every_kind_of_site_is_offered_something(forms) -> None:
    for key, kind in forms.vocabulary.site_kinds.items():
        if kind.selectable:
            offered = forms.offered(key, "patrol", "410302")
            assert offered, key
            assert offered[0].id == kind.first[0], key


def test_a_building_site_starts_with_the_six(forms) -> None:
    offered = [definition.id for definition in forms.offered("construction_site", "inspection", "410302001")]
    assert offered == [
        "dust_six",
        "dust_seven",
        "dust_emergency",
        "dust_duty",
        "dust_prestart",
        "dust_ten",
        "inspection_procedure",
        "revisit",
    ]
    zhengzhou = [definition.id for definition in forms.offered("construction_site", "patrol", "410105")]
    assert zhengzhou[:2] == ["dust_six", "dust_eight"]
    assert "dust_seven" not in zhengzhou
    assert "inspection_procedure" not in zhengzhou


def test_zhengzhou_has_its_own_hoarding_and_luoyang_nothing_invented(forms) -> None:
    for name, item_id in (("dust_six", "d6.hoarding"), ("dust_eight", "d8.hoarding")):
        item = forms.current(name).item(item_id)
        assert forms.region("410105").params(item) == {
            "main_road_min_m": 2.5,
            "other_min_m": 2.0,
            "base_kerb_min_m": 0.3,
            "spray_on_hoarding": True,
        }
        assert set(forms.region("410302001").origins(item).values()) == {""}
    assert forms.region("410302").notes()[-1][1] == "from-memory"


def test_every_finding_has_a_term_and_a_department(forms) -> None:
    region = forms.region("410302001")
    for definition in forms.all_current():
        for item in definition.items:
            assert region.deadline(item)
            for kind in definition.applies_to:
                department = region.department(item, kind)
                assert department != "owner"
                assert department in forms.vocabulary.departments
    assert region.deadline(forms.current("open_burning").item("ob.material")) == "immediate"
    assert region.department(forms.current("dust_six").item("d6.cover"), "construction_site", "水利") == "water"


def test_what_is_nobodys_violation_makes_no_line_of_the_ledger(forms) -> None:
    outcome = {
        item.id: item.leads_to for definition in forms.all_current() for item in definition.items if item.leads_to != "violation"
    }
    assert outcome == {
        "cw.alt": "task",
        "cw.subsidy": "task",
        "rv.wider": "task",
        "bp.sign": "task",
        "bp.patrol": "own_procedure",
        "cw.coal": "order_only",
        "cw.stove": "order_only",
        "cw.reburn": "order_only",
        "ip.freq": "own_procedure",
        "ip.id": "own_procedure",
        "ip.record": "own_procedure",
        "ip.photo": "own_procedure",
    }


def test_what_a_choice_itself_says(forms) -> None:
    findings = {
        item.id: item.finding_options for definition in forms.all_current() for item in definition.items if item.finding_options
    }
    material = forms.current("open_burning").item("ob.material")
    assert findings == {
        "ob.material": tuple(option.value for option in material.options),
        "rv.fixed": ("部分整改", "未整改", "虚假整改", "反弹"),
    }


def test_fume_above_the_limit_is_a_finding(forms) -> None:
    catering = forms.current("catering_fume")
    answers = {item.id: value("pass") for item in catering.items if item.answer_type == "pass_fail_na"} | {
        "cf.stoves": value("4")
    }
    for measured, finding in (("2.0", False), ("2.1", True)):
        form = judged(catering, answers | {"cf.measure": value(measured)}, region=forms.region("410302"))
        assert form.faults() == []
        assert {answer.item_id for answer in form.collected() if answer.is_finding} == ({"cf.measure"} if finding else set())


SENT = {
    "pass_fail_na": "fail",
    "pass_fail": "fail",
    "number": "1.5",
    "text": "示例",
    "datetime": "2026-11-21T02:03:04Z",
    "boolean": "yes",
    "photo": "",
}
TYPED = {"number": "1", "date": "2026-11-01", "datetime": "2026-11-01T08:00", "boolean": "yes", "text": "示例"}


def sent_for(field) -> str:
    return field.options[0].value if field.options else TYPED[field.type]


def full_answer(item):
    if item.answer_type == "choice":
        return item.options[0].value
    if item.answer_type == "fields":
        return {field.id: sent_for(field) for field in item.fields}
    if item.answer_type == "person_chain":
        return [{"role": role.value, "name": "示例", **dict.fromkeys(item.person_fields, "示例")} for role in item.roles]
    return SENT[item.answer_type]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_can_be_answered_in_full(name: str, forms) -> None:
    definition = forms.current(name)
    answers = {
        item.id: value(full_answer(item), note="示例", sub_checks=[point.value for point in item.sub_checks])
        for item in definition.items
    }
    form = judged(definition, answers, {field.id: sent_for(field) for field in definition.header_fields})
    assert form.faults() == []
    assert [answer.item_id for answer in form.collected()] == [item.id for item in definition.items]
    assert len(form.header()) == len(definition.header_fields)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_left_empty_names_every_open_question(name: str, forms) -> None:
    definition = forms.current(name)
    open_ones = {
        f"answers.{item.id}"
        for item in definition.items
        if (answer_type(item).always_asked or item.required) and item.answer_type != "photo"
    }
    assert set(faults(definition, {})) == open_ones

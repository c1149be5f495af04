"""Which law applies: by the day of the act and the place, with both rows shown where the law changed in between."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantian.domain import basis as law
from lantian.domain.basis import LegalBasis, choose

LAST_OLD, FIRST_NEW = date(2026, 8, 14), date(2026, 8, 15)


def row(name, **changes):
    values = {
        "id": name,
        "topic": "dust_site",
        "law": "cn.ecc.2026",
        "penalty_article": "第1128条",
        "act_zh": "示例行为",
        "fine_type": "range",
        "fine_unit_min": 10000,
        "fine_unit_max": 100000,
        "effective_from": FIRST_NEW,
    }
    return LegalBasis(**values | changes)


OLD_NATIONAL = row("cn.air.115", law="cn.air.2018", effective_from=date(2016, 1, 1), effective_to=LAST_OLD)
NEW_NATIONAL = row("cn.ecc.1128", replaces=("cn.air.115",))
HENAN = row("ha.air.76", law="ha.air.2017", jurisdiction="410000", effective_from=date(2018, 3, 1))
SHANDONG = row("sd.air.75", law="sd.air.2018", jurisdiction="370000", effective_from=date(2016, 11, 1))
PINGDINGSHAN = row("ha.pds.21", law="ha.pds.dust.2020", jurisdiction="410400", effective_from=date(2020, 3, 1))
DUST = [PINGDINGSHAN, SHANDONG, HENAN, NEW_NATIONAL, OLD_NATIONAL]


def ids(rows):
    return [each.id for each in rows]


def sentences(choice):
    return [fault.message % fault.params for fault in choice.missing]


class TestChoosing:
    @pytest.mark.parametrize(
        ("act_on", "national"),
        [(LAST_OLD, "cn.air.115"), (FIRST_NEW, "cn.ecc.1128"), (date(2026, 11, 21), "cn.ecc.1128")],
    )
    def test_the_law_of_the_day_of_the_act_applies(self, act_on, national):
        assert ids(choose(DUST, act_on, "410302001").applicable) == [national, "ha.air.76"]

    def test_national_rows_come_first_then_the_province_then_the_city(self):
        assert ids(choose(DUST, FIRST_NEW, "410402").applicable) == ["cn.ecc.1128", "ha.air.76", "ha.pds.21"]

    @pytest.mark.parametrize(
        ("area_code", "local"),
        [
            ("410302001007", ["ha.air.76"]),
            ("4104", ["ha.air.76", "ha.pds.21"]),
            ("370102", ["sd.air.75"]),
            ("110101", []),
            ("41", ["ha.air.76"]),
            ("", []),
        ],
    )
    def test_a_local_rule_is_shown_only_in_its_own_area(self, area_code, local):
        assert ids(choose(DUST, FIRST_NEW, area_code).applicable) == ["cn.ecc.1128", *local]

    @pytest.mark.parametrize(
        ("jurisdiction", "prefix"),
        [("CN", ""), ("410000", "41"), ("410400", "4104"), ("411000", "4110"), ("410100", "4101"), ("410302", "410302"),
         ("410302000", "410302000")],
    )  # fmt: skip
    def test_a_jurisdiction_covers_the_codes_below_it(self, jurisdiction, prefix):
        assert law.jurisdiction_prefix(jurisdiction) == prefix

    def test_a_row_without_a_start_date_is_not_offered_and_that_is_said(self):
        choice = choose([NEW_NATIONAL, replace(HENAN, effective_from=None)], FIRST_NEW, "4103")
        assert ids(choice.applicable) == ["cn.ecc.1128"]
        assert sentences(choice) == ["依据 ha.air.76 没有登记施行日期，未列为可选。"]

    def test_an_item_without_any_basis_says_so(self):
        choice = choose([], FIRST_NEW, "4103")
        assert choice.applicable == ()
        assert [fault.message for fault in choice.missing] == [law.NO_BASIS]

    def test_a_day_without_law_in_force_is_named(self):
        choice = choose([NEW_NATIONAL, SHANDONG], LAST_OLD, "4103")
        assert choice.applicable == ()
        assert "2026-08-14" in sentences(choice)[0]

    def test_a_local_rule_alone_is_offered_with_a_warning(self):
        choice = choose([HENAN], FIRST_NEW, "4103")
        assert ids(choice.applicable) == ["ha.air.76"]
        assert [fault.message for fault in choice.missing] == [law.NO_NATIONAL]

    @given(st.dates(date(2015, 1, 1), date(2030, 1, 1)), st.text("0123456789", max_size=12))
    def test_nothing_is_offered_that_was_not_law_there_on_that_day(self, act_on, area_code):
        choice = choose(DUST, act_on, area_code)
        assert all(each.in_force(act_on) and each.covers(area_code) for each in choice.applicable)
        assert bool(choice.applicable) == (act_on >= date(2016, 1, 1))


class TestChangeOfLaw:
    def test_an_act_before_the_code_decided_after_it_shows_both_rows(self):
        choice = choose(DUST, LAST_OLD, "4103", decided_on=FIRST_NEW)
        assert ids(choice.applicable) == ["cn.air.115", "ha.air.76"]
        assert ids(choice.also_show) == ["cn.ecc.1128"]
        assert choice.missing == ()

    @pytest.mark.parametrize("decided_on", [None, LAST_OLD])
    def test_a_decision_under_the_old_law_shows_the_old_row_only(self, decided_on):
        choice = choose(DUST, LAST_OLD, "4103", decided_on)
        assert (choice.also_show, choice.missing) == ((), ())

    def test_an_act_under_the_code_shows_no_repealed_row(self):
        choice = choose(DUST, FIRST_NEW, "4103", decided_on=date(2027, 1, 1))
        assert (ids(choice.applicable), choice.also_show) == (["cn.ecc.1128", "ha.air.76"], ())

    def test_an_old_row_split_in_two_shows_both_its_successors(self):
        waste = row("cn.ecc.1174", penalty_article="第1174条", replaces=("cn.air.115", "cn.swl.111"))
        choice = choose([*DUST, waste], LAST_OLD, "4103", FIRST_NEW)
        assert ids(choice.also_show) == ["cn.ecc.1128", "cn.ecc.1174"]

    def test_a_successor_the_item_does_not_name_is_found_in_the_law_book(self):
        choice = choose([OLD_NATIONAL], LAST_OLD, "4103", FIRST_NEW, law_book=DUST)
        assert ids(choice.also_show) == ["cn.ecc.1128"]

    def test_an_act_with_no_successor_asks_for_a_check_by_hand(self):
        choice = choose([OLD_NATIONAL], LAST_OLD, "4103", FIRST_NEW)
        assert choice.also_show == ()
        assert "cn.air.115" in sentences(choice)[0]
        assert "2026-08-14" in sentences(choice)[0]

    def test_a_rule_replaced_twice_leads_to_the_one_in_force_at_the_decision(self):
        third = row("cn.ecc.1128.v2", effective_from=date(2028, 1, 1), replaces=("cn.ecc.1128",))
        second = replace(NEW_NATIONAL, effective_to=date(2027, 12, 31))
        choice = choose([OLD_NATIONAL, second, third], LAST_OLD, "4103", date(2028, 6, 1))
        assert ids(choice.also_show) == ["cn.ecc.1128.v2"]

    def test_rows_that_replace_each_other_do_not_hang_the_choice(self):
        looped = replace(OLD_NATIONAL, replaces=("cn.ecc.1128",))
        assert ids(choose([looped, NEW_NATIONAL], LAST_OLD, "4103", FIRST_NEW).also_show) == ["cn.ecc.1128"]

    def test_a_successor_that_was_law_already_is_not_shown_twice(self):
        early = replace(NEW_NATIONAL, effective_from=LAST_OLD)
        choice = choose([OLD_NATIONAL, early], LAST_OLD, "4103", FIRST_NEW)
        assert (ids(choice.applicable), choice.also_show) == (["cn.air.115", "cn.ecc.1128"], ())

    def test_a_successor_of_another_province_is_not_shown(self):
        elsewhere = replace(SHANDONG, replaces=("cn.air.115",), effective_from=FIRST_NEW)
        assert choose([OLD_NATIONAL, elsewhere], LAST_OLD, "4103", FIRST_NEW).also_show == ()


class TestRows:
    @pytest.mark.parametrize(
        ("changes", "complaint"),
        [
            ({"fine_type": "rnage"}, "fine_type"),
            ({"fine_unit_min": 10000.5}, "fine_unit_min"),
            ({"fine_unit_max": True}, "fine_unit_max"),
            ({"fine_unit_max": 9999}, "fine_unit_max"),
            ({"fine_person_min": 500}, "fine_person_max"),
            ({"refusal_fine_max": -1}, "refusal_fine_max"),
            ({"higher_band": "sometimes"}, "higher_band"),
        ],
    )
    def test_a_row_with_an_impossible_fine_is_refused_by_name(self, changes, complaint):
        with pytest.raises(ValueError, match=f"cn.bad: .*{complaint}"):
            row("cn.bad", **changes)

    def test_a_fine_of_one_fixed_amount_is_allowed(self):
        assert row("cn.fixed", fine_unit_min=200, fine_unit_max=200).fine_unit_max == 200

    def test_a_row_with_an_element_asks_the_reviewer_to_confirm_it(self):
        fume = row("cn.ecc.1132.1", element_required="超过排放标准（GB 18483-2001；或监测报告）")
        assert law.elements(fume) == ("超过排放标准（GB 18483-2001；或监测报告）",)
        assert law.elements(NEW_NATIONAL) == ()

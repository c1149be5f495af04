"""Who sees which area: shapes of codes, what lies in what, and the bounds of a search."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lantian.domain import area

CODES = st.sampled_from([2, 4, 6, 9, 12]).flatmap(lambda length: st.text(alphabet="0123456789", min_size=length, max_size=length))
BAD = ["", "4", "410", "41030", "4103020", "410302001001001", "41030a", "４１０３", " 41", "41 ", "41.3", "-1", None, 4103, "٤١"]


@pytest.mark.parametrize(
    ("code", "name"),
    [("41", "province"), ("4103", "city"), ("410302", "county"), ("410302001", "township"), ("410302001007", "grid")],
)
def test_the_length_of_a_code_says_its_level(code, name):
    assert area.level(code) == name
    assert area.check(code) == []
    assert name in area.LEVEL_NAMES


@pytest.mark.parametrize("code", BAD)
def test_it_refuses_anything_that_is_no_area_code_and_says_what_one_is(code):
    (fault,) = area.check(code, "site.new.area_code")
    assert fault.path == "site.new.area_code"
    assert "2、4、6、9 或 12" in fault.message % fault.params
    assert not area.contains("41", code) if isinstance(code, str) else True


@pytest.mark.parametrize("code", [code for code in BAD if isinstance(code, str)])
def test_a_scope_of_the_wrong_shape_sees_nothing(code):
    assert not area.contains(code, "410302001")
    with pytest.raises(ValueError, match="area code"):
        area.upper_bound(code)


def test_the_areas_above_a_grid_are_listed_from_the_province_down():
    assert area.parents("410302001007") == ("41", "4103", "410302", "410302001")
    assert area.parents("41") == ()


def test_a_city_sees_its_counties_and_not_the_next_city():
    assert area.contains("4103", "4103")
    assert area.contains("4103", "410302001")
    assert not area.contains("4103", "4104")
    assert not area.contains("410302", "4103")


@pytest.mark.parametrize(
    ("prefix", "bound"), [("41", "42"), ("4103", "4104"), ("4109", "411"), ("410302999", "410303"), ("01", "02"), ("99", "A")]
)
def test_the_upper_bound_is_the_next_code_without_the_zeros_of_a_carry(prefix, bound):
    assert area.upper_bound(prefix) == bound


@given(CODES, CODES)
def test_a_search_between_the_bounds_finds_exactly_what_the_scope_contains(scope, code):
    assert (scope <= code < area.upper_bound(scope)) == area.contains(scope, code)


@given(CODES, st.integers(0, 4))
def test_every_area_lies_in_each_of_its_parents(code, which):
    above = area.parents(code)
    assume(which < len(above))
    assert area.contains(above[which], code)
    assert area.level(above[which]) != area.level(code)

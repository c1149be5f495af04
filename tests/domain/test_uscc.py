"""Credit codes as officers type them: right ones pass, slips are pointed out, nothing is ever blocked."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantian.domain import uscc

# Invented; the 18th character is worked out where it is needed.
INVENTED = "91410302MA00000A1"
ANY_CODE = st.builds(
    lambda kind, place, body: kind + place + body + uscc.organisation_check_character(body),
    st.sampled_from(["91", "92", "12", "52"]),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(uscc.ALPHABET, min_size=8, max_size=8),
).map(lambda text: text + uscc.check_character(text))


def messages(code):
    return [fault.message for fault in uscc.warnings(code)]


def test_every_published_valid_code_passes(shared_dir):
    reference = json.loads((shared_dir / "reference/uscc.json").read_text("utf-8"))
    assert len(reference["valid"]) > 150
    assert {code: messages(code) for code in reference["valid"] if messages(code)} == {}


def test_spaces_copied_from_a_licence_do_no_harm(shared_dir):
    reference = json.loads((shared_dir / "reference/uscc.json").read_text("utf-8"))
    for pair in reference["valid_after_removing_spaces"]:
        assert uscc.normalise(pair["input"]) == pair["value"]
        assert messages(pair["input"]) == []


def test_every_published_invalid_code_is_pointed_out(shared_dir):
    reference = json.loads((shared_dir / "reference/uscc.json").read_text("utf-8"))
    assert [pair["value"] for pair in reference["invalid"] if not messages(pair["value"])] == []


def test_full_width_small_letters_and_hyphens_are_read_as_meant():
    code = INVENTED + uscc.check_character(INVENTED)
    typed = " " + f"{code[:8]}-{code[8:]}".lower().replace("9", "９").replace("a", "Ａ") + "　"
    assert uscc.normalise(typed) == code


def test_an_empty_code_has_no_faults():
    assert uscc.warnings("  ") == []


def test_it_says_how_long_the_code_is_instead_of_eighteen():
    (fault,) = uscc.warnings("9141030", "party.uscc")
    assert (fault.path, fault.params) == ("party.uscc", {"length": 7})


def test_it_points_at_the_letter_that_no_code_has():
    (fault,) = uscc.warnings("9141O302MA00000A11")
    assert fault.params == {"position": 5, "character": "O"}


def test_a_slip_inside_the_organisation_code_is_told_apart_from_one_in_the_last_character(shared_dir):
    good = json.loads((shared_dir / "reference/uscc.json").read_text("utf-8"))["valid"][0]
    changed = good[:10] + ("1" if good[10] != "1" else "2") + good[11:]
    assert messages(changed) == [uscc.WRONG_ORGANISATION, uscc.WRONG_CHECK]
    last = good[:17] + ("0" if good[17] != "0" else "1")
    assert messages(last) == [uscc.WRONG_CHECK]


def test_letters_where_the_division_belongs_are_pointed_out():
    first = "91A10302MA000000" + uscc.organisation_check_character("MA000000")
    assert messages(first + uscc.check_character(first)) == [uscc.WRONG_DIVISION]


@given(ANY_CODE)
def test_a_code_that_adds_up_has_no_warnings(code):
    assert messages(code) == []


@given(ANY_CODE, st.integers(0, 16), st.sampled_from(uscc.ALPHABET))
def test_one_mistyped_character_is_always_noticed(code, place, character):
    mistyped = code[:place] + character + code[place + 1 :]
    assert (messages(mistyped) == []) == (mistyped == code)


@given(st.text())
def test_it_never_breaks_on_any_text(text):
    assert len(uscc.warnings(text)) <= 3


@pytest.mark.parametrize(("body", "check"), [("D2143569", "X"), ("00000000", "0")])
def test_the_organisation_check_character_follows_the_standard(body, check):
    assert uscc.organisation_check_character(body) == check

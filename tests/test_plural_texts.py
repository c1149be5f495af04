"""No English text says "1 leads": a count before a noun in the plural has two forms, or the sentence is turned round."""

from __future__ import annotations

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "deploy"))

import catalogues

# A place, up to two words, a word that may be a plural.
COUNTED = re.compile(r"((?:[A-Za-z]+ ){0,2})(?:%\(\w+\)[sd]|(?<!\{)\{\w+\}) (?:[a-z-]+ ){0,2}?([a-z]+s)\b")
# Limits that are more than one in the code itself.
LIMIT = re.compile(r"\b(?:at most|at least|up to|no more than) $", re.I)
UNITS = {
    "areas", "days", "entries", "files", "hours", "inspections", "minutes", "originals", "persons", "rows", "seconds", "times",
}  # fmt: skip


def plurals() -> set[str]:
    """The nouns that some text already bends by its count."""
    found = set(UNITS)
    for message in catalogues.catalogue_of("en"):
        if message.id and not isinstance(message.id, str):
            one, many = (set(re.findall("[a-z]+", text)) for text in (message.string[0], message.string[-1]))
            found |= {word for word in many - one if word.endswith("s") and word[:-1] in one}
    return found


def faults() -> list[str]:
    """The English texts with one form in which a count stands before such a noun."""
    nouns = plurals()
    return [
        message.string
        for message in catalogues.catalogue_of("en")
        if message.id and isinstance(message.id, str)
        for before, noun in COUNTED.findall(message.string)
        if noun in nouns and not LIMIT.search(before)
    ]


def test_a_count_before_a_noun_has_two_forms_in_english():
    assert {"photos", "leads", "days"} <= plurals()
    assert faults() == []


def test_forms_for_one_and_for_many_differ_where_the_noun_does():
    for message in catalogues.catalogue_of("en"):
        if message.id and not isinstance(message.id, str):
            assert len(message.string) == 2, message.id

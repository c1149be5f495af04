"""Values a region may set (地方参数): which kinds there are, what fits them, and the sentence shown beside a criterion.

Owns the table of kinds. Called by ``vocabulary`` (reading), ``region`` (showing) and the rules. Must not know regions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .definition_problem import DefinitionProblem
from .table_shape import is_number
from .words import Words, is_english, number_text


@dataclass(frozen=True)
class ParamKind:
    """What fits a parameter and how it fills the places of its sentence; ``sample`` makes a value to try a sentence with."""

    fits: Callable[[Param, Any], bool]
    fill: Callable[[str, Any], str]
    sample: Callable[[Param], Any]


@dataclass(frozen=True)
class Param:
    """One parameter: ``name`` for lists and for a value that is not entered, ``sentence`` with places for the value."""

    id: str
    kind: str
    name: Words
    sentence: Words
    keys: tuple[str, ...] = ()

    def fits(self, value: Any) -> bool:
        """Whether a value is of this parameter's kind; None (the local rule must supply it) fits every kind."""
        return value is None or PARAM_KINDS[self.kind].fits(self, value)

    def text(self, value: Any, language: str, not_entered: Words) -> str:
        """The sentence with the value; '' for a flag that is not set."""
        if value is None:
            colon = ": " if is_english(language) else "："
            return f"{self.name.text(language)}{colon}{not_entered.text(language)}"
        return PARAM_KINDS[self.kind].fill(self.sentence.text(language), value)


def _is_range(_: Param, value: Any) -> bool:
    return isinstance(value, (list, tuple)) and len(value) == 2 and all(map(is_number, value)) and value[0] <= value[1]


def _is_by_key(param: Param, value: Any) -> bool:
    return isinstance(value, dict) and set(value) == set(param.keys) and all(map(is_number, value.values()))


PARAM_KINDS: dict[str, ParamKind] = {
    "number": ParamKind(lambda _, value: is_number(value), lambda text, value: text.format(number_text(value)), lambda _: 7),
    "flag": ParamKind(lambda _, value: isinstance(value, bool), lambda text, value: text if value else "", lambda _: True),
    "range": ParamKind(_is_range, lambda text, value: text.format(*map(number_text, value)), lambda _: [7, 8]),
    "by_key": ParamKind(
        _is_by_key,
        lambda text, value: text.format(**{key: number_text(number) for key, number in value.items()}),
        lambda param: dict.fromkeys(param.keys, 7),
    ),
    "text": ParamKind(lambda _, value: isinstance(value, str), lambda text, value: text.format(value), lambda _: "7"),
}


def sentence_problems(param: Param, file: str) -> Iterator[DefinitionProblem]:
    """A sentence whose places do not fit its kind: tried out with a sample value."""
    kind = PARAM_KINDS[param.kind]
    for key in ("zh", "en"):
        text = getattr(param.sentence, key)
        if param.kind != "flag" and not _takes(kind, text, kind.sample(param)):
            yield DefinitionProblem("param_places", file, param.id, {"key": key})


def _takes(kind: ParamKind, text: str, sample: Any) -> bool:
    try:
        return kind.fill(text, sample) != text
    except (KeyError, IndexError, ValueError, AttributeError):
        return False

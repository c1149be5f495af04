"""What can be wrong in a file of forms/: one problem as an object, and the refusal that carries all of them.

Owns the shape of a problem and how it is said in Chinese and English; the sentences are in ``definition_wording``. Must not
read files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .definition_wording import WORDING

SEPARATORS = {"zh": ("，", "：", ""), "en": (", ", ": ", " ")}


@dataclass(frozen=True)
class DefinitionProblem:
    """One broken rule: the file (path below forms/), the item or key it concerns ('' for the whole file), and values."""

    rule: str
    file: str
    item: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """What is wrong, as a Chinese msgid with %(name)s places."""
        return WORDING[self.rule].zh

    @property
    def mend(self) -> str:
        """What to do about it, as a Chinese msgid."""
        return WORDING[self.rule].mend_zh

    def text(self, language: str = "zh") -> str:
        """Where, what and how to mend, in one line of Chinese or English."""
        english = language.startswith("en")
        words = WORDING[self.rule]
        comma, colon, space = SEPARATORS["en" if english else "zh"]
        where = comma.join(part for part in (self.file, self.item) if part)
        parts = (words.en, words.mend_en) if english else (words.zh, words.mend_zh)
        return where + colon + space.join(part % self.params for part in parts)


class DefinitionsRefused(Exception):
    """The forms folder cannot be used; ``problems`` names every reason, not only the first."""

    def __init__(self, problems: Iterable[DefinitionProblem]):
        self.problems = list(problems)
        super().__init__("\n".join(problem.text("zh") for problem in self.problems))

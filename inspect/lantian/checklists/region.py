"""What holds in one area: the values, deadlines and departments of the country, overridden by province, city and county.

Owns the merging of the files that ``region_file`` reads. A value that no local file sets is the product's default, and a
region can say so. Must not know names of areas.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from .definition import Item
from .region_file import OTHER, OWNER, ItemRule, RegionFile
from .vocabulary import Vocabulary
from .words import Words, is_english


class Region:
    """The files that hold for an area, widest first: CN, province, city, county, township."""

    def __init__(self, area_code: str, files: tuple[RegionFile, ...], vocabulary: Vocabulary):
        self.area_code = area_code
        self.files = files
        self._vocabulary = vocabulary
        # The files never change, and every answer of every record asks.
        self._origins = lru_cache(maxsize=None)(self._origins_of)
        self._nearest = lru_cache(maxsize=None)(self._nearest_of)
        self.params = lru_cache(maxsize=None)(self._params_of)

    def _params_of(self, item: Item) -> Mapping[str, Any]:
        """The item's values in this area; None where the local rule must supply one and has not."""
        return MappingProxyType({name: value for name, (value, _) in self._origins(item).items()})

    def origins(self, item: Item) -> dict[str, str]:
        """For each value, the code of the file that set it; '' for the default of the product, which is not law."""
        return {name: code for name, (_, code) in self._origins(item).items()}

    def deadline(self, item: Item) -> str:
        """The term for putting it right, such as 3d, 5wd, immediate: the local one, the item's, else the general default."""
        local = self._nearest(item, "default_deadline")
        return local or item.default_deadline or _last(file.fallback_deadline for file in self.files)

    def department(self, item: Item, site_kind: str, work_type: str = "") -> str:
        """The key of the department that leads: ``work_type`` is the record's 工程类型 where it names one.

        A local file speaks about an item, or about a problem type; the latter holds for the items that are led by the
        department the country names for that type, and leaves items with a department of their own alone.
        """
        lead = self._nearest(item, "lead_department") or item.lead_department
        if lead == self.files[0].lead_departments.get(item.problem_type):
            lead = _last(file.lead_departments.get(item.problem_type, "") for file in self.files)
        return self._owner(site_kind, work_type) if lead == OWNER else lead

    def params_text(self, item: Item, language: str) -> str:
        """The sentence with this area's values that is shown with the criterion; '' for an item without values."""
        words = self._vocabulary
        parts = (words.params[name].text(value, language, words.not_entered) for name, value in self.params(item).items())
        return ("; " if is_english(language) else "；").join(part for part in parts if part)

    def not_entered(self, item: Item) -> list[str]:
        """The values the local rule must supply and has not, by name."""
        return [name for name, value in self.params(item).items() if value is None]

    def local_checklists(self) -> frozenset[str]:
        """The ids of the local lists that are in use here."""
        return frozenset(name for file in self.files for name in file.local_checklists)

    def notes(self) -> list[tuple[Words, str, Words]]:
        """Name, confidence and remark of every file that holds here, for whoever reviews."""
        return [(Words(file.zh, file.en), file.confidence, Words(file.note_zh or file.note, file.note)) for file in self.files]

    def _rules(self, item: Item) -> Iterator[tuple[str, ItemRule]]:
        """What each file says about the item, widest area first; the requirement (same_as) before the item itself."""
        for file in self.files:
            for key in dict.fromkeys((item.identity, item.id)):
                if key in file.items:
                    yield file.code, file.items[key]

    def _origins_of(self, item: Item) -> dict[str, tuple[Any, str]]:
        values: dict[str, tuple[Any, str]] = {name: (value, "") for name, value in item.params.items()}
        for code, rule in self._rules(item):
            values |= {name: (value, code) for name, value in rule.params.items() if name in item.params}
        return values

    def _nearest_of(self, item: Item, rule_name: str) -> str:
        return _last(getattr(rule, rule_name) for _, rule in self._rules(item))

    def _owner(self, site_kind: str, work_type: str) -> str:
        by_work = _last(file.owner_by_work_type.get(work_type, "") for file in self.files)
        by_site = _last(file.owner_by_site_kind.get(site_kind, "") for file in self.files)
        return by_work or by_site or _last(file.owner_by_site_kind.get(OTHER, "") for file in self.files)


def _last(values: Iterable[str]) -> str:
    """The last value that says something: the nearest area wins."""
    return next((value for value in reversed(list(values)) if value), "")

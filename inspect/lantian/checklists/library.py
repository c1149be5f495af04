"""The shelf of definitions: every version of every checklist, the law and the regions, read once at start.

Owns what needs all files together (an id used twice across lists, the lock of versions, which lists are offered where). Called
by workflow, web and the command line. Must not read the database. A forms folder with one broken rule is refused whole, with
every reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from lantian.domain.basis import Law, LegalBasis

from .definition import Definition, Item, read_definition
from .definition_problem import DefinitionProblem, DefinitionsRefused
from .law import LawBook, Rule, read_law
from .region import Region
from .region_file import RegionFile, files_for, read_regions
from .version_lock import lock, lock_problems, read_lock
from .vocabulary import Vocabulary, read_vocabulary

ANY = "any"


class Library:
    """All definitions, law and regions of one forms folder. Never changes; a new folder is a new library."""

    def __init__(self, definitions: list[Definition], law: LawBook, regions: dict[str, RegionFile], vocabulary: Vocabulary):
        self.vocabulary = vocabulary
        self.law_book = law
        self._regions = regions
        self._versions = {(definition.id, definition.version): definition for definition in definitions}
        self._current = {name: newest(self.versions(name)) for name in dict.fromkeys(definition.id for definition in definitions)}
        # One object per area: small, asked for with every page and record.
        self.region = lru_cache(maxsize=4096)(self._region)

    def current(self, checklist_id: str) -> Definition:
        """The version in use: the newest published one, else the newest draft. Raises KeyError for an unknown list."""
        return self._current[checklist_id]

    def all_current(self) -> list[Definition]:
        """The version in use of every list, by id."""
        return [self._current[name] for name in sorted(self._current)]

    def versions(self, checklist_id: str) -> list[Definition]:
        """Every version of a list, oldest first."""
        found = [definition for (name, _), definition in self._versions.items() if name == checklist_id]
        return sorted(found, key=age)

    def find(self, checklist_id: str, version: str, content_hash: str | None = None) -> Definition | None:
        """The version a record names; None when it is not here or its hash differs. Without a hash: to show an old record."""
        definition = self._versions.get((checklist_id, version))
        return definition if definition and content_hash in (None, definition.hash) else None

    def offered(self, site_kind: str, visit_kind: str, area_code: str) -> list[Definition]:
        """The lists for a kind of site and visit (patrol or inspection) in an area, the usual ones first.

        A local list is offered only where the area's file names it; lists for any kind of site come last.
        """
        local = self.region(area_code).local_checklists()
        fitting = [
            definition for definition in self.all_current()
            if {site_kind, ANY} & set(definition.applies_to) and visit_kind in definition.visit_kinds
            and (not definition.local or definition.id in local)
        ]
        kind = self.vocabulary.site_kinds.get(site_kind)
        first = kind.first if kind else ()
        return sorted(fitting, key=lambda definition: _rank(definition, first))

    def is_site_kind(self, key: str) -> bool:
        """Whether a person may register a site of this kind."""
        kind = self.vocabulary.site_kinds.get(key)
        return kind is not None and kind.selectable

    def law(self, law_id: str) -> Law:
        """One law. Raises KeyError."""
        return self.law_book.laws[law_id]

    def basis(self, basis_id: str) -> LegalBasis:
        """One legal basis. Raises KeyError."""
        return self.law_book.bases[basis_id]

    @property
    def bases(self) -> tuple[LegalBasis, ...]:
        """Every legal basis; ``domain.basis.choose`` wants them to look up what replaced a repealed one."""
        return tuple(self.law_book.bases.values())

    def bases_for(self, item: Item) -> tuple[LegalBasis, ...]:
        """The legal bases an item names, in order; which one applies is chosen by date and area."""
        return tuple(self.law_book.bases[basis_id] for basis_id in item.legal_basis)

    def rule(self, rule_id: str) -> Rule:
        """One rule of procedure, such as choice_of_law. Raises KeyError."""
        return self.law_book.rules[rule_id]

    def department_name(self, key: str, language: str) -> str:
        """The name of a department; a key that is not known (any more) is shown as it is."""
        department = self.vocabulary.departments.get(key)
        return department.text(language) if department else key

    def site_kind_name(self, key: str, language: str) -> str:
        """The name of a kind of site; a key that is not known (any more) is shown as it is."""
        kind = self.vocabulary.site_kinds.get(key)
        return kind.text(language) if kind else key

    def _region(self, area_code: str) -> Region:
        return Region(area_code, files_for(area_code, self._regions), self.vocabulary)


def load(forms: Path) -> Library:
    """Read a forms folder. Raises DefinitionsRefused with every problem of every file."""
    library, problems = _read(Path(forms))
    if problems:
        raise DefinitionsRefused(problems)
    return library


def check(forms: Path) -> list[DefinitionProblem]:
    """Every problem of a forms folder, for the command line; empty when it may be used."""
    return _read(Path(forms))[1]


def relock(forms: Path) -> list[str]:
    """Record new versions and changed drafts in published.toml; returns one line of text per change.

    Raises DefinitionsRefused, writing nothing, when anything else is wrong or a published version was changed.
    """
    library, problems = _read(Path(forms))
    rest = [problem for problem in problems if not problem.rule.startswith("lock_")]
    if rest:
        raise DefinitionsRefused(rest)
    return lock(Path(forms), library._versions.values())


def newest(versions: list[Definition]) -> Definition:
    """The version in use: the newest published one, else the newest draft."""
    published = [definition for definition in versions if not definition.is_draft]
    return max(published or versions, key=age)


def age(definition: Definition) -> list[int]:
    """What versions are sorted by: 2026.9 before 2026.11 before 2026.11.1."""
    return [int(part) for part in definition.version.split(".")]


def _read(forms: Path) -> tuple[Library, list[DefinitionProblem]]:
    law, problems = read_law(forms)
    vocabulary, found = read_vocabulary(forms, frozenset(law.bases))
    problems += found
    definitions, found = _definitions(forms, vocabulary)
    problems += found
    items = {item.id: item for definition in definitions for item in definition.items}
    regions, found = read_regions(forms, items, {definition.id for definition in definitions}, vocabulary)
    lines, lock_found = read_lock(forms)
    problems += [*found, *lock_found, *_cross_problems(definitions, vocabulary)]
    # While a file cannot be read its version is not gone, only broken: judge the lock when everything else is fine.
    problems += [] if problems else lock_problems(definitions, lines)
    return Library(definitions, law, regions, vocabulary), problems


def _definitions(forms: Path, vocabulary: Vocabulary) -> tuple[list[Definition], list[DefinitionProblem]]:
    definitions, problems = [], []
    for path in sorted((forms / "checklists").glob("*/*.toml")):
        try:
            definitions.append(read_definition(path, vocabulary))
        except DefinitionsRefused as refused:
            problems += refused.problems
    if not definitions and not problems:
        problems.append(DefinitionProblem("file_missing", "checklists"))
    return definitions, problems


def _cross_problems(definitions: Iterable[Definition], vocabulary: Vocabulary) -> Iterator[DefinitionProblem]:
    """What one file cannot know: an item id in two lists, same_as and first that name nothing."""
    owner: dict[str, str] = {}
    everything = [(definition, item) for definition in definitions for item in definition.items]
    for definition, item in everything:
        if owner.setdefault(item.id, definition.id) != definition.id:
            yield DefinitionProblem("item_elsewhere", _file(definition), item.id, {"found": owner[item.id]})
    for definition, item in everything:
        if item.same_as and item.same_as not in owner:
            yield DefinitionProblem("same_as_unknown", _file(definition), item.id, {"found": item.same_as})
    for key, name in ((key, name) for key, kind in vocabulary.site_kinds.items() for name in kind.first):
        if name not in owner.values():
            yield DefinitionProblem("checklist_unknown", "site_kinds.toml", key, {"found": name})


def _file(definition: Definition) -> str:
    return f"checklists/{definition.id}/{definition.version}.toml"


def _rank(definition: Definition, first: tuple[str, ...]) -> tuple[bool, int, str]:
    place = first.index(definition.id) if definition.id in first else len(first)
    return (ANY in definition.applies_to, place, definition.id)

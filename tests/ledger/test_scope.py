"""One place decides what an area holds: no other module builds such a condition of its own."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from lantian.ledger import models, queries
from lantian.ledger.scope import within

SOURCE = Path(queries.__file__).resolve().parents[1]
# Where rows are read and shown to people. Which law and which regional values hold in an area is another question.
SHOWING = ("ledger", "exports", "workflow", "web", "commands", "cli.py", "worker.py")
OWNER = "ledger/scope.py"
PREFIX_WORDS = ("startswith", "like", "ilike")
AREA_WORDS = ("area", "area_id", "area_code", "scope")
# Questions about a person, not about an area.
NOT_BY_AREA = {"my_inspections"}


def codes(scope):
    return [
        code
        for (code,) in models.Area.select(models.Area.code)
        .where(within(models.Area.code, scope))
        .order_by(models.Area.code)
        .tuples()
    ]


@pytest.fixture
def areas(ledger_db):
    known = [
        "41",
        "4103",
        "410302",
        "410302001",
        "410302001001",
        "410302999",
        "410303",
        "4104",
        "49",
        "499999",
        "50",
        "99",
        "9999",
        "999999",
    ]
    models.Area.insert_many([{"code": code, "name": code, "level": len(code)} for code in known]).execute()
    return known


@pytest.mark.parametrize(
    "scope", ["41", "4103", "410302", "410302001", "410302001001", "410302999", "49", "4999", "99", "9999", "999999"]
)
def test_a_scope_holds_exactly_the_codes_that_begin_with_it(areas, scope):
    assert codes(scope) == sorted(code for code in areas if code.startswith(scope))


@pytest.mark.parametrize("scope", ["", "4", "41%", "CN", "４１"])
def test_a_scope_of_the_wrong_shape_is_refused(areas, scope):
    with pytest.raises(ValueError, match="area code"):
        codes(scope)


def test_a_scope_is_answered_by_an_index(sqlite_db):
    from lantian.ledger.db import database

    sql, values = models.Violation.select(models.Violation.id).where(within(models.Violation.area, "410302")).sql()
    plan = " ".join(str(row) for row in database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values).fetchall())
    assert "SEARCH" in plan
    assert "area_code>? AND area_code<?" in plan


def conditions_of_their_own(path: Path) -> list[int]:
    """Lines of a file that compare area codes by themselves: startswith, LIKE or a range."""
    lines = []
    for node in ast.walk(ast.parse(path.read_text())):
        if any(_about_areas(part) for part in _compared(node)):
            lines.append(node.lineno)
    return sorted(set(lines))


def _compared(node: ast.AST) -> list[ast.AST]:
    """What stands on both sides, where a node is a comparison by prefix, pattern or order."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PREFIX_WORDS:
        return [node.func.value, *node.args]
    if isinstance(node, ast.Compare) and any(isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for op in node.ops):
        return [node.left, *node.comparators]
    return [node.left] if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow | ast.Mod) else []


def _about_areas(node: ast.AST) -> bool:
    last = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return last in AREA_WORDS or ast.unparse(node) == "Area.code"


def test_no_other_module_decides_what_an_area_holds():
    found = [
        f"inspect/lantian/{path.relative_to(SOURCE)}:{line}"
        for path in sorted(SOURCE.rglob("*.py"))
        if path.relative_to(SOURCE).parts[0] in SHOWING and str(path.relative_to(SOURCE)) != OWNER
        for line in conditions_of_their_own(path)
    ]
    assert not found, (
        f"{', '.join(found)}: an area is compared here by hand. One mistake of that kind shows a county another one's cases. "
        "In a query use within(column, scope) of ledger/scope.py, for plain values contains(scope, code) of domain/area.py."
    )


@pytest.mark.parametrize(
    "line",
    [
        "x = site.area_id.startswith(by.area_code)",
        "q.where(Person.area.startswith(scope))",
        "q.where(Area.code >= scope)",
        "Area.code % '41%'",
    ],
)
def test_the_search_for_such_conditions_finds_them(tmp_path, line):
    (tmp_path / "sample.py").write_text(line)
    assert conditions_of_their_own(tmp_path / "sample.py") == [1]


def test_every_query_takes_a_scope_first():
    functions = {name: value for name, value in vars(queries).items() if inspect.isfunction(value) and name not in NOT_BY_AREA}
    without = [name for name, function in functions.items() if next(iter(inspect.signature(function).parameters)) != "scope"]
    assert functions
    assert not without, f"{', '.join(without)}: a query that shows rows takes the person's area as its first argument"

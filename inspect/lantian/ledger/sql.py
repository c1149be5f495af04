"""Statements of the main path written out: run as they stand, in both databases.

Building a statement anew costs peewee 0.2–0.5 ms, more than running it; a hand-in runs about forty. So the statements that every
hand-in needs are kept as text (portable SQL, ``?`` for values) or built once per shape. Everything else uses the models.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from .db import database, is_postgresql
from .models import JsonField, Table


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """All rows of a statement with ``?`` for each value."""
    return list(database.execute_sql(_own(statement, is_postgresql()), values).fetchall())


def row(statement: str, *values: Any) -> tuple[Any, ...] | None:
    """The first row, or None."""
    return database.execute_sql(_own(statement, is_postgresql()), values).fetchone()


def run(statement: str, *values: Any) -> None:
    """A statement without an answer."""
    database.execute_sql(_own(statement, is_postgresql()), values)


def marks(values: Any) -> str:
    """``?, ?, ?`` for an IN list; never empty."""
    return ", ".join("?" * len(values)) if values else "NULL"


@lru_cache(maxsize=512)
def _own(statement: str, postgresql: bool) -> str:
    return statement.replace("%", "%%").replace("?", "%s") if postgresql else statement


@lru_cache(maxsize=512)
def _insert_statement(model: type[Table], names: tuple[str, ...], count: int) -> str:
    fields = [model._meta.fields[name] for name in names]
    columns = ", ".join(f'"{field.column_name}"' for field in fields)
    one = f"({', '.join('?' * len(fields))})"
    return f'INSERT INTO "{model._meta.table_name}" ({columns}) VALUES {", ".join([one] * count)}'


@lru_cache(maxsize=64)
def _defaults(model: type[Table]) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, default) for field, default in model._meta.defaults.items())


@lru_cache(maxsize=512)
def _written(model: type[Table], names: tuple[str, ...]) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    """Each column with what turns a value into the column's; None for the columns that take texts and numbers as they are."""
    fields = [(name, model._meta.fields[name]) for name in names]
    return tuple((name, field.db_value if isinstance(field, JsonField) else None) for name, field in fields)


def insert(model: type[Table], many: list[dict[str, Any]], *, returning: str = "") -> list[tuple[Any, ...]]:
    """Insert rows given by field names, all with the same names; the model's defaults fill the rest."""
    if not many:
        return []
    defaults = {name: default() if callable(default) else default for name, default in _defaults(model) if name not in many[0]}
    names = tuple(many[0]) + tuple(defaults)
    written = _written(model, names)
    filled = ({**defaults, **line} for line in many) if defaults else many
    values = [put(line[name]) if put else line[name] for line in filled for name, put in written]
    statement = _insert_statement(model, names, len(many)) + (f" RETURNING {returning}" if returning else "")
    cursor = database.execute_sql(_own(statement, is_postgresql()), values)
    return list(cursor.fetchall()) if returning else []

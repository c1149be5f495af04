"""Statements of the main path written out: run as they stand, in both databases.

Building a statement anew costs peewee 0.2–0.5 ms, more than running it; a hand-in runs about forty. So the statements that every
hand-in needs are kept as text (portable SQL, ``?`` for values) or built once per shape. Everything else uses the models.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from .db import database, is_postgresql
from .models import Table


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


def insert(model: type[Table], many: list[dict[str, Any]], *, returning: str = "") -> list[tuple[Any, ...]]:
    """Insert rows given by field names, all with the same names; the model's defaults fill the rest."""
    if not many:
        return []
    defaults = {name: default() if callable(default) else default for name, default in _defaults(model) if name not in many[0]}
    names = tuple(many[0]) + tuple(defaults)
    fields = [model._meta.fields[name] for name in names]
    values = [
        field.db_value(line.get(name, defaults.get(name))) for line in many for name, field in zip(names, fields, strict=True)
    ]
    statement = _insert_statement(model, names, len(many)) + (f" RETURNING {returning}" if returning else "")
    cursor = database.execute_sql(_own(statement, is_postgresql()), values)
    return list(cursor.fetchall()) if returning else []

"""Base of all tables, and the column that holds JSON. No table of its own. How columns are written: see ``models``."""

from __future__ import annotations

import json
from typing import Any

from peewee import Model, TextField

from .db import database


class JsonField(TextField):
    """JSON as canonical text: sorted keys, no spaces, UTF-8."""

    def db_value(self, value: Any) -> str | None:
        """To the column."""
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def python_value(self, value: str | None) -> Any:
        """From the column."""
        return None if value is None else json.loads(value)


class Table(Model):
    """Base of all tables."""

    class Meta:
        database = database
        legacy_table_names = False

"""Bring the schema up to date: runs the numbered migrations and says where it stands. Holds no table definitions."""

from __future__ import annotations

from pathlib import Path

from playhouse.migrations import Runner

from .db import database

MIGRATIONS = Path(__file__).with_name("migrations")


def _runner() -> Runner:
    return Runner(database.obj, directory=str(MIGRATIONS), table_name="schema_migration")


def migrate() -> list[str]:
    """Apply all pending migrations; returns the names applied now."""
    return list(_runner().up())


def pending() -> list[str]:
    """Names of migrations not yet applied."""
    return [row.name for row in _runner().status() if row.applied is None]

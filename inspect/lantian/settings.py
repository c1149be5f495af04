"""Every option of an installation: its name, its parser, its default, its help line.

The only module that reads the environment. A default must be right in production and safe in public, else there is none.
A variable ``NAME_FILE`` names a file that holds the value of ``NAME`` (for secrets).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class SettingsError(Exception):
    """All options that could not be read, one line each."""


@dataclass(frozen=True)
class Option:
    """One row of the table below."""

    field: str
    name: str
    parse: Callable[[str], Any]
    default: Any
    help: str


def _flag(text: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}
    try:
        return known[text.strip().lower()]
    except KeyError:
        raise ValueError("write 1 or 0") from None


def _natural(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError("must not be negative")
    return number


OPTIONS = [
    Option(
        "data_dir",
        "LANTIAN_DATA",
        Path,
        ROOT / "uploads",
        "Folder of originals, derived pictures, the SQLite file and the secret key.",
    ),
    Option(
        "database_url", "DATABASE_URL", str, "", "postgresql://… for a city and above; empty means SQLite in the data folder."
    ),
    Option("forms_dir", "LANTIAN_FORMS", Path, ROOT / "forms", "Folder of checklists, law and regional values."),
    Option("demo", "LANTIAN_DEMO", _flag, False, "1 allows the demo city and its sign-ins; never set it on a real installation."),
    Option("https", "LANTIAN_HTTPS", _flag, False, "1 when browsers reach the site by https: marks cookies Secure."),
    Option(
        "proxies",
        "LANTIAN_PROXIES",
        _natural,
        0,
        "How many reverse proxies stand in front (X-Forwarded-For is trusted that deep).",
    ),
    Option("photo_limit_bytes", "LANTIAN_PHOTO_LIMIT", _natural, 40_000_000, "Largest photo accepted, bytes."),
    Option("record_limit_bytes", "LANTIAN_RECORD_LIMIT", _natural, 1_000_000, "Largest inspection record accepted, bytes."),
    Option("lockout_tries", "LANTIAN_LOCKOUT_TRIES", _natural, 8, "Wrong passwords in a row before an account is locked."),
    Option("lockout_minutes", "LANTIAN_LOCKOUT_MINUTES", _natural, 15, "How long a locked account stays locked, minutes."),
    Option("device_days", "LANTIAN_DEVICE_DAYS", _natural, 180, "How long a phone may hand in after its last sign-in, days."),
    Option(
        "examine_memory_bytes",
        "LANTIAN_EXAMINE_MEMORY",
        _natural,
        1_500_000_000,
        "Address space one photo examination may use, bytes.",
    ),
]


@dataclass(frozen=True)
class Settings:
    """The options of one installation; made by ``from_env`` or by a test."""

    data_dir: Path
    database_url: str = ""
    forms_dir: Path = ROOT / "forms"
    demo: bool = False
    https: bool = False
    proxies: int = 0
    photo_limit_bytes: int = 40_000_000
    record_limit_bytes: int = 1_000_000
    lockout_tries: int = 8
    lockout_minutes: int = 15
    device_days: int = 180
    examine_memory_bytes: int = 1_500_000_000

    @property
    def originals_dir(self) -> Path:
        """Where photo originals live, as received."""
        return self.data_dir / "originals"

    @property
    def derived_dir(self) -> Path:
        """Thumbnails and views; may be deleted and made again."""
        return self.data_dir / "derived"

    @property
    def database(self) -> str:
        """The database address in use."""
        return self.database_url or f"sqlite:///{self.data_dir / 'lantian.db'}"

    @property
    def secret_path(self) -> Path:
        """File of the key that signs sessions; made by ``init`` with owner-only rights."""
        return self.data_dir / "secret.key"


def from_env(environ: Mapping[str, str] | None = None) -> Settings:
    """Read all options; raises SettingsError naming every bad one at once."""
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    faults: list[str] = []
    for option in OPTIONS:
        try:
            values[option.field] = _read(option, environ)
        except (ValueError, OSError) as error:
            faults.append(f"{option.name}: {error}. {option.help}")
    if faults:
        raise SettingsError("\n".join(faults))
    return Settings(**values)


def _read(option: Option, environ: Mapping[str, str]) -> Any:
    if path := environ.get(option.name + "_FILE"):
        return option.parse(Path(path).read_text().strip())
    if (text := environ.get(option.name)) is not None and text != "":
        return option.parse(text)
    return option.default

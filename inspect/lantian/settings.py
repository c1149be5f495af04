"""Every option of an installation: its name, its parser, its default, its help line.

The only module that reads the environment. A default must be right in production and safe in public, else there is none.
A variable ``NAME_FILE`` names a file that holds the value of ``NAME`` (for secrets).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

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


def _address(text: str) -> str:
    found = text.strip().rstrip("/")
    if not found.startswith(("https://", "http://")):
        raise ValueError("must start with https:// or http://")
    return found


# What may stand in an address of tiles: nothing that could end or widen a directive of the content policy.
_TILES = re.compile(r"(?:https?://[A-Za-z0-9.-]+(?::\d{1,5})?)?/[A-Za-z0-9._~/{}?=&%+@-]*")


def _tiles(text: str) -> str:
    address = text.strip()
    if not _TILES.fullmatch(address) or any(place not in address for place in ("{z}", "{x}", "{y}")):
        raise ValueError("write an address with {z}, {x} and {y}, such as https://tiles.example.cn/{z}/{x}/{y}.png")
    return address


def _hook(text: str) -> str:
    found = text.strip()
    if not found.startswith(("https://", "http://")):
        raise ValueError("must start with https:// or http://")
    return found


def _datum(text: str) -> str:
    datum = text.strip().lower()
    if datum not in ("wgs84", "gcj02", "bd09"):
        raise ValueError("write wgs84, gcj02 or bd09")
    return datum


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
    Option("queue_limit_bytes", "LANTIAN_QUEUE_LIMIT", _natural, 4_000_000_000, "Largest queue file of a phone accepted, bytes."),
    Option("lockout_tries", "LANTIAN_LOCKOUT_TRIES", _natural, 8, "Wrong passwords in a row before an account is locked."),
    Option("lockout_minutes", "LANTIAN_LOCKOUT_MINUTES", _natural, 15, "How long a locked account stays locked, minutes."),
    Option("device_days", "LANTIAN_DEVICE_DAYS", _natural, 180, "How long a phone may hand in after its last sign-in, days."),
    Option(
        "phone_keep_hours",
        "LANTIAN_PHONE_KEEP_HOURS",
        _natural,
        24,
        "How long a phone keeps a photo's bytes readable after its receipt was checked, hours.",
    ),
    Option(
        "examine_memory_bytes",
        "LANTIAN_EXAMINE_MEMORY",
        _natural,
        460_000_000,
        "Memory of its own that one photo examination may use, bytes.",
    ),
    Option(
        "address",
        "LANTIAN_ADDRESS",
        _address,
        "",
        "https://… under which browsers reach the site, for links in exported files; empty means the address of the request.",
    ),
    Option("export_days", "LANTIAN_EXPORT_DAYS", _natural, 7, "How long an exported file can be fetched again, days."),
    Option(
        "export_rows_at_once",
        "LANTIAN_EXPORT_AT_ONCE",
        _natural,
        2000,
        "Up to how many table rows an export is made while the person waits (about a second); 0 leaves all to the worker.",
    ),
    Option(
        "tiles_url",
        "LANTIAN_TILES_URL",
        _tiles,
        "",
        "Map tiles: web Mercator, with {z}, {x} and {y}, from this site (/tiles/…) or another; empty means outlines only.",
    ),
    Option(
        "tiles_crs",
        "LANTIAN_TILES_CRS",
        _datum,
        "",
        "Datum in which the tiles are drawn: wgs84, gcj02 (Amap, Tencent, most in China) or bd09; must be said with them.",
    ),
    Option(
        "heads_path",
        "LANTIAN_HEADS_FILE",
        Path,
        "",
        "File to which the signed head of the book is added daily, best on another machine; empty: heads.txt in the data folder.",
    ),
    Option(
        "heads_webhook",
        "LANTIAN_HEADS_WEBHOOK",
        _hook,
        "",
        "Address to which each published head is sent too (POST, JSON), tried again until it is taken; empty means none.",
    ),
    Option(
        "timestamp_url",
        "LANTIAN_TIMESTAMP_URL",
        _hook,
        "",
        "Time stamp authority (RFC 3161) that stamps each published head; empty means none.",
    ),
    Option("tiles_attribution", "LANTIAN_TILES_ATTRIBUTION", str, "", "Words in the map's corner: whose tiles these are."),
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
    queue_limit_bytes: int = 4_000_000_000
    lockout_tries: int = 8
    lockout_minutes: int = 15
    device_days: int = 180
    phone_keep_hours: int = 24
    examine_memory_bytes: int = 460_000_000
    address: str = ""
    export_days: int = 7
    export_rows_at_once: int = 2000
    heads_path: Path | str = ""
    heads_webhook: str = ""
    timestamp_url: str = ""
    tiles_url: str = ""
    tiles_crs: str = ""
    tiles_attribution: str = ""

    @property
    def tiles_host(self) -> str:
        """Scheme and host of the tiles for the content policy; '' without tiles or when they come from this site."""
        parts = urlsplit(self.tiles_url)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    @property
    def originals_dir(self) -> Path:
        """Where photo originals live, as received."""
        return self.data_dir / "originals"

    @property
    def keys_dir(self) -> Path:
        """The keys that sign receipts; belongs into every backup."""
        return self.data_dir / "keys"

    @property
    def heads_file(self) -> Path:
        """Where the daily heads of the book are published; belongs into every backup."""
        return Path(self.heads_path) if self.heads_path else self.data_dir / "heads.txt"

    @property
    def derived_dir(self) -> Path:
        """Thumbnails and views; may be deleted and made again."""
        return self.data_dir / "derived"

    @property
    def exports_dir(self) -> Path:
        """Files that people exported, kept for a few days each."""
        return self.data_dir / "exports"

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
    # A wrong datum moves every mark by half a kilometre and nobody sees it: there is no default that is right.
    if values.get("tiles_url") and not values.get("tiles_crs", True):
        faults.append("LANTIAN_TILES_CRS: say in which datum the tiles of LANTIAN_TILES_URL are drawn: wgs84, gcj02 or bd09.")
    if faults:
        raise SettingsError("\n".join(faults))
    return Settings(**values)


def _read(option: Option, environ: Mapping[str, str]) -> Any:
    if path := environ.get(option.name + "_FILE"):
        return option.parse(Path(path).read_text().strip())
    if (text := environ.get(option.name)) is not None and text != "":
        return option.parse(text)
    return option.default

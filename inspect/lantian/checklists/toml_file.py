"""Reading one TOML file of forms/ so that a bad file becomes a problem with a name, never an exception.

Owns nothing but the reading. Must not judge the content.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from .definition_problem import DefinitionProblem

# A file of forms/ is some kilobytes; one of megabytes is a mistake, and tomllib is slow on it.
MOST_BYTES = 1_000_000


def read_toml(path: Path, name: str) -> tuple[dict[str, Any], list[DefinitionProblem]]:
    """The parsed file and its problems (missing, not UTF-8, not TOML), reported under ``name``."""
    try:
        return tomllib.loads(_text(path)), []
    except FileNotFoundError:
        return {}, [DefinitionProblem("file_missing", name)]
    # RecursionError: brackets nested without end.
    except (OSError, ValueError, RecursionError) as error:
        return {}, [DefinitionProblem("file_unreadable", name, params={"reason": str(error)[:200]})]


def _text(path: Path) -> str:
    content = path.read_bytes()
    if len(content) > MOST_BYTES:
        raise ValueError(f"{len(content)} bytes, at most {MOST_BYTES}")
    return content.decode("utf-8-sig")

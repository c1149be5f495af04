"""The source root must never become a package: ``inspect/__init__.py`` would shadow the standard library's ``inspect``.

Looked at on disk, because imports keep working for some ways of starting Python and break for others.
"""

from __future__ import annotations

import inspect
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CURE = "delete it: with it `python -m pytest` and `python -m flask` die with ImportError in dataclasses (see inspect/README.md)"


def test_the_source_root_is_no_package():
    assert not (ROOT / "inspect" / "__init__.py").exists(), CURE


def test_the_source_root_holds_the_package_and_its_readme_only():
    names = {path.name for path in (ROOT / "inspect").iterdir()} - {"__pycache__"}
    assert names == {"lantian", "README.md"}, "anything else in inspect/ would be importable by its bare name from everywhere"


def test_inspect_is_the_standard_librarys():
    assert Path(inspect.__file__).parent == Path(sysconfig.get_paths()["stdlib"])


def test_every_package_says_what_it_is():
    for folder in {path.parent for path in (ROOT / "inspect" / "lantian").rglob("*.py")}:
        opening = folder / "__init__.py"
        assert opening.is_file() and opening.read_text().startswith('"""'), (
            f"{folder.relative_to(ROOT)} needs an __init__.py with a docstring"
        )

"""Puts questions to an open page: to axe-core, and to looking.js about its layout.

Both are evaluated, not added as scripts: the content policy of the product lets no script in.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
AXE = HERE.parents[1] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GRAVE = ("serious", "critical")
# Under a bar that stays in place, until the page is scrolled: not a fault of the thing below it.
UNDER_A_BAR = "partially obscured"


@cache
def axe_source() -> str:
    """The program of axe-core; where it is not installed the test is skipped, and fails where everything must be there (CI)."""
    if AXE.exists():
        return AXE.read_text()
    (pytest.fail if os.environ.get("CI") else pytest.skip)("axe-core is missing: deploy/browser-bundles test")
    raise AssertionError


def faults(page, only: str = "") -> list[str]:
    """What axe-core finds serious or critical: the rule, the element, and how to mend it. ``only`` names a single rule."""
    page.evaluate(axe_source())
    wanted = {"type": "rule", "values": [only]} if only else {"type": "tag", "values": RULES}
    found = page.evaluate("(wanted) => axe.run(document, { runOnly: wanted, resultTypes: ['violations'] })", wanted)
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']} {_mend(node)}"
        for rule in found["violations"]
        if rule["impact"] in GRAVE
        for node in rule["nodes"][:5]
        if UNDER_A_BAR not in _mend(node)
    ]


def _mend(node: dict) -> str:
    return (node.get("failureSummary") or "").replace("\n", " ")[:240]


def layout(page, question: str, *values: float | str) -> list[str]:
    """Sentences of looking.js: ``sideways``, ``cut``, ``small`` (px, selector of exceptions), ``lowAnswers`` (px)."""
    source = (HERE / "looking.js").read_text()
    call = ", ".join(json.dumps(value) for value in values)
    return page.evaluate(f"() => {{ const ask = {source.strip()}; return ask.{question}({call}) }}")

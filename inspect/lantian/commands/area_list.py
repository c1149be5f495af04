"""A list of areas out of a JSON file: the shape of the official extract, or a plain list. Pure: text in, rows and faults out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lantian.domain.area import is_code, parents
from lantian.domain.problems import N_, FieldFault

NOT_JSON = N_("不是 JSON：%(reason)s。")
NO_AREAS = N_('文件中没有区划。应为 [{"code": …, "name": …}]，或含 city、areas、streets 的清单。')
BAD_CODE = N_("区划代码“%(value)s”不对，应为 2、4、6、9 或 12 位数字。")
NO_NAME = N_("区划 %(code)s 没有名称。")
TWICE = N_("区划代码 %(code)s 出现了两次。")
NO_PARENT = N_("区划 %(code)s 的上级 %(parent)s 既不在文件中，也没有登记。")


def read_areas(text: str, known: set[str]) -> tuple[list[dict[str, str]], list[FieldFault]]:
    """Rows (code, name, name_en), widest area first, and a fault for everything that cannot be used.

    ``known``: the codes that are registered already.

    Every area but the widest of the file needs the area above it, so that a person's area always contains what lies in it.
    """
    try:
        found = list(_walk(json.loads(text)))
    except (ValueError, RecursionError) as error:
        return [], [FieldFault("", NOT_JSON, {"reason": str(error)[:80]})]
    if not found:
        return [], [FieldFault("", NO_AREAS)]
    faults = list(_faults(found, known))
    rows = [
        {"code": str(row.get("code")), "name": str(row.get("name", "")).strip(), "name_en": str(row.get("name_en") or "")}
        for _, row in found
    ]
    return sorted(rows, key=lambda row: (len(row["code"]), row["code"])), faults


def _walk(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every area of the file with its path, whatever the nesting."""
    if isinstance(node, list):
        for index, part in enumerate(node):
            yield from _walk(part, f"{path}.{index}" if path else str(index))
    elif isinstance(node, dict):
        if "code" in node:
            yield path or "0", node
        for key in ("city", "areas", "streets", "grids"):
            if key in node:
                yield from _walk(node[key], f"{path}.{key}" if path else key)


def _faults(found: list[tuple[str, dict[str, Any]]], known: set[str]) -> Iterator[FieldFault]:
    seen: set[str] = set()
    codes = {str(row.get("code")) for _, row in found} | known
    widest = min((len(code) for code in codes if is_code(code)), default=0)
    for path, row in found:
        code = str(row.get("code"))
        if not is_code(code):
            yield FieldFault(path, BAD_CODE, {"value": code[:20]})
            continue
        if code in seen:
            yield FieldFault(path, TWICE, {"code": code})
        seen.add(code)
        if not str(row.get("name") or "").strip():
            yield FieldFault(path, NO_NAME, {"code": code})
        above = parents(code)[-1:] if len(code) > widest else ()
        if above and above[0] not in codes:
            yield FieldFault(path, NO_PARENT, {"code": code, "parent": above[0]})

"""Plain functions for these tests: send answers as a phone does and look at what comes of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from wtforms import Form

from lantian.checklists.form import Answer, answers_formdata, compile_form

NOW = datetime(2026, 11, 21, 2, 3, 4, tzinfo=UTC)


def judged(definition: Any, answers: Any, header: Any = None, **given: Any) -> Any:
    """The form after judging the JSON parts of a record."""
    formdata, _ = answers_formdata(definition, answers, {} if header is None else header)
    form = compile_form(definition, Form)(formdata=formdata, now=NOW, **given)
    form.validate()
    return form


def faults(definition: Any, answers: Any, header: Any = None) -> dict[str, str]:
    """Path → sentence of every fault."""
    return {fault.path: fault.message % fault.params for fault in judged(definition, answers, header).faults()}


def collected(definition: Any, answers: Any, **given: Any) -> dict[str, Answer]:
    """Item id → answer of a record that must be in order."""
    form = judged(definition, answers, **given)
    assert form.faults() == []
    return {answer.item_id: answer for answer in form.collected()}


def value(content: Any, **more: Any) -> dict[str, Any]:
    """One answer of the protocol."""
    return {"value": content, "note": "", "sub_checks": [], "corrected": False} | more

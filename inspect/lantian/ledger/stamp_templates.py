"""The templates of the stamps of units (水印模板): read for one, read for all, kept. Must not know what a line says."""

from __future__ import annotations

from lantian.domain.stamp import DEFAULT, Template

from .models import StampTemplate, Unit


def of_unit(unit_id: int) -> Template:
    """A unit's template, or the one in the code."""
    row = StampTemplate.get_or_none(StampTemplate.unit == unit_id)
    return Template.of(row.template) if row else DEFAULT


def by_unit_name() -> dict[str, Template]:
    """The templates of all units that have one of their own, by the unit's name, which is unique."""
    query = StampTemplate.select(Unit.name, StampTemplate.template).join(Unit).tuples()
    return {name: Template.of(template) for name, template in query}


def keep(unit_id: int, template: Template) -> None:
    """Write a unit's template in the place of an earlier one."""
    row = StampTemplate.insert(unit=unit_id, template=template.as_json())
    row.on_conflict(conflict_target=[StampTemplate.unit], preserve=[StampTemplate.template]).execute()

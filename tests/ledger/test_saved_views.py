"""Saved lists and chosen columns: whose they are, who else sees them, who may change them; on both databases."""

from __future__ import annotations

import pytest

import people as folk
from lantian.ledger import models, saved_views

AT = "2026-11-21T02:03:04.000000+00:00"
ARGS = {"state": "reported", "area": "410302"}


@pytest.fixture
def everyone(ledger_db):
    return folk.settle()


def seen(person):
    return [view.name for view in saved_views.views_for(person.id, person.unit_id, person.area_id)]


def save(person, name="甲", shared="", args=None, columns=()):
    return saved_views.save(person.id, name, args or ARGS, columns, shared, at=AT)


def test_a_list_is_kept_as_it_was_and_only_for_its_owner(everyone):
    wang, qian = everyone["wang"], everyone["qian"]
    assert save(wang, columns=("photo", "due"))
    [view] = saved_views.views_for(wang.id, wang.unit_id, wang.area_id)
    assert (view.args, view.columns, view.shared, view.owner, view.is_own) == (ARGS, ("photo", "due"), "", "", True)
    assert seen(qian) == []


def test_a_list_for_the_office_is_seen_by_the_office_only(everyone):
    wang, qian, root = everyone["wang"], everyone["qian"], everyone["root"]
    models.Person.update(unit=everyone["li"].unit_id).where(models.Person.id == root.id).execute()
    save(wang, shared="unit")
    [view] = saved_views.views_for(qian.id, qian.unit_id, qian.area_id)
    assert (view.owner, view.is_own) == ("王审", False)
    assert saved_views.views_for(root.id, everyone["li"].unit_id, root.area_id) == []


def test_a_list_for_the_area_is_seen_below_it_and_not_above(everyone):
    wang, li, zhao = everyone["wang"], everyone["li"], everyone["zhao"]
    save(wang, "全市", "area")
    save(li, "老城", "area")
    assert (seen(wang), seen(li), seen(zhao)) == (["全市"], ["老城", "全市"], ["全市"])


def test_saving_under_the_same_name_replaces_ones_own_list_only(everyone):
    wang, qian = everyone["wang"], everyone["qian"]
    save(wang), save(qian)
    save(wang, args={"state": "all"})
    assert [view.args for view in saved_views.views_for(wang.id, wang.unit_id, wang.area_id)] == [{"state": "all"}]
    assert [view.args for view in saved_views.views_for(qian.id, qian.unit_id, qian.area_id)] == [ARGS]


def test_only_the_owner_changes_or_deletes_a_list(everyone):
    wang, qian = everyone["wang"], everyone["qian"]
    save(wang, "甲", shared="unit"), save(wang, "乙")
    view = next(view for view in saved_views.views_for(wang.id, wang.unit_id, wang.area_id) if view.name == "甲")
    assert not saved_views.change(view.id, qian.id, "丙", "")
    assert not saved_views.delete(view.id, qian.id)
    assert saved_views.change(view.id, wang.id, "乙", "area")
    assert [(row.name, row.shared) for row in models.SavedView.select()] == [("乙", "area")]
    assert saved_views.delete(view.id, wang.id)
    assert not saved_views.delete(view.id, wang.id)


def test_there_is_an_end_to_lists(everyone, monkeypatch):
    monkeypatch.setattr(saved_views, "MAX_VIEWS", 2)
    wang = everyone["wang"]
    assert [save(wang, name) for name in ("甲", "乙", "丙", "乙")] == [True, True, False, True]


def test_columns_are_remembered_until_the_usual_ones_are_wanted(everyone):
    wang = everyone["wang"]
    assert saved_views.columns_of(wang.id) == ()
    saved_views.choose_columns(wang.id, ("photo", "due"))
    saved_views.choose_columns(wang.id, ("due",))
    assert saved_views.columns_of(wang.id) == ("due",)
    saved_views.choose_columns(wang.id, ())
    assert saved_views.columns_of(wang.id) == ()

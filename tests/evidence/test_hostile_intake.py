"""Hostile photos handed in over HTTP to the deployed server: kept with the right readings or refused with the reason, no 500, and
no process over 512 MB."""

from __future__ import annotations

import pytest
from bench import hostile_photos

from evidence.hostile_files import all_files


@pytest.fixture(scope="module")
def outcome():
    """All files, sent once to a server whose processes have a limit on their memory."""
    return hostile_photos.run(all_files())


def test_there_are_two_hundred_and_each_is_another():
    files = all_files()
    assert len(files) >= 200
    assert len({file.name for file in files}) == len({file.content for file in files}) == len(files)


def test_every_one_is_kept_with_right_readings_or_refused_with_its_reason(outcome):
    rows, _peaks = outcome
    assert {row.file.name: row.wrong for row in rows if row.wrong} == {}
    assert {row.status for row in rows} == {201, 415}


def test_no_process_of_the_server_held_more_than_512_mb(outcome):
    _rows, peaks = outcome
    assert set(peaks) == {"web", "photo worker", "examiner"}
    assert all(20 < mb <= hostile_photos.MOST_MB for mb in peaks.values()), peaks

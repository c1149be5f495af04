"""The worker beside the photos: what two persons decided to remove goes without anybody typing a command."""

from __future__ import annotations

from cli.test_removals import approved
from waiting import wait_for


def test_an_original_whose_removal_was_approved_is_removed_by_the_worker(app, sign_in, started, tmp_path):
    sha256, _body = approved(app, sign_in("li"))
    process = started()
    store = app.extensions["lantian"].storage
    wait_for(lambda: process.poll() is not None or not store.exists(sha256))
    assert process.poll() is None
    assert "failed, trying again" not in (tmp_path / "worker.log").read_text()

"""The public page on checking without us: keys and programs for everybody, nothing of the ledger."""

from __future__ import annotations

import pytest

from lantian.settings import ROOT

LATER = "2026-12-01T00:00:00.000000+00:00"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everybody_can_read_the_keys_and_their_fingerprints(app, language):
    ring = app.extensions["lantian"].keyring
    ring.rotate(LATER)
    page = app.test_client().get("/verify", headers={"Accept-Language": language})
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    for key in ring.public_keys():
        assert key.fingerprint in text and key.public_key in text
    assert ("未停用" in text) == (language == "zh")


def test_programs_can_read_the_keys_too(app):
    ring = app.extensions["lantian"].keyring
    ring.rotate(LATER)
    keys = app.test_client().get("/verify/keys.json").get_json()["keys"]
    assert [(key["id"], key["retired_at"]) for key in keys] == [(key.id, key.retired_at) for key in ring.public_keys()]
    assert {key["algorithm"] for key in keys} == {"Ed25519"}


@pytest.mark.parametrize("name", ["verify_case.py", "verify.html"])
def test_the_verifiers_are_handed_out_as_files(app, name):
    answer = app.test_client().get(f"/verify/programs/{name}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.data == (ROOT / "deploy" / "verifier" / name).read_bytes()


@pytest.mark.parametrize("name", ["secret.key", "..%2fDockerfile", "verify"])
def test_nothing_else_is(app, name):
    assert app.test_client().get(f"/verify/programs/{name}").status_code == 404


def test_the_page_of_the_book_leads_there(sign_in):
    assert 'href="/verify"' in sign_in("wang").get("/s/book").get_data(as_text=True)

"""Whoever holds a package can check it without us: both verifiers find every changed byte, and say what is proven."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from exports.judging import ROOT, judged_by_page, receipts_of, sentences, verdict, verify_case
from lantian.evidence.receipts import Keyring
from lantian.exports.archive import SEAL_BYTES
from lantian.exports.writer import WRITERS

CHANGES = 1000


@pytest.fixture
def small(rows, cases, context, tmp_path):
    """A package of one case: a thousand judgements of it take a while."""
    rows.visit()
    out = io.BytesIO()
    WRITERS["case_zip"].write(cases(), out, context)
    path = tmp_path / "small.zip"
    path.write_bytes(out.getvalue())
    return path


def changes(size: int) -> list[tuple[int, int]]:
    """Places and masks of single-byte changes: everywhere, and at least a fifth of them in directory and seal."""
    dice = random.Random(20261121)
    places = [dice.randrange(size) for _ in range(CHANGES * 4 // 5)]
    places += [size - 1 - dice.randrange(5 * SEAL_BYTES) for _ in range(CHANGES - len(places))]
    return [(place, dice.randrange(1, 256)) for place in places]


def test_a_thousand_changed_bytes_are_all_found_by_the_script(small, tmp_path):
    content = bytearray(small.read_bytes())
    changed = tmp_path / "changed.zip"
    missed = []
    for place, mask in changes(len(content)):
        content[place] ^= mask
        changed.write_bytes(content)
        if verify_case.judge_package(changed).verdict != "fails":
            missed.append(place)
        content[place] ^= mask
    assert missed == []
    assert verify_case.judge_package(small).verdict == "own_key"


def test_a_thousand_changed_bytes_are_all_found_by_the_page(small, tmp_path):
    places = tmp_path / "places.json"
    places.write_text(json.dumps(changes(small.stat().st_size)))
    found = judged_by_page(small, places)
    assert (found["missed"], verdict(found)) == ([], "own_key")


def test_both_name_what_is_unchanged_since_when_and_by_which_key(package, judge, keyring):
    [key] = keyring.public_keys()
    for report in judge(package, key.id):
        said = sentences(report)
        assert f"signed by key {key.id}" in said
        assert said.count("unchanged since hand-in (2026-11-02T") == 2 * 5  # a record, two findings, overview, signature
        assert "the whole archive, every byte" in said
        assert "This is the key you gave." in said


def test_without_a_key_from_elsewhere_the_verdict_is_neither_yes_nor_no(package, judge):
    for report in judge(package):
        assert verdict(report) == "own_key"
        assert "where it comes from was not checked" in sentences(report)


def test_with_the_fingerprint_the_id_or_the_keys_of_the_office_the_verdict_is_full(package, judge, keyring):
    [key] = keyring.public_keys()
    for known, keys in ((key.fingerprint, []), (key.id, []), ("", [key.as_json()]), (key.id, [key.as_json()])):
        assert [verdict(report) for report in judge(package, known, keys)] == ["holds", "holds"]


def test_a_key_other_than_the_one_that_is_known_does_not_hold(package, judge, tmp_path):
    for report in judge(package, "0123456789abcdef"):
        assert verdict(report) == "fails"
        assert "This is not the key you gave" in sentences(report)
    other = Keyring(tmp_path / "other").open_or_make("2026-11-01T00:00:00.000000+00:00")
    for report in judge(package, "", [key.as_json() for key in other.public_keys()]):
        assert verdict(report) == "fails"
        assert "does not stand in the keys.json you gave" in sentences(report)


def test_a_changed_photo_is_named(package, judge, tmp_path):
    content = bytearray(package.read_bytes())
    with zipfile.ZipFile(package) as archive:
        info = next(info for info in archive.infolist() if "/photos/" in info.filename)
    content[info.header_offset + 200] ^= 1
    path = tmp_path / "changed.zip"
    path.write_bytes(content)
    for report in judge(path):
        said = sentences(report)
        assert f"{info.filename}: changed" in said
        assert f"{info.filename}: not what the receipt names" in said
        assert "unchanged since hand-in" in said


def test_files_added_removed_and_bytes_appended_are_found(package, judge, tmp_path):
    path = tmp_path / "changed.zip"
    with zipfile.ZipFile(package) as archive, zipfile.ZipFile(path, "w") as other:
        names = archive.namelist()
        for name in names[1:]:
            other.writestr(name, archive.read(name))
        other.writestr("new.txt", b"x")
        other.comment = archive.comment
    for report in judge(path):
        said = sentences(report)
        assert f"{names[0]}: missing" in said
        assert "new.txt: not in the list" in said
    for content in (package.read_bytes() + b"\0", package.read_bytes()[:-1], b""):
        path.write_bytes(content)
        assert verdict(judge(path)[0]) == "fails"


@pytest.fixture
def forged(rows, cases, context, tmp_path):
    """A package that a forger sealed with a key of their own, and brings along."""
    rows.visit()
    forger = Keyring(tmp_path / "forger").open_or_make("2026-11-20T00:00:00.000000+00:00")
    theirs = replace(context, sign=forger.receipt, public_keys=tuple(key.as_json() for key in forger.public_keys()))
    out = io.BytesIO()
    WRITERS["case_zip"].write(cases(), out, theirs)
    path = tmp_path / "forged.zip"
    path.write_bytes(out.getvalue())
    return path


def test_a_forged_package_is_never_called_whole(forged, judge, keyring):
    [key] = keyring.public_keys()
    given = (("", []), (key.id, []), ("", [key.as_json()]))
    assert [verdict(judge(forged, known, keys)[0]) for known, keys in given] == ["own_key", "fails", "fails"]


def test_the_script_tells_of_a_forged_package_how_to_find_out(forged, keyring, tmp_path, capsys):
    assert verify_case.main([str(forged)]) == 3
    said = capsys.readouterr().out
    assert "agrees with its own key only" in said and "Compare the fingerprint above" in said and "--keys" in said
    assert "Proven:" not in said and "[✓]" not in said
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [key.as_json() for key in keyring.public_keys()]}))
    assert verify_case.main([str(forged), "--keys", str(tmp_path / "keys.json")]) == 1


def test_a_package_sealed_before_a_change_of_key_still_holds(package, judge, keyring, tmp_path):
    [old] = keyring.public_keys()
    keyring.rotate("2026-12-01T00:00:00.000000+00:00")
    keys = [key.as_json() for key in keyring.public_keys()]
    assert verdict(judge(package, old.id, keys)[0]) == "holds"
    assert verdict(judge(package, old.id)[0]) == "holds"
    assert verdict(judge(package, "", keys)[0]) == "holds"


def test_a_seal_dated_after_its_key_was_retired_does_not_count(package, keyring, tmp_path):
    keys = [key.as_json() | {"retired_at": "2026-11-20T00:00:00.000000+00:00"} for key in keyring.public_keys()]
    (tmp_path / "keys.json").write_text(json.dumps(keys))
    (tmp_path / "places.json").write_text("[]")
    page = judged_by_page(package, tmp_path / "places.json", "", tmp_path / "keys.json")
    for report in (verify_case.judge_package(package, "", keys), page):
        assert "seal: signed after the key was retired" in sentences(report)


def test_receipts_in_a_package_dated_after_their_key_was_retired_do_not_count(package, keyring, tmp_path):
    """Retired between hand-in and export: the seal is told of by itself, each receipt by its own time."""
    rows = next(json.loads(text)["receipts"] for text in receipts_of(package))
    first = min(json.loads(row["text"])["received_at"] for row in rows)
    keys = [key.as_json() | {"retired_at": first} for key in keyring.public_keys()]
    (tmp_path / "keys.json").write_text(json.dumps(keys))
    (tmp_path / "places.json").write_text("[]")
    page = judged_by_page(package, tmp_path / "places.json", "", tmp_path / "keys.json")
    late = {row["file"] for row in rows if json.loads(row["text"])["received_at"] > first}
    assert late
    for report in (verify_case.judge_package(package, "", keys), page):
        said = sentences(report)
        told = {row["file"] for row in rows if f"/{row['file']}: signed after the key was retired" in said}
        assert told == late


def test_a_receipt_of_what_came_after_its_key_was_retired_does_not_count(package, judge, keyring):
    keys = [key.as_json() | {"retired_at": "2026-11-01T12:00:00.000000+00:00"} for key in keyring.public_keys()]
    for report in judge(package, "", keys):
        assert sentences(report).count("record.json: signed after the key was retired") == 2


@pytest.mark.parametrize("arguments", [["missing.zip"], ["package.zip", "missing.json"]])
def test_what_cannot_be_read_is_said_in_a_sentence(package, arguments, monkeypatch, capsys):
    monkeypatch.chdir(package.parent)
    assert verify_case.main(arguments) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_the_script_ends_with_0_or_1_and_says_what_is_not_proven(package, keyring, capsys):
    known = ["--key", keyring.public_keys()[0].fingerprint]
    assert verify_case.main([str(package), *known]) == 0
    said = capsys.readouterr().out
    assert "Proven: what is called unchanged" in said and "Not proven: that the scene was honest" in said
    package.write_bytes(package.read_bytes()[::-1])
    assert verify_case.main([str(package), *known]) == 1


def test_the_script_needs_nothing_but_python(package, keyring):
    known = ["--key", keyring.public_keys()[0].id]
    command = [sys.executable, "-I", "-S", str(ROOT / "deploy/verifier/verify_case.py"), str(package), *known]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_signatures_are_judged_as_a_known_library_does():
    dice = random.Random(8032)
    key = Ed25519PrivateKey.from_private_bytes(dice.randbytes(32))
    public, message = key.public_key().public_bytes_raw(), dice.randbytes(70)
    signature = key.sign(message)
    assert verify_case.signed(public, signature, message)
    for _ in range(40):
        place = dice.randrange(64)
        wrong = bytearray(signature)
        wrong[place] ^= dice.randrange(1, 256)
        assert not verify_case.signed(public, bytes(wrong), message)
    s = int.from_bytes(signature[32:], "little") + verify_case.ORDER
    assert not verify_case.signed(public, signature[:32] + s.to_bytes(32, "little"), message), "a second form of S (5.1.7)"


@pytest.mark.browser
def test_the_page_judges_from_a_file_without_a_network(chromium, package, photo, keyring):
    context = chromium.new_context(offline=True, viewport={"width": 390, "height": 844})
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto((ROOT / "deploy/verifier/verify.html").as_uri())
    page.set_input_files("#files", str(package))
    page.wait_for_selector("#verdict.own_key")
    assert "来源未核对" in page.inner_text("#verdict") and "Compare the fingerprint" in page.inner_text("#verdict")
    assert page.locator("#lines .ok").count() == 0
    page.fill("#known", keyring.public_keys()[0].fingerprint)
    page.locator("#known").blur()
    page.wait_for_selector("#verdict.ok")
    page.set_input_files("#files", [str(photo[0]), str(photo[1])])
    page.locator("#lines li").nth(2).wait_for()
    assert page.locator("#lines li").count() == 3
    assert "全部相符" in page.inner_text("#verdict")
    changed = photo[0].with_name("changed.jpg")
    changed.write_bytes(b"x")
    page.set_input_files("#files", [str(changed), str(photo[1])])
    page.wait_for_selector("#verdict.bad")
    for place in ("#files", "#known"):
        assert page.locator(place).bounding_box()["height"] >= 48
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert faults == []
    context.close()

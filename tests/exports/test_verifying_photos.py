"""One photo and its receipt can be checked without us, also one whose original was removed here."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace

import pytest

from exports.judging import judged_by_page, receipts_of, sentences, verdict, verify_case
from lantian.exports.writer import WRITERS


@pytest.fixture
def judge_photo(photo, tmp_path):
    """judge_photo(known, keys) → the reports of script and page on one photo, which must agree in their verdict."""

    def both(known="", keys=()):
        (tmp_path / "listed.json").write_text(json.dumps(keys))
        script = verify_case.judge_photo(*photo, list(keys), known)
        page = judged_by_page(*photo, known, tmp_path / "listed.json")
        assert verdict(script) == verdict(page)
        return script, page

    return both


def test_one_photo_and_its_receipt_are_enough(judge_photo, keyring):
    [key] = keyring.public_keys()
    office = [key.as_json()]
    for known, keys, expected in (("", [], "own_key"), (key.id, [], "holds"), ("", office, "holds"), ("0" * 16, [], "fails")):
        for report in judge_photo(known, keys):
            assert verdict(report) == expected
            assert "photo.jpg: unchanged since hand-in" in sentences(report)


def test_a_photo_changed_by_one_byte_has_no_receipt(photo, judge_photo):
    photo[0].write_bytes(b"x" + photo[0].read_bytes()[1:])
    for report in judge_photo():
        assert verdict(report) == "fails"
        assert "no receipt names these bytes" in sentences(report)


def test_the_receipt_of_the_package_is_the_one_the_phone_was_given(rows, photo, keyring):
    """Same facts, same key, and Ed25519 signs without chance: the same bytes."""
    path, receipts = photo
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    row = next(row for row in json.loads(receipts.read_text())["receipts"] if sha256 in row["text"])
    facts = json.loads(row["text"])
    facts.pop("v")
    assert keyring.receipt(**facts) == {name: row[name] for name in ("text", "key", "signature")}
    assert set(facts) == {"kind", "id", "sha256", "size_bytes", "seq", "received_at"}


GONE = "原件已依法移除：示例函〔2026〕3号"


@pytest.fixture
def lessened(rows, cases, context, tmp_path):
    """A package whose first photo was removed, and that photo as somebody else has kept it."""
    rows.visit()
    [case] = cases()
    first = case.photos[0]
    kept = tmp_path / "photo.jpg"
    with rows.open_original(first.sha256) as original:
        kept.write_bytes(original.read())
    out = io.BytesIO()
    gone = replace(case, photos=[replace(first, removed=GONE), *case.photos[1:]])
    WRITERS["case_zip"].write(iter([gone]), out, context)
    path = tmp_path / "lessened.zip"
    path.write_bytes(out.getvalue())
    (tmp_path / "receipts.json").write_bytes(receipts_of(path)[0])
    return path, kept, tmp_path / "receipts.json"


def test_of_a_removed_original_both_say_what_its_receipt_still_shows(lessened, judge, keyring):
    sha256 = hashlib.sha256(lessened[1].read_bytes()).hexdigest()
    for report in judge(lessened[0], keyring.public_keys()[0].id):
        assert verdict(report) == "holds"
        assert "removed.txt: the original was removed and cannot be checked" in sentences(report)
        assert f"its SHA-256 was {sha256} at hand-in" in sentences(report)


def test_who_kept_a_copy_of_a_removed_original_can_still_show_what_it_is(lessened, keyring, tmp_path):
    _, kept, receipts = lessened
    key = keyring.public_keys()[0].id
    (tmp_path / "listed.json").write_text("[]")
    page = judged_by_page(kept, receipts, key, tmp_path / "listed.json")
    for report in (verify_case.judge_photo(kept, receipts, [], key), page):
        assert verdict(report) == "holds" and "photo.jpg: unchanged since hand-in" in sentences(report)


def test_a_removed_original_whose_receipt_was_bent_does_not_hold(lessened, judge, tmp_path):
    path = tmp_path / "bent.zip"
    with zipfile.ZipFile(lessened[0]) as archive, zipfile.ZipFile(path, "w") as other:
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith("/receipts.json"):
                given = json.loads(content)
                given["removed"][0]["text"] = given["removed"][0]["text"].replace('"seq":', '"seq":1')
                content = json.dumps(given).encode()
            other.writestr(name, content)
        other.comment = archive.comment
    for report in judge(path):
        assert "removed.txt: the signature of its receipt does not hold" in sentences(report)

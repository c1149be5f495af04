"""Who had which original, and its removal: asked for by one, approved by another, done once, and told everywhere."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import people as folk
from desk.press import text_of, token
from lantian.domain.problems import Problem
from lantian.evidence.derived import derived_path
from lantian.ledger import db, models
from lantian.ledger.queries import Filters
from lantian.ledger.verify import verify
from lantian.workflow import export_words, hand_over
from lantian.workflow.acting import acting
from lantian.workflow.removal import carry_out
from web_fixtures import API, put_photo

ASKED = {"ground": "personal", "document": "示例函〔2026〕3号", "reason": "画面中有无关人员的面部"}


@pytest.fixture
def line(desk, sign_in):
    """Number and photo of a violation."""
    (number,) = desk.report(sign_in("li"))
    return number, desk.last_record["photos"][0]["sha256"]


@pytest.fixture
def parts(app):
    return app.extensions["lantian"]


def post(client, address, **data):
    page = client.get(address.rsplit("/removal", 1)[0]).get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page) or re.search(r'name="csrf-token" content="([^"]+)"', page)
    return client.post(address, data=data | {"csrf_token": found.group(1) if found else ""})


def findings(parts):
    with db.connection():
        return {(finding.check, finding.subject) for finding in verify(parts.storage, full=True)}


@pytest.fixture
def approved(line, sign_in):
    """A photo whose removal wang asked for and the administrator approved."""
    _number, sha256 = line
    assert post(sign_in("wang"), f"/s/photos/{sha256}/removal", **ASKED).status_code == 302
    with db.connection():
        seq = models.PhotoRemoval.get().requested_seq
    answer = post(sign_in("root"), f"/s/photos/{sha256}/removal/{seq}", verdict="approved", remark="核对无误")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return sha256


@pytest.fixture
def removed(approved, parts, make_worker):
    """The same photo after the worker came round."""
    make_worker().run_dry()
    with db.connection():
        assert carry_out(parts.storage, parts.settings.derived_dir, parts.now()) == 1
    return approved


def test_it_names_who_downloaded_the_original(line, sign_in):
    _number, sha256 = line
    assert "还没有人取走过原件" in text_of(sign_in("wang").get(f"/s/photos/{sha256}"))
    assert sign_in("qian").get(f"/photos/{sha256}/original").status_code == 200
    words = text_of(sign_in("wang").get(f"/s/photos/{sha256}"))
    assert "下载" in words and "钱案" in words


def test_the_violation_leads_there_and_a_stranger_finds_nothing(line, sign_in):
    number, sha256 = line
    assert f"/s/photos/{sha256}" in sign_in("wang").get(f"/s/violations/{number}").get_data(as_text=True)
    assert sign_in("wang").get(f"/s/photos/{'0' * 64}").status_code == 404


def test_a_request_needs_ground_paper_and_reason(line, sign_in):
    _number, sha256 = line
    answer = post(sign_in("wang"), f"/s/photos/{sha256}/removal", ground="tidy", document=" ", reason="")
    assert answer.status_code == 422
    for words in ("请选择移除的法律依据", "请填写决定、裁判或申请的文号", "请写明理由"):
        assert words in text_of(answer)


def test_each_thing_missing_in_a_request_leads_to_its_marked_field(line, sign_in):
    _number, sha256 = line
    page = post(sign_in("wang"), f"/s/photos/{sha256}/removal", ground="", document="", reason="").get_data(as_text=True)
    for field in ("ground", "document", "reason"):
        assert f'<a href="#{field}">' in page and f'id="{field}-error"' in page, field
    assert page.count('aria-invalid="true"') == 3


def test_a_decision_without_a_reason_is_marked_at_its_request(line, sign_in):
    _number, sha256 = line
    post(sign_in("wang"), f"/s/photos/{sha256}/removal", **ASKED)
    with db.connection():
        seq = models.PhotoRemoval.get().requested_seq
    page = post(sign_in("root"), f"/s/photos/{sha256}/removal/{seq}", verdict="approved", remark="").get_data(as_text=True)
    assert f'<a href="#remark-{seq}">' in page and f'id="remark-{seq}-error"' in page


def test_who_may_decide_reads_that_it_waits_for_them(line, sign_in):
    _number, sha256 = line
    post(sign_in("wang"), f"/s/photos/{sha256}/removal", **ASKED)
    assert "等待另一人批准" in text_of(sign_in("wang").get(f"/s/photos/{sha256}"))
    assert "等待您决定" in text_of(sign_in("root").get(f"/s/photos/{sha256}"))


def test_nobody_approves_their_own_request(line, sign_in):
    _number, sha256 = line
    post(sign_in("wang"), f"/s/photos/{sha256}/removal", **ASKED)
    with db.connection():
        seq = models.PhotoRemoval.get().requested_seq
    answer = post(sign_in("wang"), f"/s/photos/{sha256}/removal/{seq}", verdict="approved", remark="可以")
    assert answer.status_code == 403


def test_an_approved_photo_stays_until_it_is_done_and_two_requests_at_once_there_are_not(approved, parts, sign_in):
    assert parts.storage.exists(approved)
    assert sign_in("wang").get(f"/photos/{approved}/original").status_code == 200
    assert post(sign_in("wang"), f"/s/photos/{approved}/removal", **ASKED).status_code == 409
    assert findings(parts) == set()


def test_a_rejected_request_changes_nothing_and_another_may_follow(line, parts, sign_in):
    _number, sha256 = line
    post(sign_in("wang"), f"/s/photos/{sha256}/removal", **ASKED)
    with db.connection():
        seq = models.PhotoRemoval.get().requested_seq
    assert post(sign_in("root"), f"/s/photos/{sha256}/removal/{seq}", verdict="rejected", remark="不符").status_code == 302
    with db.connection():
        assert carry_out(parts.storage, parts.settings.derived_dir, parts.now()) == 0
    assert parts.storage.exists(sha256)
    assert post(sign_in("wang"), f"/s/photos/{sha256}/removal", **ASKED).status_code == 302
    assert findings(parts) == set()


def test_a_removed_original_is_gone_with_its_copies_and_the_book_speaks_for_it(removed, parts, sign_in, line):
    assert not parts.storage.exists(removed)
    assert not any(derived_path(parts.settings.derived_dir, removed, kind).exists() for kind in ("thumb", "view"))
    assert findings(parts) == set()
    assert sign_in("wang").get(f"/photos/{removed}/original").status_code == 409
    words = text_of(sign_in("wang").get(f"/s/violations/{line[0]}"))
    assert "依法移除" in words and "示例函〔2026〕3号" in words


def test_an_original_gone_without_the_book_is_named_and_so_is_one_that_came_back(removed, parts, line, sign_in, desk):
    path = parts.settings.data_dir / "originals" / removed[:2] / removed
    path.write_bytes(b"x")
    assert ("originals", removed) in findings(parts)
    path.unlink()
    desk.report(sign_in("li"))
    other = desk.last_record["photos"][0]["sha256"]
    path = parts.settings.data_dir / "originals" / other[:2] / other
    path.unlink()
    assert findings(parts) == {("originals", other)}


def test_a_removed_photo_is_not_taken_in_again(removed, desk, sign_in):
    # The photo of the first report, made anew: the same bytes.
    desk.colour = 0
    answer = put_photo(sign_in("li"), desk.photo(), "00000000-0000-4000-8000-000000000000")
    assert (answer.status_code, answer.get_json()["problem"]["code"]) == (409, "photo_removed")


@pytest.fixture
def package(app, parts):
    """package() → the bytes of an evidence package that wang exported, entered into the book; ``meanwhile`` happens between."""

    def make(meanwhile=lambda: None):
        out = io.BytesIO()
        with app.app_context(), db.connection():
            by = acting(models.Person.get(models.Person.username == "wang"), parts.now())
            spoken, sources = export_words.Spoken("zh", ""), parts.exports.sources
            wanted = hand_over.Wanted(
                "case_zip",
                "4103",
                Filters(),
                "newest",
                lambda count, head: export_words.context(sources, spoken, Filters(), count, head, by=by),
            )
            produced = hand_over.Produced()
            hand_over.produce(wanted, out, produced)
            meanwhile()
            hand_over.enter(wanted, produced, by=by)
        return out.getvalue()

    return make


def test_it_names_who_exported_the_original(line, package, parts, sign_in):
    _number, sha256 = line
    package()
    words = text_of(sign_in("wang").get(f"/s/photos/{sha256}"))
    assert "随证据包导出" in words and "王审" in words
    with db.connection():
        entry = models.LedgerEntry.get(models.LedgerEntry.kind == "CaseExported")
        assert '"originals":1' in entry.payload
    assert findings(parts) == set()


@pytest.fixture
def remove(parts):
    """remove() → does what was approved."""

    def do():
        with db.connection():
            assert carry_out(parts.storage, parts.settings.derived_dir, parts.now()) == 1

    return do


def test_a_package_made_while_the_original_went_is_given_up(approved, package, make_worker, remove, parts):
    make_worker().run_dry()
    with pytest.raises(Problem) as refused:
        package(meanwhile=remove)
    assert refused.value.code == "export_photo_removed"
    with db.connection():
        assert not models.LedgerEntry.select().where(models.LedgerEntry.kind == "CaseExported").exists()
    assert findings(parts) == set()


def exported(client, **more):
    """The answer to an export button, and the address of its file."""
    page = client.get("/s/exports").get_data(as_text=True)
    answer = client.post("/s/exports", data={"csrf_token": token(page), "writer": "ledger_xlsx", "state": "all"} | more)
    with db.connection():
        job = models.ExportJob.select().order_by(models.ExportJob.requested_at.desc()).first()
    return answer, job and f"/s/exports/{job.id}/file"


def test_a_workbook_that_shows_the_picture_goes_from_the_shelf_and_a_plain_one_stays(approved, make_worker, remove, sign_in):
    wang = sign_in("wang")
    make_worker().run_dry()
    _plain, plain = exported(wang)
    answer, pictures = exported(wang, thumbnails="1")
    assert any(name.startswith("xl/media/") for name in zipfile.ZipFile(io.BytesIO(answer.get_data())).namelist())
    remove()
    assert [wang.get(address).status_code for address in (plain, pictures)] == [200, 410]


@pytest.mark.parametrize("hidden", [False, True])
def test_a_workbook_made_while_the_original_went_is_given_up(approved, make_worker, remove, sign_in, monkeypatch, hidden):
    wang = sign_in("wang")
    make_worker().run_dry()
    if hidden:
        _hide(approved, wang)
    enter = hand_over.enter
    monkeypatch.setattr(hand_over, "enter", lambda *given, **more: (remove(), enter(*given, **more)))
    answer, address = exported(wang, thumbnails="1")
    assert answer.status_code == 409 and "请按同样的条件重新导出" in text_of(answer)
    assert address is None


def _hide(sha256, client):
    body = {"shapes": [{"kind": "redact", "at": [0, 0, 5000, 10000]}], "seen_version": 0}
    assert client.put(f"/api/photos/{sha256}/marking", json=body, headers=API).status_code == 200


def test_an_original_that_is_not_there_is_said_to_be_missing_and_nobody_downloaded_it(line, parts, sign_in):
    sha256 = line[1]
    path = parts.settings.data_dir / "originals" / sha256[:2] / sha256
    path.unlink()
    answer = sign_in("qian").get(f"/photos/{sha256}/original")
    assert answer.status_code == 404 and "服务器上找不到照片原件" in text_of(answer)
    with db.connection():
        assert not models.LedgerEntry.select().where(models.LedgerEntry.kind == "OriginalDownloaded").exists()


def test_a_package_says_so_in_place_of_the_photo(removed, package, parts, line):
    content = package()
    archive = zipfile.ZipFile(io.BytesIO(content))
    [name] = [name for name in archive.namelist() if removed[:8] in name]
    assert name.endswith(".removed.txt")
    assert removed in archive.read(name).decode() and "示例函〔2026〕3号" in archive.read(name).decode()
    receipts = json.loads(archive.read(f"{line[0]}/receipts.json"))
    assert [row["file"] for row in receipts["removed"]] == [name.split("/", 1)[1]]
    for page in ("记录.html", "证据说明.html"):
        assert "依法移除" in archive.read(f"{line[0]}/{page}").decode()
    _the_verifier_holds(content, parts.settings.data_dir)


def test_a_photo_used_outside_of_the_area_is_approved_from_above(desk, sign_in, app):
    """The same file stands in a record of another county: who does not see that record cannot have it removed."""
    desk.report(sign_in("li"))
    sha256 = desk.last_record["photos"][0]["sha256"]
    desk.colour = 0
    desk.report(sign_in("zhao"), officers=("zhao", "chen"), site=folk.SITE_XIGONG)
    assert desk.last_record["photos"][0]["sha256"] == sha256
    post(sign_in("wang"), f"/s/photos/{sha256}/removal", **ASKED)
    with db.connection():
        seq = models.PhotoRemoval.get().requested_seq
        models.Person.update(area="410302").where(models.Person.username == "root").execute()
    page = text_of(sign_in("root").get(f"/s/photos/{sha256}"))
    assert "辖区外的一份记录" in page and "用于 2 处记录" in page
    answer = post(sign_in("root"), f"/s/photos/{sha256}/removal/{seq}", verdict="approved", remark="可以")
    assert answer.status_code == 403 and "辖区以外的记录" in text_of(answer)


def test_what_waits_is_listed_and_the_number_of_questions_does_not_grow(approved, sign_in, statements):
    client = sign_in("wang")
    assert "示例函〔2026〕3号" in text_of(client.get("/s/photos/removals"))
    client.get(f"/s/photos/{approved}")
    with statements() as few:
        client.get(f"/s/photos/{approved}")
    count = len(few)
    for _ in range(5):
        client.get(f"/photos/{approved}/original")
    with statements() as many:
        client.get(f"/s/photos/{approved}")
    assert len(many) == count


def _the_verifier_holds(content, folder):
    """The script that needs nothing finds no fault under the package's key; the page is tested on the same by tests/exports."""
    package = Path(folder) / "package.zip"
    package.write_bytes(content)
    script = Path(__file__).resolve().parents[2] / "deploy/verifier/verify_case.py"
    found = subprocess.run([sys.executable, str(script), str(package)], capture_output=True, text=True, check=False)
    assert found.returncode == 3, found.stdout

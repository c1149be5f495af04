"""The head of the book is given out once a day, signed, and sent on until it is taken; nothing waits for it."""

from __future__ import annotations

import json

import pytest

from builders_rows import Rows
from lantian.evidence.heads import HeadsFile, faults
from lantian.evidence.receipts import Keyring, check
from lantian.ledger import book
from lantian.workflow import heads as giving_out
from lantian.workflow.heads import Heads


@pytest.fixture
def rows(sqlite_db):
    return Rows()


@pytest.fixture
def keyring(tmp_path):
    return Keyring(tmp_path / "keys").open_or_make("2026-11-01T00:00:00.000000+00:00")


class Post:
    """A webhook that can be down."""

    def __init__(self):
        self.down, self.taken = False, []

    def __call__(self, address, body, kind):
        if self.down:
            raise OSError("connection refused")
        self.taken.append((address, json.loads(body)))
        return b""


@pytest.fixture
def post():
    return Post()


@pytest.fixture
def heads(rows, keyring, clock, tmp_path, post):
    rows.visit()
    return Heads(HeadsFile(tmp_path / "heads.txt"), keyring, clock, "https://example.org/heads", post=post)


def test_a_head_is_published_once_a_day_and_signed(heads, rows, clock, keyring):
    first = heads.publish()
    assert (first.seq, first.hash, first.at) == (book.head().seq, book.head().hash, clock.at)
    assert check(first.receipt, keyring.public_keys())["kind"] == "head"
    rows.visit()
    assert heads.publish() is None, "still the same day"
    clock.forward(days=1)
    second = heads.publish()
    assert [line for _number, line in heads.file.lines()] == [first, second]


def test_a_day_begins_at_midnight_in_china(heads, rows, clock):
    heads.publish()
    rows.visit()
    clock.forward(hours=13)
    assert heads.publish() is None
    clock.forward(hours=1)
    assert heads.publish() is not None


def test_nothing_is_published_of_an_empty_book_or_one_that_did_not_grow(heads, clock, keyring, tmp_path):
    heads.publish()
    clock.forward(days=1)
    assert heads.publish() is None


def test_the_file_is_only_added_to_and_a_torn_line_stays(heads, rows, clock, keyring):
    heads.publish()
    torn = heads.file.path.read_bytes() + b"2026-11-22T"
    heads.file.path.write_bytes(torn)
    rows.visit()
    clock.forward(days=1)
    heads.publish()
    assert heads.file.path.read_bytes().startswith(torn + b"\n")
    assert list(faults(heads.file.lines(), keyring.public_keys())) == [2]


def test_a_changed_line_is_named(heads, keyring):
    heads.publish()
    text = heads.file.path.read_text()
    heads.file.path.write_text(text.replace(" 6 ", " 7 ", 1) if " 6 " in text else text.replace("a", "b", 1))
    assert list(faults(heads.file.lines(), keyring.public_keys())) == [1]


def test_what_the_webhook_did_not_take_is_sent_again_oldest_first(heads, rows, clock, post, monkeypatch):
    moment = [1000.0]
    monkeypatch.setattr(giving_out.time, "monotonic", lambda: moment[0])
    post.down = True
    heads.turn()
    assert post.taken == []
    rows.visit()
    clock.forward(days=1)
    post.down = False
    moment[0] += 61
    heads.turn()
    assert [json.loads(body["receipt"]["text"])["seq"] for _address, body in post.taken] == [
        line.seq for _number, line in heads.file.lines()
    ]
    moment[0] += 61
    heads.turn()
    assert len(post.taken) == 2, "each is taken once"


def test_it_tries_ever_less_often_and_never_raises(heads, post, monkeypatch):
    moment = [1000.0]
    monkeypatch.setattr(giving_out.time, "monotonic", lambda: moment[0])
    heads.publish()
    tries = []
    heads.post = lambda address, body, kind: tries.append(moment[0]) or (_ for _ in ()).throw(OSError("down"))
    for _minute in range(600):
        moment[0] += 61
        assert heads.turn() is False
    assert 10 < len(tries) < 20


def test_without_an_address_nothing_is_sent(heads, post):
    heads.webhook = ""
    heads.turn()
    assert post.taken == []
    assert heads.file.last() is not None


def test_deliveries_are_remembered_over_a_restart(heads, keyring, clock, post):
    heads.turn()
    Heads(heads.file, keyring, clock, heads.webhook, post=post).turn()
    assert len(post.taken) == 1


def test_a_real_answer_other_than_2xx_is_a_failure():
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    class Refuses(BaseHTTPRequestHandler):
        def do_POST(self):
            self.send_response(500)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Refuses)
    threading.Thread(target=server.handle_request, daemon=True).start()
    with pytest.raises(OSError, match="500"):
        giving_out._post(f"http://127.0.0.1:{server.server_port}/", b"{}", "application/json")
    server.server_close()


def test_the_first_head_is_on_disk_with_the_name_of_its_file(heads, tmp_path, fsynced):
    heads.publish()
    assert fsynced == [str(tmp_path / "heads.txt"), str(tmp_path)]

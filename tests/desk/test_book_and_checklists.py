"""The book's page and the checklists for reviewers."""

from __future__ import annotations

import re

import pytest

from desk.press import text_of


def test_the_book_shows_its_head_and_its_entries_in_words(app, desk, sign_in):
    from lantian.ledger import book, db

    (number,) = desk.report(sign_in("li"), item={"d6.cover": {"note": "北侧裸土未覆盖"}})
    with db.connection():
        head = book.head()
    page = sign_in("wang").get("/s/book")
    words = text_of(page)
    assert head.hash in words and f"第 {head.seq} 号" in words
    for part in (
        "检查发现：北侧裸土未覆盖",
        number,
        "收到照片原件",
        "收到行政检查记录：照片 1 张，发现问题 1 项",
        "flask lantian verify",
        "李巡",
    ):
        assert part in words, part


def test_photos_of_one_visit_stand_in_one_row_that_opens(desk, sign_in):
    desk.report(sign_in("li"), fails=("d6.cover", "d6.wash", "d6.hoarding"))
    page = sign_in("wang").get("/s/book")
    words = text_of(page)
    assert "收到照片原件 3 张" in words
    assert len(re.findall(r"收到照片原件（", words)) == 3, "each is still named with its number and hash"
    assert re.search(r"(\d+)–\d+", words)


def test_photos_of_two_visits_do_not_run_together():
    from lantian.web.book_page import folded

    rows = [{"seq": seq, "visit": visit, "size_bytes": 1} for seq, visit in ((4, (1, "b")), (3, (1, "a")), (2, None), (1, None))]
    assert [row["seq"] for row in folded(rows)] == [4, 3, 2, 1]


def test_every_kind_of_entry_has_a_sentence(app, desk, sign_in):
    from lantian.domain.violation import EVENTS
    from lantian.web import story

    with app.test_request_context():
        for kind in [*EVENTS, *story.SENTENCES]:
            words = story.sentence({"kind": kind, "payload": {}})
            assert words and words != kind and "%(" not in words, kind


def test_entries_of_another_district_show_their_hash_and_nothing_else(app, desk, sign_in):
    from lantian.ledger import db, models

    (number,) = desk.report(sign_in("li"), item={"d6.cover": {"note": "只给本区看"}})
    with db.connection():
        models.Person.update(area="410303").where(models.Person.username == "wang").execute()
        hashes = [row.hash for row in models.LedgerEntry.select()]
    page = sign_in("wang").get("/s/book").get_data(as_text=True)
    assert "其他辖区的记录，内容不显示" in page
    assert number not in page and "只给本区看" not in page and "李巡" not in page
    assert all(entry_hash[:12] in page for entry_hash in hashes)


def test_the_book_is_read_page_by_page(desk, sign_in, monkeypatch):
    from lantian.web import book_page

    monkeypatch.setattr(book_page, "ENTRIES", 2)
    desk.report(sign_in("li"), fails=("d6.cover", "d6.wash"))
    wang, seen, address = sign_in("wang"), [], "/s/book"
    while address:
        page = wang.get(address).get_data(as_text=True)
        seen += [int(seq) for seq in re.findall(r'table__number mono"[^>]*>(\d+)<', page)]
        older = re.search(r'href="(/s/book\?before=\d+)" rel="next"', page)
        address = older.group(1) if older else ""
    assert seen == list(range(seen[0], 0, -1))


@pytest.mark.parametrize("before", ["", "0", "1", "99999999999", "-3", "x", "²"])
def test_any_page_number_of_the_book_gets_a_page(desk, sign_in, before):
    desk.report(sign_in("li"))
    assert sign_in("wang").get("/s/book", query_string={"before": before}).status_code == 200


def test_the_books_statements_do_not_grow_with_its_length(desk, sign_in, statements):
    li, wang = sign_in("li"), sign_in("wang")
    desk.report(li)
    with statements() as few:
        wang.get("/s/book")
    for _visit in range(4):
        desk.report(li)
    with statements() as many:
        wang.get("/s/book")
    assert len(many) == len(few)


def test_all_checklists_are_listed_and_drafts_say_so(app, sign_in):
    page = sign_in("qian").get("/s/checklists")
    words = text_of(page)
    library = app.extensions["lantian"].library
    for definition in library.all_current():
        assert definition.zh in words
    assert words.count("未经本单位采用") >= sum(definition.is_draft for definition in library.all_current())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_checklist_has_a_page_with_all_its_items_and_their_law(app, sign_in, language):
    wang, library = sign_in("wang", language=language), app.extensions["lantian"].library
    for definition in library.all_current():
        page = wang.get(f"/s/checklists/{definition.id}")
        text = page.get_data(as_text=True)
        assert page.status_code == 200, definition.id
        assert definition.hash in text
        for item in definition.items:
            assert f'id="{item.id}"' in text
        assert text.count('<article class="basis') == sum(len(item.legal_basis) for item in definition.items)


def test_a_text_from_memory_is_marked_on_the_checklist(app, sign_in):
    library = app.extensions["lantian"].library
    shaky = next(
        d
        for d in library.all_current()
        for item in d.items
        for basis in library.bases_for(item)
        if basis.confidence == "from-memory"
    )
    assert "凭记忆录入，未核对" in text_of(sign_in("wang").get(f"/s/checklists/{shaky.id}"))


def test_local_values_are_those_of_the_readers_area(app, sign_in):
    from lantian.ledger import db, models

    assert "当地规定待填" in text_of(sign_in("wang").get("/s/checklists/dust_six"))
    with db.connection():
        models.Area.create(code="4101", name="郑州市", level=4)
        models.Person.update(area="4101").where(models.Person.username == "wang").execute()
    assert "围挡顶部须装喷淋" in text_of(sign_in("wang").get("/s/checklists/dust_six"))


@pytest.mark.parametrize("address", ["/s/checklists/nothing", "/s/checklists/dust_six?version=1999.1"])
def test_a_list_or_version_that_is_not_here_is_not_found(sign_in, address):
    assert sign_in("wang").get(address).status_code == 404


def test_the_list_of_removals_is_marked_in_the_navigation_where_it_was_found(sign_in):
    client = sign_in("wang")
    pages = [client.get(address).get_data(as_text=True) for address in ("/s/book", "/s/photos/removals")]
    marked = [re.findall(r'class="side-nav__link" href="([^"]+)" aria-current="page"', page) for page in pages]
    assert marked == [["/s/book"], ["/s/book"]]

"""``sites import``: places from a table; one bad line and nothing is taken."""

from __future__ import annotations

import pytest

from lantian.ledger.models import LedgerEntry, Site

HEAD = "name,kind,area_code,address,lat,lon,datum,party,uscc\n"
GOOD = "示例新工地,construction_site,410302001,示例路2号,34.68,112.47,wgs84,示例建设公司,\n"


@pytest.fixture
def file(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "sites.csv"
        path.write_bytes(text.encode(encoding))
        return str(path)

    return write


def names(rows):
    return {site.name for site in rows(Site.select())}


def test_good_lines_become_sites_and_entries(run, rows, file):
    said = run("sites", "import", file(HEAD + GOOD))
    assert said.code == 0, said.err
    (site,) = rows(Site.select().where(Site.name == "示例新工地"))
    assert (site.kind, site.area_id, site.lat, site.position_source) == ("construction_site", "410302001", 34.68, "import")
    assert rows(LedgerEntry.select())[-1].kind == "SiteRegistered"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_table_from_a_chinese_spreadsheet_is_read(run, rows, file, encoding):
    text = "名称,类别,区划代码,统一社会信用代码\n示例饭店,restaurant,410302001,\n"
    assert run("sites", "import", file(text, encoding)).code == 0
    assert "示例饭店" in names(rows)


def test_a_position_of_a_chinese_map_is_moved(run, rows, file):
    run("sites", "import", file(HEAD + GOOD.replace("wgs84", "gcj02")))
    (site,) = rows(Site.select().where(Site.name == "示例新工地"))
    assert site.lon == pytest.approx(112.47 - 0.006, abs=0.001)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (",construction_site,410302001,,,,,,", ("第 3 行", "name")),
        ("甲,castle,410302001,,,,,,", ("第 3 行", "castle")),
        ("甲,restaurant,999999,,,,,,", ("第 3 行", "999999")),
        ("甲,restaurant,410302001,,34.6,,,,", ("第 3 行", "纬度和经度")),
        ("甲,restaurant,410302001,,91,112,,,", ("第 3 行", "lat")),
        ("甲,restaurant,410302001,,34.6,112,mars,,", ("第 3 行", "mars")),
        ("甲,restaurant,410302001,,,,,,1234567890123456789", ("第 3 行", "uscc")),
        ("示例新工地,restaurant,410302001,,,,,,", ("第 3 行", "两次")),
        ("示例工地一,restaurant,410302001,,,,,,", ("第 3 行", "已经登记")),
        ("甲\x07,restaurant,410302001,,,,,,", ("第 3 行", "控制字符")),
        ("甲" * 121 + ",restaurant,410302001,,,,,,", ("第 3 行", "121")),
        ('"甲,restaurant', ("第 ", "读不出来")),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_taken(run, rows, file, line, words):
    before = names(rows)
    said = run("sites", "import", file(HEAD + GOOD + line + "\n"))
    assert said.code == 1
    assert all(word in said.err for word in words), said.err
    assert "一行也没有导入" in said.err
    assert names(rows) == before


@pytest.mark.parametrize(
    ("text", "word"), [("", "name"), (HEAD, "没有内容"), ("name,kind\n", "area_code"), (HEAD[:-1] + ",colour\n", "colour")]
)
def test_a_table_of_another_shape_is_refused(run, file, text, word):
    said = run("sites", "import", file(text))
    assert said.code == 1
    assert word in said.err


def test_bytes_that_are_no_text_are_refused(run, tmp_path):
    path = tmp_path / "sites.csv"
    path.write_bytes(b"\xff\xfe\x00\xff\x81")
    said = run("sites", "import", str(path))
    assert said.code == 1


def test_a_code_that_does_not_add_up_is_said_and_taken(run, rows, file):
    said = run("sites", "import", file(HEAD + GOOD.replace("公司,", "公司,910000000000000000")))
    assert said.code == 0, said.err
    assert "统一社会信用代码" in said.out
    assert "示例新工地" in names(rows)

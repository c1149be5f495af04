"""Questions about a photo stand beside it on the violation page, with the facts, in both languages, and hinder nothing."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

from PIL import Image

from desk.press import text_of
from lantian.worker import Worker
from web_fixtures import make_record, photo_line, put_photo, put_record


def shot(software="", size=(640, 480), colour=(90, 120, 40), taken="") -> bytes:
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0131] = software
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    Image.new("RGB", size, colour).save(out, "JPEG", exif=exif)
    return out.getvalue()


def examine(app):
    parts = app.extensions["lantian"]
    Worker(parts.storage, parts.settings.data_dir, parts.settings.derived_dir, memory_bytes=1_500_000_000).run_dry()


def report(app, client, lines):
    """Hand in one finding with these (bytes, further facts); its number."""
    record = make_record(app, fails=("d6.cover",), photos=[photo_line(body, "d6.cover", **more) for body, more in lines])
    for body, _more in lines:
        assert put_photo(client, body, record["id"]).status_code in (200, 201)
    answer = put_record(client, record)
    assert answer.status_code == 201, answer.get_json()
    return answer.get_json()["violations"][0]


def test_an_edited_screenshot_from_files_is_asked_about_and_accepted_all_the_same(app, sign_in):
    chosen = {"source": "file", "fix": None, "no_fix_reason": "unavailable"}
    number = report(app, sign_in("li"), [(shot("Snapseed 2.22", (1170, 2532)), chosen)])
    examine(app)
    words = text_of(sign_in("wang").get(f"/s/violations/{number}"))
    for part in ("Snapseed 2.22", "是否为截屏", "1170×2532", "照片从文件导入"):
        assert part in words, part
    english = text_of(sign_in("wang", "en").get(f"/s/violations/{number}"))
    for part in ("Snapseed 2.22", "screenshot", "1170×2532"):
        assert part in english, part


def test_a_photo_of_last_year_is_asked_about_though_its_file_names_no_zone(app, sign_in):
    last_year, today = datetime.now(UTC) - timedelta(days=365), datetime.now(UTC)
    number = report(app, sign_in("li"), [(shot(taken=f"{last_year:%Y:%m:%d} 10:00:00"), {})])
    honest = report(app, sign_in("li"), [(shot(taken=f"{today:%Y:%m:%d %H:%M:%S}", colour=(1, 1, 1)), {})])
    examine(app)
    wang = sign_in("wang")
    assert "相差一天以上，是否为旧照片？" in text_of(wang.get(f"/s/violations/{number}"))
    assert "未注明时区，按北京时间读" not in text_of(wang.get(f"/s/violations/{honest}"))
    assert "names no time zone" in text_of(sign_in("wang", "en").get(f"/s/violations/{number}"))


def test_a_journey_faster_than_any_road_is_asked_about_with_its_speed(app, sign_in):
    now = datetime.now(UTC)
    ago = lambda minutes: (now - timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S.000Z")  # noqa: E731
    here = photo_line(shot())["fix"]
    report(app, sign_in("li"), [(shot(colour=(1, 2, 3)), {"taken_at": ago(30), "fix": here | {"lat": 36.0, "fix_at": ago(30)}})])
    number = report(app, sign_in("li"), [(shot(colour=(4, 5, 6)), {"taken_at": ago(1), "fix": here | {"fix_at": ago(1)}})])
    words = text_of(sign_in("wang").get(f"/s/violations/{number}"))
    assert "须以每小时" in words and "两处是否都到过" in words


def test_three_photos_at_the_very_same_coordinates_minutes_apart_are_asked_about(app, sign_in):
    now = datetime.now(UTC)
    lines = []
    for minutes in (9, 5, 1):
        at = (now - timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        fix = photo_line(shot())["fix"] | {"fix_at": at}
        lines.append((shot(colour=(minutes, 0, 0)), {"taken_at": at, "fix": fix}))
    words = text_of(sign_in("wang").get(f"/s/violations/{report(app, sign_in('li'), lines)}"))
    assert words.count("有 3 张照片的坐标与此完全相同") == 3

"""The forms of a place pressed as a browser does, and the register read behind them: for the tests of places. Decides nothing."""

from __future__ import annotations

import re
import uuid

import people as folk
from desk.press import token

GOOD = {
    "name": "示例新工地",
    "kind": "construction_site",
    "area_code": "410302001",
    "address": "示例路9号",
    "party": "示例建设公司",
    "uscc": "",
    "lat": "34.684500",
    "lon": "112.470000",
    "datum": "wgs84",
    "position_source": "map",
}


def register(client, **fields):
    """Press 登记 with a complete form, but for ``fields``."""
    page = client.get("/sites/new").get_data(as_text=True)
    return client.post("/sites/new", data={"csrf_token": token(page)} | GOOD | fields)


def filled(page: str) -> dict[str, str]:
    """What stands in the form of a page, as a browser would send it."""
    form = re.search(r'<form class="site-form".*?</form>', page, re.S).group(0)
    values = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*type="(?:text|hidden)"[^>]*value="([^"]*)"', form))
    for name in ("kind", "area_code", "datum"):
        select = re.search(rf'<select[^>]*name="{name}".*?</select>', form, re.S).group(0)
        chosen = re.search(r'<option selected value="([^"]*)"', select)
        values[name] = chosen.group(1) if chosen else ""
    values |= {"active": "y"} if re.search(r'name="active"[^>]*', form) and "checked" in form else {}
    return values


def correct(client, site_id=folk.SITE, **fields):
    """Press 保存更正 on a place's form as it stands, but for ``fields``; None leaves a field out."""
    page = client.get(f"/sites/{site_id}/correction").get_data(as_text=True)
    sent = filled(page) | {"csrf_token": token(page), "reason": "现场核对"} | fields
    return client.post(f"/sites/{site_id}/correction", data={key: value for key, value in sent.items() if value is not None})


def stored(app, site_id=folk.SITE):
    """A place as the register has it, and the entries of the book about it."""
    from lantian.ledger import book, db, models

    with db.connection():
        return models.Site.get_by_id(site_id), book.story("site", site_id)


def names(answer) -> list[str]:
    return re.findall(r'class="table__link" href="/sites/[^"]+">([^<]+)<', answer.get_data(as_text=True))


def add_sites(app, count, **columns):
    """More places in 西关街道, in order of their names."""
    from lantian.ledger import db, models

    with db.connection():
        common = {"kind": "restaurant", "area": "410302001", "created_at": folk.NOW, "lat": None, "lon": None, "attributes": {}}
        for number in range(count):
            models.Site.insert(**(common | {"id": str(uuid.uuid4()), "name": f"示例饭店{number:03d}"} | columns)).execute()

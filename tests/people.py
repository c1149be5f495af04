"""The people of the tests, with fixed relations (invented names).

li and chen: inspectors of 老城区 (410302) · sun: grid member of one of its townships · wang: supervisor of the city ·
zhao: inspector of 西工区 (410303), must see nothing of the others · qian: penalty clerk · root: administrator.
"""

from __future__ import annotations

from werkzeug.security import generate_password_hash

from lantian.ledger import models

PASSWORD = "clear-sky-2026"
# One cheap hash for all test accounts: the cost of the real one is tested where sign-in is tested.
_HASH = generate_password_hash(PASSWORD, method="scrypt:1024:8:1")

AREAS = [
    ("4103", "洛阳市", "Luoyang"),
    ("410302", "老城区", "Laocheng"),
    ("410302001", "西关街道", "Xiguan"),
    ("410302001001", "西关第一网格", ""),
    ("410302008", "邙山街道", "Mangshan"),
    ("410303", "西工区", "Xigong"),
    ("410303001", "王城路街道", "Wangchenglu"),
]
PEOPLE = [
    ("li", "李巡", "inspector", "YF410302-001", "410302"),
    ("chen", "陈查", "inspector", "YF410302-002", "410302"),
    ("sun", "孙格", "grid_member", "", "410302001"),
    ("wang", "王审", "supervisor", "YF4103-009", "4103"),
    ("zhao", "赵西", "inspector", "YF410303-001", "410303"),
    ("qian", "钱案", "penalty_clerk", "", "4103"),
    ("root", "管理", "administrator", "", "4103"),
]
SITE = "11111111-1111-4111-8111-111111111111"
SITE_XIGONG = "22222222-2222-4222-8222-222222222222"
NOW = "2026-11-20T02:00:00.000000+00:00"


def settle() -> dict[str, models.Person]:
    """Insert areas, one unit per county, everybody and two sites; returns the people by sign-in name."""
    models.Area.insert_many(
        [{"code": code, "name": name, "name_en": english, "level": len(code)} for code, name, english in AREAS]
    ).execute()
    models.AreaPerson.insert_many(
        [
            {
                "area": "410302001",
                "duty": "网格员",
                "rank": 1,
                "name": "孙格",
                "phone": "",
                "document": "示例文件1号",
                "from_on": "2026-01-01",
                "to_on": None,
            },
            {
                "area": "410302",
                "duty": "主要负责人",
                "rank": 4,
                "name": "周任",
                "phone": "",
                "document": "示例文件1号",
                "from_on": "2026-01-01",
                "to_on": None,
            },
        ]
    ).execute()
    units = {
        code: models.Unit.create(name=f"{code} 示例执法队", area=code, department="urban")
        for code in ("4103", "410302", "410303")
    }
    everyone = {
        username: models.Person.create(
            username=username,
            name=name,
            role=role,
            card_number=card,
            area=area,
            unit=units.get(area[:6], units["4103"]),
            password_hash=_HASH,
            created_at=NOW,
        )
        for username, name, role, card, area in PEOPLE
    }
    _sites(everyone)
    return everyone


def _sites(everyone: dict[str, models.Person]) -> None:
    common = {
        "kind": "construction_site",
        "address": "示例路1号",
        "position_source": "demo",
        "created_by": everyone["li"].id,
        "created_at": NOW,
        "attributes": {},
    }
    models.Site.insert_many(
        [
            common
            | {
                "id": SITE,
                "name": "示例工地一",
                "area": "410302001",
                "lat": 34.684,
                "lon": 112.469,
                "party": "示例建设公司",
                "uscc": "",
            },
            common
            | {
                "id": SITE_XIGONG,
                "name": "示例工地二",
                "area": "410303001",
                "lat": 34.66,
                "lon": 112.42,
                "party": "",
                "uscc": "",
            },
        ]
    ).execute()

"""The places of the demo city: invented sites in real townships of Luoyang, grids, and who answers for each area.

No name, address, position or code belongs to a real company or person; every name says 示例. A 统一社会信用代码 is never given.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from .accounts import EAST, GRID_TOWNSHIP, HOME, NEIGHBOUR

# A built-up spot of each county, WGS-84 latitude and longitude; sites are strewn around it.
MIDDLES = {HOME: (34.6210, 112.4580), NEIGHBOUR: (34.6784, 112.4340), EAST: (34.7180, 112.7850)}
SPREAD_DEG = 0.009
GRIDS = {"410311004001": "示例关林第一网格", "410311004002": "示例关林第二网格", "410307105001": "示例顾县第一网格"}
# Streets that exist nowhere, one after another; a village for those who live or burn in one.
STREETS = ("示例路", "示例街", "示例巷", "示例里")
VILLAGE = "示例村"
IN_VILLAGE = ("household", "burn_point", "farm")
# What moves, or is a whole neighbourhood, has no number in a street.
NO_ADDRESS = ("vehicle", "grid_area")
PAPER = "示例〔2026〕1号，2026-01-05"
IN_OFFICE_SINCE = "2026-01-05"


@dataclass(frozen=True)
class Place:
    """One site: a key for the plot, its name, kind (forms/site_kinds.toml), area and responsible party."""

    key: str
    name: str
    kind: str
    area_code: str
    party: str = ""
    main_road: bool = False


PLACES: tuple[Place, ...] = (
    Place("garden", "示例滨河花园一期工地", "construction_site", "410311002", "示例第一建设有限公司", main_road=True),
    Place("park", "示例科技产业园工地", "construction_site", "410311007", "示例第二建设有限公司"),
    Place("school", "示例开元学校新建工地", "construction_site", "410311002", "示例第三建设有限公司", main_road=True),
    Place("homes", "示例太康路安置房工地", "construction_site", "410311005", "示例第一建设有限公司"),
    Place("tower", "示例翠云商务楼工地", "construction_site", "410311008", "示例第四建设有限公司", main_road=True),
    Place("square", "示例牡丹广场改造工程", "municipal_site", "410311002", "示例市政工程有限公司", main_road=True),
    Place("pipes", "示例龙门大道管网工程", "municipal_site", "410311003", "示例市政工程有限公司", main_road=True),
    Place("old_town", "示例关林片区拆迁工地", "demolition_site", GRID_TOWNSHIP, "示例拆迁有限公司"),
    Place("plot", "示例古城待建地块", "land_plot", "410311006", "示例土地储备单位"),
    Place("yard", "示例翠云路物料堆场", "material_yard", "410311008", "示例建材有限公司"),
    Place("mixer", "示例龙门搅拌站", "mixing_plant", "410311009", "示例混凝土有限公司"),
    Place("truck", "示例渣土车一号", "vehicle", "410311003", "示例运输有限公司"),
    Place("feast", "示例水席楼", "restaurant", GRID_TOWNSHIP, "示例水席楼"),
    Place("noodles", "示例烩面馆", "restaurant", "410311002", "示例烩面馆"),
    Place("hotpot", "示例火锅城", "restaurant", "410311005", "示例火锅城"),
    Place("yuxiang", "示例豫香饭店", "restaurant", "410311002", "示例豫香饭店"),
    Place("canteen", "示例机关食堂", "canteen", "410311002", "示例机关服务中心"),
    Place("grill", "示例夜市烧烤摊", "street_vendor", GRID_TOWNSHIP, "示例摊主"),
    Place("coal_corner", "示例关林散煤点", "coal_vendor", GRID_TOWNSHIP, "示例散煤经营者"),
    Place("home_a", "示例农户甲", "household", "410311006", "示例农户甲"),
    Place("grid_one", "示例关林第一网格片区", "grid_area", "410311004001"),
    Place("grid_two", "示例关林第二网格片区", "grid_area", "410311004002"),
    Place("mall", "示例王城综合体工地", "construction_site", "410303001", "示例第五建设有限公司", main_road=True),
    Place("rebuild", "示例金谷园旧改拆迁工地", "demolition_site", "410303002", "示例拆迁有限公司"),
    Place("inn", "示例唐宫路酒楼", "restaurant", "410303006", "示例唐宫路酒楼"),
    Place("snacks", "示例凯旋路小吃店", "restaurant", "410303008", "示例凯旋路小吃店"),
    Place("coal_west", "示例西工煤炭经营部", "coal_vendor", "410303004", "示例西工煤炭经营部"),
    Place("plot_west", "示例洛北待建地块", "land_plot", "410303009", "示例土地储备单位"),
    Place("plant", "示例首阳山厂房工地", "construction_site", "410307004", "示例第六建设有限公司"),
    Place("field_a", "示例岳滩麦田火点", "burn_point", "410307104"),
    Place("field_b", "示例缑氏玉米地火点", "burn_point", "410307106"),
    Place("coal_east", "示例顾县煤炭经营部", "coal_vendor", "410307105", "示例顾县煤炭经营部"),
    Place("home_b", "示例农户乙", "household", "410307105", "示例农户乙"),
    Place("home_c", "示例农户丙", "household", "410307103", "示例农户丙"),
    Place("diner", "示例翟镇小餐馆", "restaurant", "410307103", "示例翟镇小餐馆"),
    Place("pigs", "示例岳滩养殖场", "farm", "410307104", "示例岳滩养殖场"),
    Place("gravel", "示例首阳山砂石料场", "material_yard", "410307004", "示例砂石有限公司"),
    Place("grid_east", "示例顾县第一网格片区", "grid_area", "410307105001"),
)


def address(place: Place) -> str:
    """A short invented address, the same every time and no other place's; empty for what has none."""
    if place.kind in NO_ADDRESS:
        return ""
    number = PLACES.index(place)
    if place.kind in IN_VILLAGE:
        return f"{VILLAGE}{number}号"
    return f"{STREETS[number % len(STREETS)]}{12 + 7 * number}号"


def position(place: Place) -> tuple[float, float]:
    """Where a place lies (WGS-84), the same every time, near the middle of its county."""
    rng = random.Random(f"place {place.key}")
    lat, lon = MIDDLES[place.area_code[:6]]
    return round(lat + rng.uniform(-SPREAD_DEG, SPREAD_DEG), 6), round(lon + rng.uniform(-SPREAD_DEG, SPREAD_DEG), 6)


def chain_rows() -> list[dict[str, Any]]:
    """The responsible persons of every township, grid and county in use (网格员→管区→班子成员→主要负责人)."""
    townships = sorted({place.area_code[:9] for place in PLACES})
    counties = sorted({place.area_code[:6] for place in PLACES})
    rows = [
        _holder(grid, "网格员", 1, "孙格（示例）" if grid.startswith(GRID_TOWNSHIP) else "网格员丁（示例）")
        for grid in sorted(GRIDS)
    ]
    for number, township in enumerate(townships, 1):
        rows += [
            _holder(township, "管区负责人", 2, f"管区{number:02}（示例）"),
            _holder(township, "班子成员", 3, f"班子{number:02}（示例）"),
        ]
    return rows + [_holder(county, "主要负责人", 4, f"负责人{number}（示例）") for number, county in enumerate(counties, 1)]


def _holder(area_code: str, duty: str, rank: int, name: str) -> dict[str, Any]:
    return {
        "area": area_code,
        "duty": duty,
        "rank": rank,
        "name": name,
        "phone": "",
        "document": PAPER,
        "from_on": IN_OFFICE_SINCE,
        "to_on": None,
    }

"""What happens in the demo city: visits with their findings, each with the name of its way through the ledger (``paths``).

Tables only; ``city`` plays them through the real acts. Days count back from the day of loading. Every state and every event of
domain/violation.py must occur (a test counts them).
"""

from __future__ import annotations

from dataclasses import dataclass, field

# Items whose answer always asks for a photo, and the scene that shows it.
PHOTOGRAPHED = {"mt.plate": "muck_truck", "bl.area": "bare_soil"}


@dataclass(frozen=True)
class Find:
    """A failed item: its id, the scene that shows it, what was noted, and its path. ``value`` for items that are no pass/fail."""

    item: str
    scene: str
    note: str
    path: str = "reported"
    corrected: bool = False
    value: str = "fail"


@dataclass(frozen=True)
class Visit:
    """One visit, so many days before loading: where, which list, what was found; who signed; which earlier patrol it follows."""

    place: str
    days: int
    checklist: str
    scene: str
    finds: tuple[Find, ...] = ()
    kind: str = "inspection"
    weather: str = "sunny"
    outcome: str = "signed"
    follows: str | None = None
    # Values of items that are neither passed nor failed, by item id.
    values: dict[str, str] = field(default_factory=dict)
    # A doubt that a reviewer should notice: '', 'far', 'no_fix' or 'file'.
    doubt: str = ""


_GAP = "东侧围挡缺口约3米，防溢座破损。"
_SOIL = "北侧裸土约400平方米超过48小时未覆盖。"
_WASH = "出口冲洗设施未启用，路面带泥约30米。"
_ROAD = "场内主要道路未硬化，车辆经过起尘。"
_TRUCK = "一辆渣土车未密闭出场，车身带泥。"
_PURIFIER = "营业时净化器未通电，风机单独运行。"
_GREASE = "近三个月无清洗记录，集气罩积油。"
_HOOD = "集气罩小于灶台，油烟逸散。"
_HEAP = "院内露天堆放散煤约6吨，无围挡覆盖。"
_BANNED = "经营点位于划定的禁煤区内，现场有散煤待售。"
_STOVE = "堂屋燃煤炉仍在使用，旁有散煤一筐。"
_FIRE = "收割后秸秆焚烧，明火已由村组扑灭。"
_BURNT = {"ob.zone": "区域与时段均禁止", "ob.area": "180", "ob.source": "蓝天卫士/高空视频", "ob.level": "县"}

VISITS: tuple[Visit, ...] = (
    Visit(
        "garden",
        34,
        "dust_six",
        "site_gate",
        (Find("d6.hoarding", "hoarding", _GAP, "cleared"), Find("d6.cover", "bare_soil", _SOIL, "relapsed")),
        weather="haze",
    ),
    Visit("noodles", 33, "catering_fume", "restaurant_front", (Find("cf.clean", "kitchen_hood", _GREASE, "cleared"),)),
    Visit("mall", 32, "dust_six", "site_gate", (Find("d6.wash", "wash_bay", _WASH, "cleared"),), weather="overcast"),
    Visit(
        "coal_east",
        31,
        "coal_vendor",
        "coal_yard",
        (Find("cv.store", "coal_yard", _HEAP, "cleared"), Find("cv.zone", "coal_yard", _BANNED, "referred")),
    ),
    Visit(
        "field_a",
        30,
        "open_burning",
        "stubble",
        (Find("ob.material", "stubble", _FIRE, "referred", value="秸秆"),),
        weather="dusk",
        outcome="absent",
        values=_BURNT,
    ),
    Visit("pipes", 29, "dust_six", "site_gate", (Find("d6.hardening", "site_road", _ROAD, "cleared"),)),
    Visit("school", 28, "dust_six", "site_gate", weather="sunny"),
    Visit(
        "inn", 27, "catering_fume", "restaurant_front", (Find("cf.running", "purifier", _PURIFIER, "cleared"),), weather="dusk"
    ),
    Visit(
        "old_town",
        26,
        "dust_six",
        "site_gate",
        (
            Find("d6.wet", "bare_soil", "拆除作业未洒水，扬尘明显。", "false"),
            Find("d6.truck", "muck_truck", _TRUCK, "on_site", corrected=True),
        ),
        weather="haze",
    ),
    Visit("home_b", 25, "coal_household", "stove", (Find("cw.coal", "stove", _STOVE, "cleared"),)),
    Visit("square", 24, "dust_seven", "site_gate", (Find("d7.cover", "bare_soil", _SOIL, "cleared"),), weather="overcast"),
    Visit(
        "hotpot",
        23,
        "catering_fume",
        "restaurant_front",
        (Find("cf.running", "purifier", _PURIFIER, "failed"), Find("cf.duct", "purifier", "油烟管道接缝漏烟。", "cleared")),
    ),
    Visit(
        "grid_one",
        22,
        "burning_patrol",
        "leaf_fire",
        (Find("bp.none", "leaf_fire", "墙根有落叶焚烧黑斑，余烟未尽。", "dismissed_lead"),),
        kind="patrol",
        weather="overcast",
    ),
    Visit(
        "park",
        21,
        "dust_six",
        "site_gate",
        (Find("d6.cover", "bare_soil", _SOIL, "ordered"), Find("d6.wash", "wash_bay", _WASH, "referred")),
    ),
    Visit(
        "yard",
        20,
        "material_yard",
        "bare_soil",
        (Find("my.close", "bare_soil", "砂石料未封闭贮存，仅部分覆盖。", "acknowledged"),),
    ),
    Visit("rebuild", 20, "dust_six", "site_gate", (Find("d6.hoarding", "hoarding", _GAP, "cleared"),), weather="haze"),
    Visit(
        "truck",
        19,
        "muck_truck",
        "muck_truck",
        (Find("mt.close", "muck_truck", _TRUCK, "on_site", corrected=True),),
        values={"mt.plate": "示例A0001"},
    ),
    Visit("canteen", 18, "catering_fume", "restaurant_front"),
    Visit("plant", 18, "dust_six", "site_gate", (Find("d6.hardening", "site_road", _ROAD, "passed"),), weather="overcast"),
    Visit(
        "feast",
        17,
        "catering_fume",
        "restaurant_front",
        (Find("cf.duct", "purifier", "油烟管道破损，半途直排。", "rectified"),),
        weather="dusk",
    ),
    Visit("plot", 16, "bare_land", "bare_soil", (Find("bl.cover", "bare_soil", _SOIL, "passed"),), values={"bl.area": "400"}),
    Visit(
        "field_b",
        15,
        "open_burning",
        "stubble",
        (Find("ob.material", "stubble", _FIRE, "confirmed", value="秸秆"),),
        weather="overcast",
        outcome="refused",
        values=_BURNT | {"ob.source": "网格巡查", "ob.level": "乡镇"},
    ),
    Visit(
        "tower",
        14,
        "dust_six",
        "site_gate",
        (Find("d6.hoarding", "hoarding", _GAP, "rectified"), Find("d6.truck", "muck_truck", _TRUCK, "dismissed")),
    ),
    Visit(
        "coal_corner",
        13,
        "coal_vendor",
        "coal_yard",
        (Find("cv.store", "coal_yard", _HEAP, "failed"),),
        kind="inspection",
        weather="haze",
    ),
    Visit(
        "grid_two", 12, "burning_patrol", "stubble", (Find("bp.straw", "stubble", "路边秸秆未离田，堆放约20米。"),), kind="patrol"
    ),
    Visit("homes", 12, "dust_six", "site_gate", (Find("d6.cover", "bare_soil", _SOIL),), kind="patrol", weather="haze"),
    Visit(
        "snacks",
        11,
        "catering_fume",
        "restaurant_front",
        (Find("cf.odor", "kitchen_hood", "外墙油污明显，附近居民有反映。", "returned"),),
    ),
    Visit(
        "homes",
        10,
        "dust_six",
        "site_gate",
        (Find("d6.cover", "bare_soil", _SOIL, "cosmetic"), Find("d6.wash", "wash_bay", _WASH, "ordered")),
        follows="homes",
        weather="sunny",
    ),
    Visit("home_a", 9, "coal_household", "stove", (Find("cw.reburn", "stove", _STOVE, "acknowledged"),)),
    Visit("coal_west", 9, "coal_vendor", "coal_yard", (Find("cv.store", "coal_yard", _HEAP, "ordered"),), weather="overcast"),
    Visit("mixer", 8, "material_yard", "site_road", (Find("my.road", "wash_bay", "出口冲洗水不足，路面带泥。", "confirmed"),)),
    Visit(
        "garden", 7, "dust_six", "site_gate", (Find("d6.wash", "wash_bay", _WASH, "ordered"),), weather="overcast", doubt="far"
    ),
    Visit(
        "plot_west",
        7,
        "bare_land",
        "bare_soil",
        (Find("bl.cover", "bare_soil", _SOIL, "acknowledged"),),
        values={"bl.area": "1200"},
    ),
    Visit(
        "yuxiang",
        6,
        "catering_fume",
        "restaurant_front",
        (Find("cf.running", "purifier", _PURIFIER, "supplemented"), Find("cf.clean", "kitchen_hood", _GREASE, "confirmed")),
    ),
    Visit("diner", 6, "catering_fume", "restaurant_front", (Find("cf.hood", "kitchen_hood", _HOOD, "returned"),), weather="dusk"),
    Visit(
        "gravel",
        5,
        "material_yard",
        "bare_soil",
        (Find("my.close", "bare_soil", "料堆顶部未覆盖，装卸未喷淋。", "ordered"),),
        weather="haze",
    ),
    Visit("park", 4, "dust_six", "site_gate", (Find("d6.hardening", "site_road", _ROAD, "confirmed"),), doubt="file"),
    Visit("mall", 4, "dust_six", "site_gate", (Find("d6.hoarding", "hoarding", _GAP, "supplemented"),)),
    Visit(
        "pigs",
        3,
        "coal_unit",
        "coal_yard",
        (Find("cu.qual", "coal_yard", "燃用散煤，无煤质检验报告。", "reported"),),
        weather="overcast",
    ),
    Visit(
        "grid_one",
        3,
        "burning_patrol",
        "leaf_fire",
        (Find("bp.none", "leaf_fire", "沟边焚烧落叶，已当场劝阻扑灭。"),),
        kind="patrol",
    ),
    Visit("home_c", 3, "coal_household", "stove"),
    Visit(
        "square",
        2,
        "dust_seven",
        "site_gate",
        (Find("d7.wash", "wash_bay", _WASH, "returned"), Find("d7.hoarding", "hoarding", _GAP)),
    ),
    Visit(
        "hotpot",
        2,
        "catering_fume",
        "restaurant_front",
        (Find("cf.running", "purifier", _PURIFIER),),
        weather="dusk",
        doubt="no_fix",
    ),
    Visit(
        "grid_east", 2, "burning_patrol", "stubble", (Find("bp.straw", "stubble", "地头秸秆堆放，未及时离田。"),), kind="patrol"
    ),
    Visit(
        "tower",
        1,
        "dust_six",
        "site_gate",
        (Find("d6.cover", "bare_soil", _SOIL), Find("d6.hardening", "site_road", _ROAD)),
        weather="haze",
    ),
    Visit("feast", 1, "catering_fume", "restaurant_front", (Find("cf.clean", "kitchen_hood", _GREASE),)),
)

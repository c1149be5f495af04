"""Drawn scenes of construction dust: hoarding, bare soil, wash bay, site road, muck truck, the site from outside.

Each scene is drawn twice from one viewpoint, faulty and mended: what may not change takes its numbers from ``canvas.rng`` first.
"""

from __future__ import annotations

from .canvas import HEIGHT, WIDTH, Canvas, Colour, Point, shade

SOIL, SOIL_DARK = (168, 128, 86), (118, 86, 56)
CONCRETE, ASPHALT = (176, 176, 170), (92, 94, 96)
PANEL, STEEL = (52, 112, 160), (150, 156, 160)


def _tower(c: Canvas, left: float, base: float, floors: int, width: float) -> None:
    """A building in the shell: slabs, columns and green scaffold net on one side."""
    step = 46
    top = base - floors * step
    c.box(left, top, left + width, base, (186, 182, 174), (160, 156, 150), grain=8, rough=10)
    for floor in range(floors):
        y = top + floor * step
        for bay in range(int(width // 60)):
            c.box(left + 12 + bay * 60, y + 12, left + 50 + bay * 60, y + 40, (92, 96, 100), (70, 74, 78), rough=0)
    c.box(left + width * 0.62, top - 20, left + width + 14, base, (58, 130, 92), (44, 104, 74), grain=3, rough=22)


def _crane(c: Canvas, x: float, base: float, height: float, reach: float) -> None:
    top = base - height
    for offset in (-9, 9):
        c.line([(x + offset, base), (x + offset, top)], (206, 150, 44), 5)
    for step in range(0, int(height), 30):
        c.line([(x - 9, base - step), (x + 9, base - step - 30)], (206, 150, 44), 3)
    c.line([(x - reach * 0.35, top), (x + reach, top - 8)], (206, 150, 44), 7)
    c.line([(x, top - 60), (x + reach * 0.8, top - 8)], (120, 110, 90), 2)
    c.line([(x, top - 60), (x - reach * 0.3, top)], (120, 110, 90), 2)
    c.line([(x, top), (x, top - 60)], (206, 150, 44), 6)
    c.line([(x + reach * 0.6, top), (x + reach * 0.6, top + height * 0.4)], (60, 60, 60), 2)


def _backdrop(c: Canvas, horizon: int) -> None:
    c.sky(horizon)
    left = c.rng.randrange(60, 500)
    _tower(c, left, horizon, c.rng.randrange(5, 9), 300)
    _tower(c, left + c.rng.randrange(420, 620), horizon, c.rng.randrange(3, 7), 260)
    _crane(c, left + 380, horizon, c.rng.randrange(330, 430), 420)


def _panel(c: Canvas, left: float, right: float, heights: tuple[float, float, float, float], colour: Colour) -> None:
    """One corrugated panel between two posts; heights are top and bottom at the left and the right edge."""
    lt, lb, rt, rb = heights
    c.shape([(left, lt), (right, rt), (right, rb), (left, lb)], shade(colour, 1.08), shade(colour, 0.9), grain=9, rough=8)
    for rib in range(1, 9):
        along = rib / 9
        x = left + (right - left) * along
        c.line([(x, lt + (rt - lt) * along), (x, lb + (rb - lb) * along)], shade(colour, 0.8 if rib % 2 else 1.2), 3)


def hoarding(c: Canvas, good: bool) -> None:
    """围挡: a row of panels along a road; faulty with a gap and a fallen panel, mended continuous with a spray line."""
    _backdrop(c, 560)
    gap = c.rng.randrange(3, 5)
    c.shape([(0, 545), (WIDTH, 585), (WIDTH, 840), (0, 900)], SOIL, SOIL_DARK, rough=26)
    c.shape([(0, 870), (WIDTH, 770), (WIDTH, HEIGHT), (0, HEIGHT)], ASPHALT, shade(ASPHALT, 0.8), grain=3, rough=22)
    c.shape([(0, 850), (WIDTH, 752), (WIDTH, 790), (0, 900)], (196, 194, 188), (170, 168, 162))
    for at in range(8):
        left, right = at * WIDTH / 8, (at + 1) * WIDTH / 8
        heights = (330 + left * 0.10, 850 - left * 0.06, 330 + right * 0.10, 850 - right * 0.06)
        if at == gap and not good:
            c.shape(
                [(left + 20, 900), (right + 60, 870), (right + 110, 920), (left + 70, 955)], shade(PANEL, 0.9), shade(PANEL, 0.7)
            )
            c.mound(left - 10, right + 20, heights[1] + 8, 150, SOIL, SOIL_DARK)
            continue
        _panel(c, left, right, heights, PANEL)
        c.shape(
            [(left, heights[1] - 34), (right, heights[3] - 34), (right, heights[3]), (left, heights[1])],
            (222, 220, 214),
            (196, 194, 188),
        )
    if good:
        c.line([(0, 326), (WIDTH, 326 + WIDTH * 0.10)], (220, 224, 226), 6)
        for at in range(9):
            c.smoke((at * 185 - 40, 300 + at * 17), 230, 120, (236, 242, 246), 0.5)


def bare_soil(c: Canvas, good: bool) -> None:
    """裸土: heaps on an idle part of the site, bare with dust, or all under net."""
    _backdrop(c, 520)
    c.shape([(0, 515), (WIDTH, 525), (WIDTH, HEIGHT), (0, HEIGHT)], (178, 142, 102), (140, 104, 70), grain=5, rough=30)
    heaps = [(-80, 620, 860, 250), (480, 1260, 900, 330), (1060, 1760, 850, 230)]
    outlines = [c.mound(*heap, SOIL, SOIL_DARK) for heap in heaps]
    c.specks(0, 900, WIDTH, HEIGHT, (126, 100, 74), 320)
    if good:
        for outline in outlines:
            c.net(outline)
        c.shape([(0, 880), (WIDTH, 905), (WIDTH, 1000), (0, 990)], (40, 116, 70), (32, 96, 58), grain=2, rough=24)
        for x in range(60, WIDTH, 210):
            c.specks(x, 930, x + 40, 960, (150, 140, 128), 4, (8, 13))
    else:
        for at in range(3):
            c.smoke((200 + at * 430, 430 + at * 20), 620, 260, (204, 180, 146), 0.5)


def wash_bay(c: Canvas, good: bool) -> None:
    """冲洗: the gate with its wash trough; faulty dry with a muddy road, mended spraying with a clean one."""
    _backdrop(c, 480)
    road = CONCRETE if good else (150, 126, 98)
    c.shape([(0, 478), (WIDTH, 478), (WIDTH, HEIGHT), (0, HEIGHT)], road, shade(road, 0.82), grain=4, rough=20)
    for x in (330, 1250):
        c.box(x, 300, x + 70, 700, (206, 204, 196), (180, 178, 170))
    c.box(330, 260, 1320, 330, (178, 40, 36), (150, 30, 28), rough=6)
    c.shape([(400, 690), (1250, 690), (1420, 980), (230, 980)], (104, 108, 110), (84, 88, 90), rough=12)
    for bar in range(12):
        y = 700 + bar * 24
        c.line([(400 - bar * 14, y), (1250 + bar * 14, y)], (62, 66, 68), 7)
    for x in (300, 1340):
        c.box(x, 560, x + 26, 880, STEEL, shade(STEEL, 0.7))
    if good:
        for side, lean in ((312, 1), (1352, -1)):
            for jet in range(6):
                c.smoke((side - 60 + (0 if lean > 0 else -330), 560 + jet * 52), 460, 80, (238, 244, 248), 0.75)
        c.shape([(0, 1010), (WIDTH, 1000), (WIDTH, 1040), (0, 1060)], (150, 158, 164), (140, 148, 154), rough=6)
    else:
        for x in (520, 640, 980, 1100):
            c.shape(
                [(x, 980), (x + 54, 980), (x + (x - 820) * 0.7 + 96, HEIGHT), (x + (x - 820) * 0.7 - 10, HEIGHT)],
                SOIL_DARK,
                (92, 66, 44),
                rough=34,
            )
        c.specks(260, 960, 1420, HEIGHT, SOIL_DARK, 500, (3, 12))


def site_road(c: Canvas, good: bool) -> None:
    """硬化: the road inside the site, ruts and puddles, or laid in concrete and swept."""
    _backdrop(c, 500)
    c.shape([(0, 498), (WIDTH, 498), (WIDTH, HEIGHT), (0, HEIGHT)], (164, 140, 108), (132, 106, 76), rough=28)
    road: list[Point] = [(740, 500), (900, 500), (1560, HEIGHT), (60, HEIGHT)]
    if good:
        c.shape(road, CONCRETE, shade(CONCRETE, 0.9), grain=7, rough=10)
        for at in range(1, 6):
            y = 500 + (HEIGHT - 500) * (at / 6) ** 1.6
            c.line([(740 - (y - 500) * 0.93, y), (900 + (y - 500) * 0.9, y)], (140, 140, 136), 4)
        c.net(c.mound(-120, 520, 760, 130, SOIL, SOIL_DARK))
    else:
        c.shape(road, (146, 112, 76), (112, 82, 54), grain=4, rough=36)
        for x in (640, 900):
            c.shape([(806, 520), (822, 520), (x + 120, HEIGHT), (x - 60, HEIGHT)], (92, 66, 44), (70, 50, 34), rough=30)
        for at in range(4):
            x, y = c.rng.randrange(380, 1200), 720 + at * 110
            c.draw.ellipse((x, y, x + 190, y + 44), fill=(150, 146, 138))
        c.mound(-120, 520, 760, 130, SOIL, SOIL_DARK)
        c.smoke((600, 400), 900, 300, (206, 182, 148), 0.55)


def _wheel(c: Canvas, x: float, y: float, mud: bool) -> None:
    c.disc((x, y), 78, (34, 34, 36))
    c.disc((x, y), 42, (120, 96, 70) if mud else (150, 152, 154))
    c.disc((x, y), 14, (60, 60, 62))


def muck_truck(c: Canvas, good: bool) -> None:
    """密闭: a muck truck at the gate, heaped and open with muddy wheels, or under its cover and clean."""
    _backdrop(c, 520)
    c.shape([(0, 518), (WIDTH, 518), (WIDTH, HEIGHT), (0, HEIGHT)], ASPHALT, shade(ASPHALT, 0.78), grain=3, rough=22)
    if not good:
        c.mound(170, 1080, 560, 150, SOIL, SOIL_DARK)
    c.shape([(150, 540), (1100, 540), (1070, 830), (190, 830)], (196, 92, 40), (160, 70, 30), rough=10)
    for x in range(230, 1080, 120):
        c.line([(x, 548), (x + 4, 826)], (150, 66, 30), 10)
    if good:
        c.shape([(140, 500), (1110, 500), (1110, 552), (140, 552)], (78, 84, 88), (60, 64, 68), rough=8)
    c.shape([(1120, 480), (1360, 480), (1440, 640), (1440, 850), (1120, 850)], (214, 176, 52), (180, 146, 40), rough=6)
    c.shape([(1240, 510), (1350, 510), (1412, 640), (1240, 640)], (150, 184, 204), (110, 140, 160), rough=0)
    c.box(150, 826, 1430, 872, (60, 62, 64), (44, 46, 48))
    for x in (300, 470, 930, 1290):
        _wheel(c, x, 900, not good)
    c.box(1290, 780, 1430, 822, (244, 210, 64), (230, 196, 52), rough=0)
    c.specks(100, 960, 1500, 1040, SOIL_DARK if not good else (120, 120, 120), 260 if not good else 20, (2, 9))
    if not good:
        c.smoke((-100, 820), 560, 260, (196, 172, 140), 0.55)


def site_gate(c: Canvas, good: bool) -> None:
    """全景: the site from the street, with its gate and the notice board of measures."""
    _backdrop(c, 600)
    c.shape([(0, 598), (WIDTH, 598), (WIDTH, HEIGHT), (0, HEIGHT)], CONCRETE, shade(CONCRETE, 0.8), grain=4, rough=16)
    for left, right in ((0, 520), (1120, WIDTH)):
        _panel(c, left, right, (470, 720, 470, 720), PANEL)
    for x in (520, 1040):
        c.box(x, 400, x + 80, 740, (212, 210, 202), (186, 184, 176))
    c.box(520, 360, 1120, 430, (178, 40, 36), (150, 30, 28), rough=6)
    c.box(150, 500, 430, 660, (240, 240, 236), (226, 226, 222), rough=4)
    for row in range(5):
        c.line([(176, 530 + row * 26), (404 - row * 20, 530 + row * 26)], (70, 90, 120), 8)
    c.specks(0, 800, WIDTH, HEIGHT, (140, 138, 132) if good else SOIL_DARK, 40 if good else 220)

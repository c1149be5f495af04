"""Drawn scenes of the other topics: catering fume, loose coal, open burning; and a signature.

Same rule as in ``scenes_dust``: one viewpoint, drawn faulty and mended.
"""

from __future__ import annotations

import math
import random

from PIL import Image, ImageDraw

from .canvas import HEIGHT, WIDTH, Canvas, shade

STEEL, BRICK = (184, 190, 194), (164, 86, 66)
COAL, FIELD, STRAW = (38, 38, 42), (176, 146, 92), (206, 178, 112)


def _tiles(c: Canvas, bottom: int, colour: tuple[int, int, int]) -> None:
    c.box(0, 0, WIDTH, bottom, colour, shade(colour, 0.92), grain=10, rough=6)
    for x in range(0, WIDTH, 110):
        c.line([(x, 0), (x, bottom)], shade(colour, 0.86), 3)
    for y in range(0, bottom, 84):
        c.line([(0, y), (WIDTH, y)], shade(colour, 0.86), 3)


def kitchen_hood(c: Canvas, good: bool) -> None:
    """集气罩: a kitchen range under its hood, greasy with fume escaping, or clean and drawing."""
    _tiles(c, 900, (226, 228, 224) if good else (214, 206, 186))
    hood = STEEL if good else (164, 152, 126)
    c.shape([(360, 0), (1280, 0), (1280, 180), (360, 180)], shade(hood, 1.05), hood, rough=6)
    c.shape([(360, 180), (1280, 180), (1500, 400), (140, 400)], hood, shade(hood, 0.72), grain=12, rough=8)
    c.box(140, 398, 1500, 436, shade(hood, 0.9), shade(hood, 0.7), rough=4)
    for x in range(240, 1420, 150):
        c.box(x, 300, x + 110, 390, shade(hood, 0.6), shade(hood, 0.5), grain=4, rough=14)
    c.box(0, 820, WIDTH, 900, STEEL, shade(STEEL, 0.7), rough=6)
    c.box(0, 900, WIDTH, HEIGHT, shade(STEEL, 0.8), shade(STEEL, 0.5), rough=8)
    for x in (330, 820, 1300):
        c.draw.ellipse((x - 150, 770, x + 150, 850), fill=(48, 48, 50))
        c.draw.ellipse((x - 120, 782, x + 120, 832), fill=(86, 78, 66))
        c.box(x - 60, 940, x + 60, 990, (60, 62, 64), (44, 46, 48), rough=0)
    if good:
        c.smoke((690, 430), 260, 340, (240, 240, 238), 0.4)
        return
    for _ in range(26):
        x = c.rng.randrange(160, 1480)
        c.line([(x, 420), (x + c.rng.randrange(-4, 5), 430 + c.rng.randrange(20, 90))], (126, 92, 40), c.rng.randrange(4, 9))
    for at in range(4):
        c.smoke((90 + at * 380, 300 + (at % 2) * 160), 520, 420, (216, 208, 190), 0.7)


def purifier(c: Canvas, good: bool) -> None:
    """净化设施: the purifier box on a roof; faulty with its lamp off, cable loose and oil running, mended running."""
    c.sky(560)
    c.box(0, 470, WIDTH, 620, BRICK, shade(BRICK, 0.8), grain=8, rough=18)
    c.shape([(0, 600), (WIDTH, 600), (WIDTH, HEIGHT), (0, HEIGHT)], (164, 162, 156), (132, 130, 126), grain=4, rough=18)
    body = STEEL if good else (170, 158, 136)
    c.box(420, 460, 1180, 900, body, shade(body, 0.74), grain=14, rough=6)
    c.shape([(1180, 520), (1400, 590), (1400, 780), (1180, 840)], shade(body, 0.9), shade(body, 0.6), rough=6)
    c.box(1400, 590, WIDTH, 780, shade(body, 0.85), shade(body, 0.6), rough=6)
    c.box(240, 560, 420, 800, shade(body, 0.85), shade(body, 0.6), rough=6)
    c.box(240, 160, 420, 800, shade(body, 0.95), shade(body, 0.7), rough=6)
    for x in (460, 1100):
        c.box(x, 900, x + 40, 1010, (80, 82, 84), (60, 62, 64))
    c.box(760, 540, 1080, 760, (60, 66, 72), (48, 52, 58), rough=0)
    c.box(790, 570, 930, 640, (40, 190, 120) if good else (30, 34, 36), (30, 170, 104) if good else (26, 30, 32), rough=0)
    c.disc((1010, 606), 26, (60, 220, 110) if good else (66, 60, 58))
    c.line(
        [(920, 760), (920, 900), (1300, 1040)] if good else [(920, 760), (880, 980), (1010, 1050), (980, 1090)], (30, 30, 32), 12
    )
    if good:
        c.smoke((180, 40), 300, 180, (236, 238, 240), 0.25)
        return
    for x in (470, 560, 660, 1040, 1130):
        c.line([(x, 700 + (x % 90)), (x + 6, 900)], (96, 66, 24), 10)
    c.draw.ellipse((480, 930, 860, 1010), fill=(74, 56, 32))
    for at in range(3):
        c.smoke((60 + at * 90, 10 + at * 30), 520, 300, (150, 146, 138), 0.7)


def restaurant_front(c: Canvas, good: bool) -> None:
    """全景: the front of an eating house with its sign board."""
    c.sky(330)
    c.box(0, 130, WIDTH, 880, (206, 196, 180), (182, 172, 158), grain=8, rough=12)
    c.box(120, 300, 1520, 440, (176, 44, 40), (146, 34, 32), rough=6)
    for x in range(190, 1440, 170):
        c.disc((x, 372), 40, (246, 220, 150))
    for x in (150, 620, 1090):
        c.box(x, 480, x + 400, 880, (70, 84, 94), (44, 54, 62), grain=16, rough=10)
        c.line([(x + 200, 480), (x + 200, 880)], (190, 180, 160), 10)
    for x in (290, 1360):
        c.line([(x, 440), (x, 500)], (60, 20, 20), 4)
        c.draw.ellipse((x - 44, 496, x + 44, 580), fill=(206, 40, 36))
    c.shape([(0, 880), (WIDTH, 880), (WIDTH, HEIGHT), (0, HEIGHT)], (170, 168, 162), (140, 138, 134), grain=4, rough=16)
    if not good:
        c.shape([(1180, 440), (1300, 440), (1290, 700), (1200, 760)], (122, 96, 56), (150, 130, 96), grain=6, rough=30)


def coal_yard(c: Canvas, good: bool) -> None:
    """散煤: a yard behind a brick wall with an open heap of loose coal, or cleared and swept."""
    c.sky(430)
    c.box(0, 340, WIDTH, 640, BRICK, shade(BRICK, 0.78), grain=7, rough=22)
    for y in range(360, 640, 28):
        c.line([(0, y), (WIDTH, y)], shade(BRICK, 0.7), 2)
    c.shape([(0, 636), (WIDTH, 636), (WIDTH, HEIGHT), (0, HEIGHT)], (150, 144, 134), (120, 114, 106), grain=4, rough=22)
    c.box(1180, 420, 1560, 660, (120, 124, 126), (98, 102, 104), rough=8)
    c.box(1230, 500, 1400, 660, (70, 76, 84), (54, 58, 64), rough=4)
    if good:
        c.shape([(160, 720), (1040, 720), (1160, 900), (60, 900)], (96, 92, 88), (112, 106, 100), grain=5, rough=26)
        c.specks(160, 740, 1060, 900, COAL, 60, (1, 4))
        return
    c.mound(60, 1180, 900, 330, (64, 64, 70), (22, 22, 24), grain=4, rough=60)
    c.specks(40, 860, 1220, 1000, COAL, 420, (3, 14))
    c.line([(1130, 560), (980, 880)], (150, 110, 60), 16)
    c.shape([(930, 850), (1020, 850), (1000, 930), (950, 930)], (120, 124, 128), (90, 94, 98), rough=6)
    c.smoke((300, 430), 700, 260, (120, 118, 118), 0.35)


def stove(c: Canvas, good: bool) -> None:
    """农户用煤: a coal stove in a home with a basket of coal, or the electric heater that replaced it."""
    _tiles(c, 820, (224, 214, 196))
    c.shape([(0, 820), (WIDTH, 820), (WIDTH, HEIGHT), (0, HEIGHT)], (156, 130, 102), (124, 102, 80), rough=14)
    if good:
        c.box(520, 430, 1120, 900, (240, 240, 238), (214, 214, 212), rough=3)
        for x in range(560, 1090, 44):
            c.line([(x, 470), (x, 800)], (196, 198, 200), 10)
        c.disc((1040, 850), 20, (60, 200, 110))
        c.line([(1120, 860), (1320, 960), (1420, 700)], (50, 50, 52), 10)
        return
    c.box(780, 0, 850, 420, (70, 72, 76), (54, 56, 60), rough=8)
    c.box(580, 420, 1050, 940, (84, 82, 84), (52, 50, 52), grain=5, rough=20)
    c.draw.ellipse((560, 380, 1070, 470), fill=(46, 46, 50))
    c.box(700, 620, 930, 760, (240, 120, 40), (180, 60, 20), rough=30)
    c.shape([(180, 800), (520, 800), (480, 980), (220, 980)], (140, 106, 66), (110, 82, 50), grain=3, rough=26)
    c.mound(200, 500, 810, 70, (60, 60, 66), (26, 26, 28), rough=60)
    c.smoke((640, 60), 520, 420, (190, 186, 180), 0.5)


def stubble(c: Canvas, good: bool) -> None:
    """秸秆焚烧: a harvested field with a line of fire and smoke, or the same field put out and raked."""
    c.sky(470)
    for at in range(14):
        x = c.rng.randrange(-40, WIDTH)
        c.mound(x, x + c.rng.randrange(90, 190), 474, c.rng.randrange(24, 60), (86, 104, 76), (70, 88, 62), rough=30)
        if at == 7:
            c.box(1180, 400, 1330, 474, (190, 176, 160), (160, 148, 134), rough=10)
    c.shape([(0, 470), (WIDTH, 470), (WIDTH, HEIGHT), (0, HEIGHT)], FIELD, shade(FIELD, 0.8), grain=4, rough=32)
    for row in range(16):
        y = 500 + (row / 16) ** 1.7 * 680
        c.specks(0, y, WIDTH, y + 10 + row, STRAW, 90, (2, 4 + row / 3))
    c.shape(
        [(0, 760), (520, 700), (1100, 720), (WIDTH, 790), (WIDTH, 880), (900, 850), (300, 880), (0, 900)],
        (52, 46, 40),
        (34, 30, 28),
        rough=40,
    )
    if good:
        for _ in range(3):
            c.smoke((c.rng.randrange(200, 1100), 640), 220, 120, (200, 198, 194), 0.25)
        return
    for at in range(34):
        x = at * 50 + c.rng.randrange(-18, 18)
        y, tall = 730 + 40 * math.sin(at / 4), c.rng.randrange(40, 110)
        c.shape([(x - 24, y + 30), (x, y - tall), (x + 24, y + 30)], (255, 214, 90), (226, 84, 24), grain=3, rough=20)
    for at in range(6):
        c.smoke((c.rng.randrange(-100, 1100), 60 + at * 90), 760, 460, (196, 192, 186), 0.75)


def leaf_fire(c: Canvas, good: bool) -> None:
    """落叶垃圾焚烧: a small heap of leaves and rubbish alight at a wall, or swept away."""
    c.sky(300)
    c.box(0, 240, WIDTH, 720, (206, 200, 188), (184, 178, 168), grain=8, rough=14)
    c.box(180, 330, 420, 520, (90, 104, 114), (70, 82, 92), rough=6)
    c.shape([(0, 716), (WIDTH, 716), (WIDTH, HEIGHT), (0, HEIGHT)], (150, 148, 142), (122, 120, 116), grain=4, rough=18)
    c.draw.ellipse((480, 800, 1180, 960), fill=(44, 40, 38))
    if good:
        c.specks(520, 820, 1140, 940, (70, 66, 62), 90, (2, 6))
        return
    c.mound(540, 1120, 900, 150, (120, 86, 46), (70, 48, 28), grain=4, rough=60)
    for at in range(9):
        x, tall = 620 + at * 50, c.rng.randrange(50, 130)
        c.shape([(x - 22, 830), (x, 800 - tall), (x + 22, 830)], (255, 206, 84), (220, 76, 22), grain=3, rough=20)
    for at in range(4):
        c.smoke((520 + at * 60, 40 + at * 150), 620, 420, (188, 184, 178), 0.7)


def signature(rng: random.Random) -> Image.Image:
    """A drawn name of nobody: a few strokes, black on white."""
    image = Image.new("RGB", (900, 360), "white")
    draw = ImageDraw.Draw(image)
    x = 300.0
    for _ in range(rng.randrange(5, 8)):
        turns = [rng.uniform(-1, 1) for _ in range(4)]
        points = [
            (x + step * 6, 180 + 70 * sum(turn * math.sin(step / 9 * (at + 1)) for at, turn in enumerate(turns)) / 2)
            for step in range(18)
        ]
        draw.line(points, fill=(20, 24, 60), width=7, joint="curve")
        x += rng.uniform(50, 90)
    return image

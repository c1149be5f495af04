"""What the tests of the outbox share: writing a record on a phone, looking into its store, moving a row back in time."""

from __future__ import annotations

import io

from PIL import Image

import people as folk

SIX = ["d6.hoarding", "d6.cover", "d6.wash", "d6.hardening", "d6.wet", "d6.truck"]
STORE = "const store = await import(document.querySelector('script[type=module]').src.replace(/js[/].*/, 'js/models/store.js'));"

LOOK = f"""async () => {{
    {STORE}
    const rows = await store.allRecords()
    const photosOf = (row) => store.photosOf(row.id)
    const photos = (await Promise.all(rows.map(photosOf))).flat()
    const originals = await Promise.all(photos.map((photo) => store.originalOf(photo.id)))
    const receipts = (await Promise.all(rows.map((row) => store.receiptsOf(row.id)))).flat()
    const events = (await Promise.all(rows.map((row) => store.eventsOf(row.id)))).flat()
    return {{rows, photos, receipts, events, originals: originals.filter(Boolean).length}}
}}"""
BACK = f"""async ([id, days]) => {{
    {STORE}
    const back = (text) => text && new Date(Date.parse(text) - days * 86400000).toISOString()
    await store.changeRecord(id, (row) => {{
        for (const key of ['started_at', 'handed_in_at', 'verified_at']) if (row[key]) row[key] = back(row[key])
    }})
    for (const photo of await store.photosOf(id)) await store.changePhoto(photo.id, (row) => {{
        if (row.held_since) row.held_since = back(row.held_since)
    }})
}}"""


def start(li, checklist="dust_six"):
    """A visit of the known site, its form open and its draft in the store."""
    li.open(f"/i/sites/{folk.SITE}")
    li.tap(f'[data-start="{checklist}"]')
    li.wait_words("已保存", "[data-saved]")


def write(li, fail="d6.cover", *, files=()):
    """An inspection with one failed item and its photos, up to the review. ``files``: photos chosen instead of one shot."""
    start(li)
    for item in SIX:
        li.answer(item, "fail" if item == fail else "pass")
    strip = li.page.locator(f'[data-strip][data-item="{fail}"][data-role="finding"]')
    if files:
        choose(li, strip, files)
    else:
        shoot(li, strip)
    li.tap("[data-next]")
    li.sign()
    li.page.locator("[data-complete]:not([hidden])").wait_for()


def shoot(li, strip):
    """One photo with the camera of the page."""
    li.tap(strip.locator("[data-shoot]"))
    li.tap(li.page.locator("[data-shutter]:not([disabled])"))
    li.page.locator(".camera__count", has_text="1").wait_for()
    li.tap("[data-close]")


def choose(li, strip, files):
    """Photos from files."""
    chosen = [{"name": f"{place}.jpg", "mimeType": "image/jpeg", "buffer": body} for place, body in enumerate(files)]
    strip.locator('input[data-source="file"]').set_input_files(chosen)
    strip.locator("figure").nth(len(files) - 1).wait_for()


def hand_in_cut_off(li):
    """Hand in where the server cannot be reached: the record waits."""
    li.page.route("**/api/**", lambda route: route.abort())
    li.tap("[data-hand-in]")
    li.wait_words("连不上服务器", "[data-offline]")


def picture(colour=(40, 160, 90), extra=b"") -> bytes:
    """A small real JPEG; ``extra`` bytes make it as large as wanted."""
    out = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(out, "JPEG", quality=70)
    return out.getvalue() + extra


def look(li):
    """Everything in the phone's store but the bytes."""
    return li.page.evaluate(LOOK)


def move_back(li, record, days):
    """As if it had been handed in, or received, some days ago."""
    li.page.evaluate(BACK, [record, days])


def wait_verified(li, count=1):
    """Wait until so many records on the outbox page are 已校验."""
    li.page.locator('[data-group="received"] [data-sync][data-state="verified"]').nth(count - 1).wait_for()

"""Steps of the tour: what a person does on the phone, with camera, form, last page and outbox.

Each takes the visitor (tour.Visitor) and the city; none decides anything or looks at the result: that is for the tests that use
the tour.
"""

from __future__ import annotations

# The draft that is open in the page gets a second officer whom the server does not know.
UNKNOWN_OFFICER = """async () => {
    const db = await new Promise((done) => { const open = indexedDB.open('lantian'); open.onsuccess = () => done(open.result) })
    const store = db.transaction('records', 'readwrite').objectStore('records')
    const id = location.hash.slice(1).split('/')[0]
    const record = await new Promise((done) => { const ask = store.get(id); ask.onsuccess = () => done(ask.result) })
    record.officers[1] = { user_id: 999999, name: '示例无此人', card_number: '示例-000' }
    await new Promise((done) => { store.put(record).onsuccess = done })
    db.close()
}"""

# What waits in the outbox was handed in four days ago.
FOUR_DAYS_AGO = """async () => {
    const db = await new Promise((done) => { const open = indexedDB.open('lantian'); open.onsuccess = () => done(open.result) })
    const store = db.transaction('records', 'readwrite').objectStore('records')
    const rows = await new Promise((done) => { const ask = store.getAll(); ask.onsuccess = () => done(ask.result) })
    const then = new Date(Date.now() - 4 * 86400000).toISOString()
    for (const row of rows) store.put({ ...row, handed_in_at: then, started_at: then })
    await new Promise((done) => { store.transaction.oncomplete = done })
    db.close()
}"""
NO_CAMERA = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))"


def keep_packs(visitor, _city) -> None:
    """Wait until the phone has sites and checklists."""
    visitor.ready()


def begin(visitor, _city) -> None:
    """On a place: start the first checklist offered."""
    visitor.ready()
    visitor.page.locator("[data-start]:visible:enabled").first.click()
    visitor.page.wait_for_url("**/i/checklists/**")
    visitor.page.locator("[data-next]:enabled").wait_for()
    visitor.traffic.settle()


def fail_first(visitor, city) -> None:
    """The first item fails, with a photo; the second passes, the third does not apply."""
    begin(visitor, city)
    judged = visitor.page.locator('[data-item]:has(.answer[data-value="na"])')
    for place, value in enumerate(("fail", "pass", "na")):
        judged.nth(place).locator(f'.answer[data-value="{value}"]').click()
    shoot(visitor, judged.first.locator("[data-plain] [data-shoot]"))
    judged.first.scroll_into_view_if_needed()


def shoot(visitor, button) -> None:
    """One photo with the camera of the page, which is closed again."""
    button.click()
    visitor.page.locator("dialog[data-camera][open] [data-shutter]").click()
    visitor.page.locator("dialog[data-camera] [data-count]:not(:empty)").wait_for()
    visitor.page.locator("dialog[data-camera] [data-close]").click()
    visitor.page.locator("dialog[data-camera][open]").wait_for(state="detached")


def open_camera(visitor, _city) -> None:
    """The camera with its picture."""
    visitor.page.locator("dialog[data-camera][open]").wait_for()
    visitor.wait_for("document.querySelector('[data-video]').videoWidth > 0")


def refuse_camera(visitor, _city) -> None:
    """A person who gave no leave for the camera: the phone's own is the way."""
    visitor.page.add_init_script(NO_CAMERA)
    visitor.page.reload()
    visitor.page.locator("dialog[data-camera][data-refused]").wait_for()


def close_camera(visitor, city) -> None:
    """The camera opens by itself; close it."""
    open_camera(visitor, city)
    visitor.page.locator("dialog[data-camera] [data-close]").click()


def loose_photo(visitor, city) -> None:
    """One photo that belongs to no record yet."""
    open_camera(visitor, city)
    visitor.page.locator("dialog[data-camera][open] [data-shutter]").click()
    visitor.page.locator("dialog[data-camera] [data-count]:not(:empty)").wait_for()
    visitor.page.locator("dialog[data-camera] [data-close]").click()


def check_unfinished(visitor, city) -> None:
    """Ask the server about a page with an unfinished fail."""
    begin(visitor, city)
    visitor.page.locator('[data-item] .answer[data-value="fail"]').first.click()
    visitor.page.locator("[data-check]").click()
    visitor.page.locator("[data-faults] > *").first.wait_for()


def all_pass(visitor, city) -> None:
    """Every item passes; on to the last page."""
    begin(visitor, city)
    for answer in visitor.page.locator('[data-item] .answer[data-value="pass"]').all():
        answer.click()
    to_review(visitor)


def to_review(visitor) -> None:
    """From the checklist to the last page before handing in."""
    visitor.page.locator("[data-next]").click()
    visitor.page.wait_for_url("**/i/review**")
    visitor.page.locator("[data-missing]:visible, [data-complete]:visible").first.wait_for()
    visitor.traffic.settle()


def review_unfinished(visitor, city) -> None:
    """The last page with much missing."""
    fail_first(visitor, city)
    to_review(visitor)


def review_complete(visitor, city) -> None:
    """The last page with nothing missing: partner chosen, signed."""
    all_pass(visitor, city)
    page = visitor.page
    if page.locator("[name=partner]").is_visible():
        page.locator("[name=partner]").select_option(index=1)
        visitor.sign()
    page.locator("[data-complete]:visible").wait_for()


def to_outbox_with_draft(visitor, city) -> None:
    """The outbox with one draft."""
    begin(visitor, city)
    visitor.open("/i/outbox")
    visitor.page.locator("[data-group=saved]:visible").wait_for()


def home_with_draft(visitor, city) -> None:
    """The first page with one draft."""
    begin(visitor, city)
    visitor.open("/i/")
    visitor.page.locator("[data-controller=drafts]:visible").wait_for()


def hand_in(visitor, _city) -> None:
    """Press the last button."""
    visitor.page.locator("[data-hand-in]:enabled").click()
    visitor.page.wait_for_url("**/i/outbox**")


def hand_in_unreachable(visitor, city) -> None:
    """Handed in where the server cannot be reached: it waits."""
    review_complete(visitor, city)
    visitor.context.route("**/api/**", lambda route: route.abort())
    hand_in(visitor, city)
    visitor.page.locator("[data-offline]:visible").wait_for()


def hand_in_received(visitor, city) -> None:
    """Handed in and received."""
    review_complete(visitor, city)
    hand_in(visitor, city)
    visitor.page.locator("[data-group=received]:visible").wait_for()


def open_receipt(visitor, city) -> None:
    """Handed in, received, and the receipt opened."""
    hand_in_received(visitor, city)
    visitor.page.locator("[data-group=received] [data-proof] > summary").first.click()
    visitor.page.locator("[data-receipt]:visible").first.wait_for()


def late_in_outbox(visitor, city) -> None:
    """A record that has waited for four days."""
    hand_in_unreachable(visitor, city)
    visitor.page.evaluate(FOUR_DAYS_AGO)
    visitor.page.reload()
    visitor.page.locator("#limit-alarm:visible").wait_for()


def queue_as_file(visitor, city) -> None:
    """What waits, as a file to be saved."""
    hand_in_unreachable(visitor, city)
    visitor.page.locator("[data-export]:visible").click()
    visitor.page.locator("#queue-file[open]").wait_for()


def leave_with_work(visitor, city) -> None:
    """Signing out while something waits: the question."""
    hand_in_unreachable(visitor, city)
    visitor.open("/account")
    visitor.page.wait_for_load_state("networkidle")
    visitor.page.locator("[data-controller=sign-out] [type=submit]").click()
    visitor.page.locator("#sign-out[open]").wait_for()


def hand_in_refused(visitor, city) -> None:
    """Handed in with an officer whom the server does not know: it needs a person."""
    review_complete(visitor, city)
    visitor.page.evaluate(UNKNOWN_OFFICER)
    visitor.page.reload()
    visitor.page.locator("[data-complete]:visible").wait_for()
    hand_in(visitor, city)
    visitor.page.locator("[data-group=attention]:visible").wait_for()


def open_refused(visitor, city) -> None:
    """The refused record with the server's sentences."""
    hand_in_refused(visitor, city)
    visitor.page.locator("[data-group=attention] a").first.click()
    visitor.page.locator("[data-problem]:visible").wait_for()


def choose_kind(visitor, _city) -> None:
    """On the form of a new place: name, kind and township, so that the checklists come."""
    visitor.ready()
    page = visitor.page
    page.fill("[name=name]", "示例路与示例街交叉口东北角工地")
    page.select_option("[name=kind]", "construction_site")
    if page.locator("[name=area_code]").input_value() == "":
        page.select_option("[name=area_code]", index=1)
    page.locator("[data-lists]:visible").wait_for()


def open_act(visitor, _city) -> None:
    """The sheet of the first act possible on the phone."""
    visitor.page.locator("[data-act]:enabled").first.click()
    visitor.page.locator("dialog[open]").first.wait_for()

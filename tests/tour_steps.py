"""What a person does to bring a page of the tour into a state. Each takes the visitor (tour.Visitor) and the city; none decides
anything or looks at the result: that is for the tests that use the tour."""

from __future__ import annotations

import secrets

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


def wrong_password(visitor, _city) -> None:
    """A name nobody has."""
    _sign_in(visitor.page, "nobody", "wrong")


def nothing_typed(visitor, _city) -> None:
    """The form as it is."""
    _sign_in(visitor.page, "", "")


def _sign_in(page, username: str, password: str) -> None:
    page.locator(".gate__card [name=username]").fill(username)
    page.locator(".gate__card [name=password]").fill(password)
    page.locator(".gate__card [type=submit]").click()
    page.wait_for_load_state()


def stale_act(visitor, city) -> None:
    """Decide on a state that is no longer the last one, as from a page left open since the finding came in."""
    page = visitor.page
    form = _open_act(page, "RectificationOrdered")
    form.locator("[name=seen_seq]").evaluate("(field, seen) => { field.value = seen }", city.rows["confirmed_first_seq"])
    form.locator("[name=reason]").fill("示例：请在期限内补齐围挡，并反馈整改照片。")
    form.locator("[type=submit]").click()
    page.wait_for_load_state()


def unfinished_act(visitor, _city) -> None:
    """Dismiss without saying why."""
    page = visitor.page
    _open_act(page, "Dismissed").locator("[type=submit]").click()
    page.wait_for_load_state()


def _open_act(page, kind: str):
    act = page.locator(f"#act-{kind}")
    if act.get_attribute("open") is None:
        act.locator("summary").click()
    return act.locator("form")


def enlarge_photo(visitor, _city) -> None:
    """The first photo large."""
    visitor.page.locator("[data-controller=desk-photos] a").first.click()
    visitor.page.locator("dialog[open]").first.wait_for()
    visitor.traffic.settle()


def compare_photos(visitor, _city) -> None:
    """Before and after a correction, side by side."""
    visitor.page.locator("[data-compare]:visible").first.click()
    visitor.page.locator(".viewer__stage[data-count='2']").wait_for()
    visitor.traffic.settle()


def mark_photo(visitor, _city) -> None:
    """The editor of redactions and annotations, with a ring in the middle that is chosen."""
    visitor.page.locator("[data-mark]:visible").first.click()
    visitor.page.locator(".marker[data-ready]").wait_for()
    visitor.page.locator('[data-tool="ellipse"]').click()
    visitor.page.locator('[data-does="middle"]').click()
    visitor.page.locator("[data-shape]").wait_for()
    visitor.traffic.settle()


def ask_unfinished(visitor, _city) -> None:
    """The removal of an original asked for without ground and reason."""
    visitor.page.locator("details:has(form) summary").last.click()
    visitor.page.locator(".custody__form [type=submit]").last.click()
    visitor.page.wait_for_load_state()
    visitor.page.locator(".banner").first.wait_for()


def map_drawn(visitor, _city) -> None:
    """The map with all its marks."""
    visitor.page.locator(".map-cluster, .map-mark").first.wait_for()


def open_card(visitor, city) -> None:
    """The card of one line; lines on one spot are spread first."""
    map_drawn(visitor, city)
    page = visitor.page
    for _closer in range(4):
        if page.locator(".map-mark").count():
            break
        page.locator(".map-cluster").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(400)
    page.locator(".map-mark").first.focus()
    page.keyboard.press("Enter")
    page.locator(".map-card").wait_for()


def map_laid(visitor, _city) -> None:
    """The map of the form with its borders."""
    # There, but perhaps out of sight: a map of one street lies within its border.
    visitor.page.locator("[data-picker]:visible path.outline").first.wait_for(state="attached")
    visitor.traffic.settle()


def new_site_unfinished(visitor, _city) -> None:
    """Register a place without saying which."""
    visitor.page.locator("main form [type=submit]").last.click()
    visitor.page.wait_for_load_state()


def open_filters(visitor, _city) -> None:
    """All conditions of the work list; on a phone they lie in a sheet, unfolded."""
    if visitor.page.locator(".filters__toggle").is_visible():
        visitor.page.locator(".filters__toggle").click()
        visitor.page.locator("#filter-sheet[open]").wait_for()
    else:
        visitor.page.locator("details.desk-more summary").first.click()


def _list_ready(visitor) -> None:
    visitor.page.locator("[data-all]:not([hidden])").wait_for(state="attached")


def tick_two(visitor, _city) -> None:
    """Two lines ticked: the bar of acts shows."""
    _list_ready(visitor)
    for place in (0, 1):
        visitor.page.locator("[name=line]").nth(place).check()
    visitor.page.locator("[data-bar][data-on]").wait_for()


def open_columns(visitor, _city) -> None:
    """The menu of columns."""
    visitor.page.locator(".list-menu summary").nth(0).click()


def open_keeping(visitor, _city) -> None:
    """The menu that keeps a list under a name."""
    visitor.page.locator(".list-menu summary").nth(1).click()


def open_keys(visitor, _city) -> None:
    """The list of keys."""
    _list_ready(visitor)
    visitor.page.locator("body").press("?")
    visitor.page.locator("#list-keys[open]").wait_for()


def bulk_confirm(visitor, city) -> None:
    """The summary before two lines are confirmed."""
    tick_two(visitor, city)
    visitor.page.locator('.bulk [value="Confirmed"]').click()
    visitor.page.wait_for_url("**/s/bulk")


def bulk_return_of_all(visitor, _city) -> None:
    """The summary before a whole page of lines in all states is returned: most cannot be."""
    _list_ready(visitor)
    for tick in visitor.page.locator("[name=line]").all():
        tick.check()
    visitor.page.locator('.bulk [value="ReturnedForSupplement"]').click()
    visitor.page.wait_for_url("**/s/bulk")


def bulk_unfinished(visitor, city) -> None:
    """Two lines confirmed without a choice of law."""
    bulk_confirm(visitor, city)
    for radio in visitor.page.locator("[name^=basis-]:checked").all():
        radio.evaluate("(radio) => { radio.checked = false }")
    visitor.page.locator("[data-act]").click()
    visitor.page.locator(".banner--summary").wait_for()


def keep_a_list(visitor, city) -> None:
    """A list kept and shared; then the page of kept lists with its form open."""
    open_keeping(visitor, city)
    visitor.page.locator("#view-name").fill("示例：待复查销号")
    visitor.page.locator('.list-menu [name=shared][value="unit"]').check()
    visitor.page.locator(".list-menu[open] [type=submit]").click()
    visitor.page.locator(".banner[data-kind=good]").wait_for()
    visitor.open("/s/views")
    visitor.page.locator(".view summary").first.click()


def open_export(visitor, _city) -> None:
    """The menu of file formats above the list."""
    visitor.page.locator(".export-menu__button").click()
    visitor.page.locator(".export-menu__panel").wait_for()


def exports_asked(visitor, city) -> None:
    """A table that is ready, and packages that wait for the worker, which does not run here."""
    open_export(visitor, city)
    with visitor.page.expect_download():
        visitor.page.locator('.export-menu [value="ledger_csv"]').click()
    visitor.page.locator(".toast").wait_for()
    open_export(visitor, city)
    visitor.page.locator('.export-menu [value="case_zip"]').click()
    visitor.page.wait_for_url("**/s/exports#job-*")


def open_user_menu(visitor, _city) -> None:
    """The menu under the person's name."""
    visitor.page.locator(".desk__side details summary").first.click()


def first_password(visitor, city) -> None:
    """Sign in with the password that an administrator has just been shown."""
    new_person(visitor, city)
    page = visitor.page
    name, secret = (page.locator(f".password__{part}").inner_text() for part in ("name", "secret"))
    visitor.context.clear_cookies()
    visitor.open("/sign-in")
    page.locator(".gate__card [name=username]").fill(name)
    page.locator(".gate__card [name=password]").fill(secret)
    page.locator(".gate__card [type=submit]").click()
    page.wait_for_url("**/account/password**")


def first_password_refused(visitor, city) -> None:
    """The same, and a new password that is too short and typed twice in two ways."""
    first_password(visitor, city)
    page = visitor.page
    for field, words in (("old", "not-the-one"), ("new", "short"), ("again", "other")):
        page.locator(f".gate__card [name={field}]").fill(words)
    page.locator(".gate__card [type=submit]").click()
    page.locator(".field__error").first.wait_for()


def open_phones(visitor, _city) -> None:
    """The sign-ins of one phone, each with what cuts it off."""
    visitor.page.locator(".phones__summary").first.click()


def new_person_unfinished(visitor, _city) -> None:
    """Add a person without saying who."""
    visitor.page.locator("main form [type=submit]").last.click()
    visitor.page.wait_for_load_state()


def new_person(visitor, _city) -> None:
    """Add a grid member; the answer shows the first password."""
    page = visitor.page
    page.fill("[name=username]", f"tour-{secrets.token_hex(4)}")
    page.fill("[name=name]", "周添（示例）")
    page.select_option("[name=role]", "grid_member")
    page.locator("main form [type=submit]").last.click()
    page.wait_for_load_state()

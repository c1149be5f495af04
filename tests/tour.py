"""The tour: every page and state of the product, who sees it and how it is reached.

One table for accessibility, weights and screenshots. A page that is not in it is looked at by none of them; a test compares it
with the table of rights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import tour_steps_case as case
import tour_steps_list as lists
import tour_steps_people as people
import tour_steps_phone as phone
from browser import Phone
from tour_pages import TEMPLATE_HEADER, template_of
from tour_refusals import (
    bulk_done,
    impossible_act,
    map_without_points,
    removal_to_decide,
    removals_to_decide,
    stale_correction,
    without_library,
)

DEVICES = {
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True},
    "desk": {"viewport": {"width": 1440, "height": 900}, "device_scale_factor": 1, "has_touch": True},
}
LOCALES = {"zh": "zh-CN", "en": "en-US"}
# In 洛龙区, where the demo city's inspector works.
POSITION = {"latitude": 34.6204, "longitude": 112.4536, "accuracy": 8.0}


@dataclass(frozen=True)
class Stop:
    """One page in one state. ``home`` is the device it is made for; ``path`` may name rows of the city in braces."""

    name: str
    home: str
    who: str
    path: str
    status: int = 200
    step: Callable[[Any, Any], None] | None = None
    # What ``step`` ends with, where it loads another page than ``path``.
    ends_with: int = 200
    city: str = "demo"
    # Row of the table of rights (web/auth.py) that this is a page of.
    endpoint: str = ""


def _phone(name: str, who: str, path: str, page: str, step: Any = None, **more: Any) -> Stop:
    endpoint = page if "." in page else f"inspector.{page}"
    return Stop(f"phone-{name}", "phone", who, path, endpoint=endpoint, step=step, **more)


def _desk(name: str, who: str, path: str, page: str, step: Any = None, **more: Any) -> Stop:
    endpoint = page if "." in page else f"supervisor.{page}"
    return Stop(f"desk-{name}", "desk", who, path, endpoint=endpoint, step=step, **more)


EVERY_COLUMN = "photo,site,party,checklist,state,due,act,reported,unit,department,origin"

STOPS = (
    # The way in
    _phone("sign-in", "", "/sign-in", "account.sign_in"),
    _phone("sign-in-refused", "", "/sign-in", "account.sign_in", people.wrong_password, ends_with=401),
    _phone("verify", "", "/verify", "verification.page"),
    _desk("verify", "", "/verify", "verification.page"),
    _desk("sign-in", "", "/sign-in", "account.sign_in"),
    _desk("sign-in-faults", "", "/sign-in", "account.sign_in", people.nothing_typed, ends_with=422),
    _desk("sign-in-plain", "", "/sign-in", "account.sign_in", city="empty"),
    # The phone: places
    _phone("home", "inspector", "/i/", "home", phone.keep_packs),
    _phone("home-draft", "inspector", "/i/sites/{site_works}", "home", phone.home_with_draft),
    _phone("home-search", "inspector", "/i/?q=工地", "home"),
    _phone("home-nothing", "inspector", "/i/?q=qqqq", "home"),
    _phone("home-grid", "grid", "/i/", "home", phone.keep_packs),
    _phone("home-empty", "zhao", "/i/", "home", city="empty"),
    _phone("site", "inspector", "/i/sites/{site_open}", "site"),
    _phone("site-quiet", "inspector", "/i/sites/{site_quiet}", "site"),
    _phone("site-lead", "inspector", "/i/sites/{site_of_lead}?lead={lead}", "site"),
    _phone("site-grid", "grid", "/i/sites/{site_grid}", "site"),
    _phone("new-place", "inspector", "/i/sites/new", "new_place"),
    _phone("new-place-chosen", "inspector", "/i/sites/new", "new_place", phone.choose_kind),
    # The phone: filling in
    _phone("camera", "inspector", "/i/capture", "capture", phone.open_camera),
    _phone("camera-refused", "inspector", "/i/capture", "capture", phone.refuse_camera),
    _phone("capture-empty", "inspector", "/i/capture", "capture", phone.close_camera),
    _phone("capture-photo", "inspector", "/i/capture", "capture", phone.loose_photo),
    _phone("fill", "inspector", "/i/sites/{site_works}", "fill", phone.begin),
    _phone("fill-fail", "inspector", "/i/sites/{site_works}", "fill", phone.fail_first),
    _phone("fill-faults", "inspector", "/i/sites/{site_works}", "fill", phone.check_unfinished),
    _phone("fill-lost", "inspector", "/i/checklists/catering_fume?region=410311", "fill"),
    _phone("fill-fields", "inspector", "/i/checklists/coal_household?region=410311", "fill"),
    _phone("review-unfinished", "inspector", "/i/sites/{site_works}", "review", phone.review_unfinished),
    _phone("review-complete", "inspector", "/i/sites/{site_works}", "review", phone.review_complete),
    _phone("review-refused", "inspector", "/i/sites/{site_works}", "review", phone.open_refused),
    # The phone: outbox and records
    _phone("outbox", "inspector", "/i/outbox", "outbox", phone.keep_packs),
    _phone("outbox-draft", "inspector", "/i/sites/{site_works}", "outbox", phone.to_outbox_with_draft),
    _phone("outbox-offline", "inspector", "/i/sites/{site_works}", "outbox", phone.hand_in_unreachable),
    _phone("outbox-received", "inspector", "/i/sites/{site_works}", "outbox", phone.hand_in_received),
    _phone("outbox-attention", "inspector", "/i/sites/{site_works}", "outbox", phone.hand_in_refused),
    _phone("outbox-receipt", "inspector", "/i/sites/{site_works}", "outbox", phone.open_receipt),
    _phone("outbox-late", "inspector", "/i/sites/{site_works}", "outbox", phone.late_in_outbox),
    _phone("outbox-file", "inspector", "/i/sites/{site_works}", "outbox", phone.queue_as_file),
    _phone("outbox-empty", "zhao", "/i/outbox", "outbox", city="empty"),
    _phone("record", "inspector", "/i/inspections/{record}", "record"),
    _phone("record-clean", "inspector", "/i/inspections/{record_clean}", "record"),
    _phone("violations", "inspector", "/i/violations", "violations"),
    _phone("violations-state", "inspector", "/i/violations?state=ordered", "violations"),
    _phone("violations-empty", "zhao", "/i/violations", "violations", city="empty"),
    _phone("violation-lead", "inspector", "/i/violations/{lead}", "violation"),
    _phone("violation-returned", "inspector", "/i/violations/{returned}", "violation"),
    _phone("violation-ordered", "inspector", "/i/violations/{ordered}", "violation"),
    _phone("violation-act", "inspector", "/i/violations/{ordered}", "violation", phone.open_act),
    _phone("violation-rectified", "inspector", "/i/violations/{rectified}", "violation"),
    _phone("violation-cleared", "inspector", "/i/violations/{cleared}", "violation"),
    _phone("violation-corrected", "inspector", "/i/violations/{corrected}", "violation"),
    _phone("account", "inspector", "/account", "account.page"),
    _phone("first-password", "admin", "/a/people/new", "account.first_password", people.first_password),
    _phone("first-password-faults", "admin", "/a/people/new", "account.password", people.first_password_refused, ends_with=422),
    _phone("account-leaving", "inspector", "/i/sites/{site_works}", "account.page", phone.leave_with_work),
    _phone("account-phones", "inspector", "/account", "account.page", people.open_phones),
    _phone("no-such-page", "inspector", "/i/sites/none", "site", status=404),
    _phone("elsewhere", "inspector", "/i/violations/{elsewhere}", "violation", status=404),
    _phone("refused", "grid", "/s/", "supervisor.worklist", status=403),
    # The desk
    _desk("worklist", "supervisor", "/s/", "worklist"),
    _desk("worklist-state", "supervisor", "/s/?state=reported", "worklist"),
    _desk("worklist-filters", "supervisor", "/s/?state=ordered", "worklist", lists.open_filters),
    _desk("worklist-nothing", "supervisor", "/s/?q=qqqq", "worklist"),
    _desk("worklist-faults", "supervisor", "/s/?from=2026-13-40", "worklist", status=422),
    _desk("worklist-menu", "supervisor", "/s/", "worklist", people.open_user_menu),
    _desk("worklist-clerk", "clerk", "/s/?state=confirmed", "worklist"),
    _desk("worklist-empty", "wang", "/s/", "worklist", city="empty"),
    _desk("worklist-ticked", "supervisor", "/s/", "worklist", lists.tick_two),
    _desk("worklist-columns", "supervisor", f"/s/?state=all&columns={EVERY_COLUMN}", "worklist", lists.open_columns),
    _desk("worklist-keep", "supervisor", "/s/?state=all", "worklist", lists.open_keeping),
    _desk("worklist-keys", "supervisor", "/s/?state=all", "worklist", lists.open_keys),
    _desk("bulk", "supervisor", "/s/", "lists.bulk", lists.bulk_confirm),
    _desk("bulk-hindered", "supervisor", "/s/?state=all", "lists.bulk", lists.bulk_return_of_all),
    _desk("bulk-faults", "supervisor", "/s/", "lists.bulk_act", lists.bulk_unfinished, ends_with=422),
    _desk("views-empty", "wang", "/s/views", "lists.views", city="empty"),
    _desk("views", "supervisor", "/s/?state=rectified", "lists.views", lists.keep_a_list),
    _desk("violation-lead", "supervisor", "/s/violations/{lead}", "violation"),
    _desk("violation-reported", "supervisor", "/s/violations/{reported}", "violation"),
    _desk("violation-returned", "supervisor", "/s/violations/{returned}", "violation"),
    _desk("violation-confirmed", "supervisor", "/s/violations/{confirmed}", "violation"),
    _desk("violation-ordered", "supervisor", "/s/violations/{ordered}", "violation"),
    _desk("violation-rectified", "supervisor", "/s/violations/{rectified}", "violation"),
    _desk("violation-cleared", "supervisor", "/s/violations/{cleared}", "violation"),
    _desk("violation-dismissed", "supervisor", "/s/violations/{dismissed}", "violation"),
    _desk("violation-referred", "clerk", "/s/violations/{referred}", "violation"),
    _desk("violation-corrected", "supervisor", "/s/violations/{corrected}", "violation"),
    _desk("violation-conflict", "supervisor", "/s/violations/{confirmed}", "act", case.stale_act, ends_with=409),
    _desk("violation-faults", "supervisor", "/s/violations/{reported}", "act", case.unfinished_act, ends_with=422),
    _desk("violation-photo", "supervisor", "/s/violations/{reported}", "violation", case.enlarge_photo),
    _desk("violation-compare", "supervisor", "/s/violations/{rectified}", "violation", case.compare_photos),
    _desk("violation-alike", "supervisor", "/s/violations/{alike}", "violation"),
    _desk("violation-marking", "supervisor", "/s/violations/{rectified}", "violation", case.mark_photo),
    _desk("map", "supervisor", "/ledger/map?state=all", "ledger_map.page"),
    _desk("map-card", "supervisor", "/ledger/map?state=all&site={site_open}", "ledger_map.page", case.open_card),
    _desk("map-nothing", "supervisor", "/ledger/map?state=all&q=qqqq", "ledger_map.page"),
    _desk("map-faults", "supervisor", "/ledger/map?from=2026-13-40", "ledger_map.page", status=422),
    _desk("sites", "supervisor", "/sites/", "sites.index"),
    _desk("sites-nothing", "supervisor", "/sites/?q=qqqq", "sites.index"),
    _desk("sites-faults", "supervisor", "/sites/?kind=castle", "sites.index", status=422),
    _desk("site", "supervisor", "/sites/{site_open}", "sites.page"),
    _desk("site-quiet", "clerk", "/sites/{site_quiet}", "sites.page"),
    _desk("site-photos", "supervisor", "/sites/{site_open}/photos?item=", "sites.photos"),
    _desk("site-new", "supervisor", "/sites/new", "sites.register", case.map_laid),
    _desk("site-new-faults", "supervisor", "/sites/new", "sites.register", case.new_site_unfinished, ends_with=422),
    _desk("site-correct", "supervisor", "/sites/{site_open}/correction", "sites.correct", case.map_laid),
    _phone("site-correct", "inspector", "/sites/{site_works}/correction", "sites.correct", case.map_laid),
    _desk("record", "supervisor", "/s/inspections/{record}", "record"),
    _desk("record-patrol", "supervisor", "/s/inspections/{record_patrol}", "record"),
    _desk("checklists", "supervisor", "/s/checklists", "checklists"),
    _desk("checklist", "supervisor", "/s/checklists/dust_six", "checklist"),
    _desk("checklist-long", "supervisor", "/s/checklists/catering_fume", "checklist"),
    _desk("worklist-export", "supervisor", "/s/?state=all", "worklist", lists.open_export),
    _desk("exports", "supervisor", "/s/?state=all", "exports", lists.exports_asked),
    _desk("exports-empty", "wang", "/s/exports", "exports", city="empty"),
    _desk("book", "supervisor", "/s/book", "book"),
    _desk("queue-import", "supervisor", "/s/queue-import/", "queue_import.page"),
    _phone("offline", "inspector", "/i/offline", "offline"),
    _desk("book-empty", "wang", "/s/book", "book", city="empty"),
    _desk("custody", "supervisor", "/s/photos/{photo}", "custody.page"),
    _desk("custody-clerk", "clerk", "/s/photos/{photo}", "custody.page"),
    _desk("custody-faults", "supervisor", "/s/photos/{photo}", "custody.request_removal", case.ask_unfinished, ends_with=422),
    _desk("removals", "supervisor", "/s/photos/removals", "custody.removals"),
    _desk("account", "supervisor", "/account", "account.page"),
    _desk("no-such-page", "supervisor", "/s/violations/410399-2026-000001", "violation", status=404),
    _desk("refused", "supervisor", "/a/people", "admin.people", status=403),
    # Administration
    _desk("people", "admin", "/a/people", "admin.people"),
    _desk("people-nothing", "admin", "/a/people?q=qqqq", "admin.people"),
    _desk("person", "admin", "/a/people/{person}", "admin.person"),
    _desk("person-new", "admin", "/a/people/new", "admin.add_person"),
    _desk("person-new-faults", "admin", "/a/people/new", "admin.add_person", people.new_person_unfinished, ends_with=422),
    _desk("person-password", "admin", "/a/people/new", "admin.add_person", people.new_person, ends_with=201),
    _desk("stamps", "admin", "/a/stamps", "stamps.index"),
    _desk("stamp", "admin", "/a/stamps/{unit}", "stamps.unit"),
    # Every component in every state
    _desk("living", "supervisor", "/living", "pages.living"),
    _phone("living", "inspector", "/living?shell=phone", "pages.living"),
    # What is seen less often
    _desk("bulk-results", "supervisor", "/s/", "lists.bulk_act", bulk_done),
    _desk("violation-impossible", "supervisor", "/s/violations/{confirmed}", "act", impossible_act, ends_with=409),
    _desk("site-conflict", "supervisor", "/sites/{site_quiet}/correction", "sites.correct", stale_correction, ends_with=409),
    _desk("custody-decide", "supervisor", "/s/photos/{photo_asked}", "custody.page", removal_to_decide),
    _desk("removals-waiting", "supervisor", "/s/photos/removals", "custody.removals", removals_to_decide),
    _desk("map-unreachable", "supervisor", "/ledger/map?state=all", "ledger_map.page", map_without_points),
    _desk("map-sketch", "supervisor", "/ledger/map?state=all", "ledger_map.page", without_library),
)
# Pages that a person reads, from the table of rights, which are no stop of their own; with the reason.
NO_STOP = {
    "pages.home": "sends on",
    "pages.asset": "a file",
    "pages.health": "JSON",
    "pages.manifest": "JSON",
    "shell.worker": "a program",
    "verification.keys": "JSON",
    "verification.heads": "a file",
    "verification.program": "a file",
    "shell.sorry": "shown by the worker where there is no network and no copy",
    "account.sign_out": "sends on",
    "account.language": "sends on",
    "account.theme": "sends on",
    "account.motion": "sends on",
    "account.revoke_device": "sends on",
    "ledger_map.points": "JSON",
    "ledger_map.outlines": "JSON",
    "sites.surroundings": "JSON",
    "supervisor.export": "a file",
    "exports.jobs": "a piece of supervisor.exports",
    "exports.file": "a file",
    "exports.cancel": "sends on",
    "exports.again": "sends on",
    "lists.save_view": "sends on",
    "lists.change_view": "sends on",
    "lists.columns": "sends on",
    "lists.sites": "JSON",
    "admin.change_person": "answers with the person's page",
    "admin.reset_password": "answers with the page of person-password",
    "admin.revoke_device": "sends on",
    "stamps.keep": "sends on, or answers with the unit's page",
    "stamps.copy": "a file",
    "stamps.preview": "a picture",
    "custody.decide_removal": "sends on, or answers with the page of the original",
    "media.thumb": "a picture",
    "media.view": "a picture",
    "media.original": "a file",
    "media.unmarked": "a picture",
}


class Tour:
    """Takes a visitor to a stop. ``cities`` by name; sign-ins are made once each and shared as cookies."""

    def __init__(self, chromium: Any, cities: dict[str, Any]):
        self._chromium, self.cities = chromium, cities
        self._doors: dict[tuple[str, str], Any] = {}

    @contextmanager
    def at(
        self, stop: Stop, *, device: str = "", language: str = "zh", scheme: str = "light", size: tuple[int, int] | None = None,
        before: Callable[[Any], None] | None = None,
    ) -> Iterator[Visitor]:
        """A visitor whose page shows the stop. ``before`` gets the page before anything loads."""
        city = self.cities[stop.city]
        context = self._context(device or stop.home, language, scheme, size, self._door(stop))
        try:
            visitor = Visitor(context, city)
            if before:
                before(visitor.page)
            _reach(visitor, stop, city)
            yield visitor
        finally:
            context.close()

    def _context(self, device: str, language: str, scheme: str, size: tuple[int, int] | None, door: Any) -> Any:
        shape = dict(DEVICES[device])
        if size:
            shape["viewport"] = {"width": size[0], "height": size[1]}
        context = self._chromium.new_context(
            **shape, locale=LOCALES[language], timezone_id="Asia/Shanghai", color_scheme=scheme, geolocation=POSITION,
            permissions=["geolocation", "camera"], reduced_motion="reduce", storage_state=door,
            # What it prepares in the background would be counted as the page's own weight.
            service_workers="block",
        )
        context.set_default_timeout(30000)
        return context

    def _door(self, stop: Stop) -> Any:
        """The cookies of a signed-in person; None for a stop before the sign-in."""
        if not stop.who:
            return None
        key = (stop.city, stop.who)
        if key not in self._doors:
            city = self.cities[stop.city]
            context = self._context("desk", "zh", "light", None, None)
            page = context.new_page()
            page.goto(f"{city.address}/sign-in")
            page.locator(".gate__card [name=username]").fill(stop.who)
            page.locator(".gate__card [name=password]").fill(city.password)
            page.locator(".gate__card [type=submit]").click()
            page.wait_for_url(lambda address: "/sign-in" not in address)
            self._doors[key] = context.storage_state()
            context.close()
        return self._doors[key]


class Visitor(Phone):
    """A person's browser at a stop: knows when the page has everything."""

    def __init__(self, context: Any, city: Any):
        super().__init__(context, city)
        self.traffic = Traffic(self.page)

    def wait_for(self, question: str) -> None:
        """Ask the page again and again. (The browser's own waiting evaluates text later, which the content policy forbids.)"""
        for _look in range(600):
            if self.page.evaluate(question):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never true at {self.page.url}: {question[:80]}")

    def ready(self) -> None:
        """Wait until the phone keeps places and checklists."""
        self.wait_for(HAS_PACKS)


HAS_PACKS = """async () => {
    const open = indexedDB.open('lantian')
    const db = await new Promise((done) => { open.onsuccess = () => done(open.result); open.onerror = () => done(null) })
    if (!db?.objectStoreNames.contains('packs')) { db?.close(); return false }
    const ask = db.transaction('packs').objectStore('packs').getAllKeys()
    const keys = await new Promise((done) => { ask.onsuccess = () => done(ask.result) })
    db.close()
    return ['checklists:', 'sites:'].every((pack) => keys.some((key) => key.startsWith(pack)))
}"""


class Traffic:
    """Counts what a page is asking for, so that a visitor can wait until it has everything."""

    def __init__(self, page: Any):
        self.page, self.open, self.last_status, self.template = page, 0, 0, ""
        page.on("request", lambda _request: self._count(1))
        page.on("requestfinished", lambda _request: self._count(-1))
        page.on("requestfailed", lambda _request: self._count(-1))
        page.on("response", self._note)

    def _count(self, step: int) -> None:
        self.open += step

    def _note(self, answer: Any) -> None:
        if answer.request.is_navigation_request():
            self.last_status, self.template = answer.status, answer.headers.get(TEMPLATE_HEADER.lower(), "")

    def settle(self) -> None:
        """Wait until nothing has been under way for three short looks in a row; modules ask for modules."""
        calm = 0
        for _look in range(600):
            self.page.wait_for_timeout(40)
            calm = calm + 1 if self.open <= 0 else 0
            if calm == 3:
                return
        raise AssertionError(f"{self.page.url} keeps asking for something")


def _reach(visitor: Visitor, stop: Stop, city: Any) -> None:
    """Open the address, do the steps, and insist on the statuses that the table promises."""
    answer = visitor.page.goto(city.address + stop.path.format(**city.rows))
    assert answer.status == stop.status, f"{stop.name}: {answer.status}"
    visitor.traffic.settle()
    if stop.step:
        stop.step(visitor, city)
        visitor.traffic.settle()
        promised = stop.ends_with if stop.ends_with != 200 else stop.status
        assert visitor.traffic.last_status == promised, f"{stop.name}: ends with {visitor.traffic.last_status}"
    assert visitor.traffic.template == template_of(stop), f"{stop.name}: shows {visitor.traffic.template}"

"""Which template the page of each stop is made from: promised here, and compared with what the server says it drew.

So a page that no stop shows is found by a test (pages/test_tour.py), also where two pages share an address.
"""

from __future__ import annotations

from typing import Any

# As tests/tour_wsgi.py sends it and a browser tells it: in small letters.
TEMPLATE_HEADER = "x-tour-template"
REFUSED = "errors/problem.html"
# Row of the table of rights → its template, where the two are not named alike.
TEMPLATES = {
    "account.first_password": "account/password.html",
    "admin.add_person": "admin/new_person.html",
    "custody.page": "supervisor/custody.html",
    "custody.removals": "supervisor/removals.html",
    "custody.request_removal": "supervisor/custody.html",
    "ledger_map.page": "supervisor/map.html",
    "lists.bulk": "supervisor/bulk.html",
    "lists.bulk_act": "supervisor/bulk.html",
    "lists.views": "supervisor/views.html",
    "pages.living": "living.html",
    "queue_import.page": "supervisor/queue_import.html",
    "sites.correct": "supervisor/site_form.html",
    "sites.index": "supervisor/sites.html",
    "sites.page": "supervisor/site.html",
    "sites.photos": "supervisor/site_photos.html",
    "sites.register": "supervisor/site_form.html",
    "stamps.index": "admin/stamps.html",
    "stamps.unit": "admin/stamp.html",
    "supervisor.act": "supervisor/violation.html",
    "verification.page": "verification.html",
}
# Stops whose state is a page of its own.
STATES = {
    "desk-bulk-results": "supervisor/bulk_results.html",
    "desk-person-password": "admin/password.html",
}
# Pages that no stop can show, with the reason.
NO_STOP = {"shell/offline.html": "shown by the worker where there is no network and no copy"}


def template_of(stop: Any) -> str:
    """The template that a stop of tests/tour.py shows."""
    if stop.status in (403, 404):
        return REFUSED
    return STATES.get(stop.name) or TEMPLATES.get(stop.endpoint) or f"{stop.endpoint.replace('.', '/')}.html"

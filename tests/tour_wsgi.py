"""The product as the tour serves it: each page says which template it was made from, and a cookie takes the map library away.

Owns nothing of the product; what it adds is there for the tour alone.
"""

from __future__ import annotations

from flask import g, request, template_rendered
from wsgi import app

from lantian.web import tiles

TEMPLATE_HEADER, NO_LIBRARY = "x-tour-template", "tour_no_library"
_is_installed = tiles.is_installed


@template_rendered.connect
def _note(_sender, template, **_context):
    g.tour_template = template.name


@app.after_request
def _say(response):
    if "tour_template" in g:
        response.headers[TEMPLATE_HEADER] = g.tour_template
    return response


tiles.is_installed = lambda: NO_LIBRARY not in request.cookies and _is_installed()

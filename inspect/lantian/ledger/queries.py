"""All reading of the ledger that pages and exports do, under one name. Every query that shows rows takes a scope first.

The queries live by subject in the modules below; callers import them from here.
"""

from .casefiles import case_files
from .facets import AreaCount, Facets, facets
from .filters import ORIGINS, Filters
from .open_lines import MOST_LINES, OpenLine, open_lines
from .sites import SiteHistory, SiteRow, site, site_history, sites_in_scope
from .visits import OneInspection, OneViolation, VisitRow, inspection, my_inspections, one_violation, photo_visible
from .worklist import ORDERS, Page, WorklistRow, count, neighbours, worklist

__all__ = [
    "MOST_LINES",
    "ORDERS",
    "ORIGINS",
    "AreaCount",
    "Facets",
    "Filters",
    "OneInspection",
    "OneViolation",
    "OpenLine",
    "Page",
    "SiteHistory",
    "SiteRow",
    "VisitRow",
    "WorklistRow",
    "case_files",
    "count",
    "facets",
    "inspection",
    "my_inspections",
    "neighbours",
    "one_violation",
    "open_lines",
    "photo_visible",
    "site",
    "site_history",
    "sites_in_scope",
    "worklist",
]

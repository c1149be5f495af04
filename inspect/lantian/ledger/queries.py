"""All reading of the ledger that pages and exports do, under one name. Every query that shows rows takes a scope first.

The queries live by subject in the modules below; callers import them from here.
"""

from .casefiles import case_files
from .filters import ORIGINS, Filters
from .sites import SiteHistory, SiteRow, site, site_history, sites_in_scope
from .visits import OneInspection, OneViolation, VisitRow, inspection, my_inspections, one_violation, photo_visible
from .worklist import ORDERS, AreaCount, Facets, Page, WorklistRow, count, facets, worklist

__all__ = [
    "ORDERS",
    "ORIGINS",
    "AreaCount",
    "Facets",
    "Filters",
    "OneInspection",
    "OneViolation",
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
    "one_violation",
    "photo_visible",
    "site",
    "site_history",
    "sites_in_scope",
    "worklist",
]

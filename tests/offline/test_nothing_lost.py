"""A day in a valley, handed in over a bad network while tab and server die: everything arrives, once.

The large run, 200 inspections with 1,000 photos, is ``make reliability``.
"""

from __future__ import annotations

import pytest
from bench.reliability import run

pytestmark = pytest.mark.browser


def test_a_day_without_signal_arrives_whole_and_once_over_a_bad_network(chromium):
    outcome = run(chromium, inspections=12, photos=3, kills=2, seed=7)
    assert outcome.faults == []
    assert (outcome.tab_kills, outcome.server_kills) == (2, 2)
    assert sum(outcome.requests.values()) - outcome.requests["whole"] > 5, "the network was not bad"

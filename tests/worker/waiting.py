"""Waiting for a process of its own."""

from __future__ import annotations

import time


def wait_for(question):
    """Ask until there is an answer; no limit of our own, the run has one."""
    while not (answer := question()):
        time.sleep(0.05)
    return answer

"""Waiting for what a test needs: as long as a slow machine takes, but not for ever, and never for a fixed time."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from typing import Any

import pytest

# Far above what anything here takes; only what never comes meets it.
PATIENCE_S = 300


def wait_for(question: Callable[[], Any], seconds: float = PATIENCE_S, pause: Callable[[float], Any] = time.sleep) -> Any:
    """Ask until there is an answer and give it; after so many ``seconds`` the test fails with its question."""
    end = time.monotonic() + seconds
    while not (answer := question()):
        if time.monotonic() > end:
            pytest.fail(f"not within {seconds} s: {_words(question)}", pytrace=False)
        pause(0.05)
    return answer


def of_page(page: Any) -> Callable[[float], Any]:
    """The pause for questions about a page of a browser: it goes on meanwhile, and what is routed is answered."""
    return lambda seconds: page.wait_for_timeout(seconds * 1000)


def _words(question: Callable[[], Any]) -> str:
    try:
        return inspect.getsource(question).strip()
    except OSError:
        return repr(question)

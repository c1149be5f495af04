"""What the tests need and do not find: named with its cure, and never passed over in silence where everything must run."""

from __future__ import annotations

import pytest

from databases import INSTALL_POSTGRESQL, missing


def test_in_ci_a_missing_program_fails_the_test(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install"):
        missing(INSTALL_POSTGRESQL)


def test_elsewhere_it_skips_and_says_what_to_install(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install"):
        missing(INSTALL_POSTGRESQL)

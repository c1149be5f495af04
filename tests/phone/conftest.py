"""Tests of the phone pages. Their fixtures (chromium, server, phone) come from tests/browser.py by way of tests/conftest.py."""

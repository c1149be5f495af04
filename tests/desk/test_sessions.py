"""Pages prolong a session; what a phone hands in does not sign its cookie anew each time."""

from __future__ import annotations


def test_a_page_prolongs_the_session_and_the_phones_door_does_not(sign_in):
    client = sign_in("li")
    page = client.get("/account")
    ping = client.get("/api/ping", headers={"X-Lantian": "1"})
    assert (page.status_code, ping.status_code) == (200, 200)
    assert any(cookie.startswith("lantian_session=") for cookie in page.headers.getlist("Set-Cookie"))
    assert ping.headers.getlist("Set-Cookie") == []

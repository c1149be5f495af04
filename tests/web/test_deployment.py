"""The recipes in deploy/ let the product do what it promises behind them."""

from __future__ import annotations

from lantian.settings import ROOT


def test_behind_nginx_a_photo_cut_off_on_the_way_continues_where_it_was():
    """nginx would otherwise keep a body to itself until it is whole, and throw it away when the phone goes."""
    location = (ROOT / "deploy/nginx.conf").read_text().split("location / {")[1]
    assert "proxy_request_buffering off;" in location


def test_the_format_of_the_log_stands_where_nginx_takes_it():
    """Inside a server block nginx refuses it and does not start."""
    text = (ROOT / "deploy/nginx.conf").read_text()
    assert text.index("log_format") < text.index("server {")

"""The certificate of an office without a public name: a phone that has the root accepts the site, and the root is good
for nothing else.
"""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import threading

import pytest

from databases import missing
from lantian.settings import ROOT

MAKE = ROOT / "deploy" / "make-certificate"


@pytest.fixture
def made(tmp_path):
    """made('name', …) → the folder, made with openssl."""
    if shutil.which("openssl") is None:
        missing("openssl is missing: apt-get install openssl")
    folder = tmp_path / "certificates"

    def _made(*names, status=0):
        done = subprocess.run([MAKE, folder, *names], capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stdout + done.stderr
        return folder, done

    return _made


def _greet(folder, name: str) -> None:
    """One handshake as a phone does it that trusts root.crt. Raises ssl.SSLError."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "site.crt", folder / "site.key")
    listening = socket.create_server(("127.0.0.1", 0))

    def answer():
        line, _address = listening.accept()
        try:
            server.wrap_socket(line, server_side=True).close()
        except (ssl.SSLError, OSError):
            line.close()

    threading.Thread(target=answer, daemon=True).start()
    phone = ssl.create_default_context(cafile=folder / "root.crt")
    with listening, socket.create_connection(listening.getsockname()) as line:
        phone.wrap_socket(line, server_hostname=name).close()


def test_a_phone_with_the_root_accepts_the_site_under_its_names_only(made):
    folder, _done = made("inspect.office.lan", "192.168.1.20")
    _greet(folder, "inspect.office.lan")
    _greet(folder, "192.168.1.20")
    with pytest.raises(ssl.SSLCertVerificationError):
        _greet(folder, "bank.example.com")


def test_the_root_cannot_vouch_for_other_names(made):
    folder, _done = made("inspect.office.lan")
    request = [
        "openssl",
        "req",
        "-new",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-subj",
        "/CN=bank",
    ]
    subprocess.run([*request, "-keyout", folder / "bank.key", "-out", folder / "bank.csr"], check=True, capture_output=True)
    (folder / "names").write_text("subjectAltName=DNS:bank.example.com\n")
    sign = ["openssl", "x509", "-req", "-in", "bank.csr", "-CA", "root.crt", "-CAkey", "root.key", "-CAcreateserial"]
    subprocess.run([*sign, "-extfile", "names", "-out", "bank.crt"], cwd=folder, check=True, capture_output=True)
    checked = subprocess.run(
        ["openssl", "verify", "-CAfile", "root.crt", "bank.crt"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert checked.returncode != 0 and "permitted subtree violation" in checked.stdout + checked.stderr


def test_keys_are_for_the_owner_alone_and_a_renewal_keeps_the_root(made):
    folder, _done = made("inspect.office.lan")
    assert {oct(os.stat(folder / name).st_mode & 0o777) for name in ("root.key", "site.key")} == {"0o600"}
    root, site = (folder / "root.crt").read_bytes(), (folder / "site.crt").read_bytes()
    made("inspect.office.lan")
    assert (folder / "root.crt").read_bytes() == root and (folder / "site.crt").read_bytes() != site


def test_a_renewal_for_another_name_says_so_and_leaves_the_site_as_it_was(made):
    folder, _done = made("inspect.office.lan")
    before = (folder / "site.crt").read_bytes()
    _folder, done = made("other.office.lan", status=1)
    assert "made for other names" in done.stderr
    assert (folder / "site.crt").read_bytes() == before
    _greet(folder, "inspect.office.lan")


def test_without_names_it_explains_itself(made):
    _folder, done = made(status=2)
    assert "FOLDER NAME" in done.stdout

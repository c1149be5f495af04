"""How gunicorn serves Lantian: two processes of 32 threads, and the photo worker beside them.

Threads, because a phone on a bad network may take minutes for one photo: with 64 of them 40 slow phones did not delay the
others (measured, docs/bench.md). Environment: LANTIAN_BIND, LANTIAN_WORKERS, LANTIAN_THREADS, LANTIAN_PHOTO_WORKER=0 when the
photo worker is run apart (deploy/lantian-worker.service).
"""

import os
import signal
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

chdir = str(ROOT)
# Loopback unless told otherwise: a reverse proxy with a certificate stands in front (deploy/README.md).
bind = os.environ.get("LANTIAN_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("LANTIAN_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("LANTIAN_THREADS", "32"))
timeout = 120
graceful_timeout = 30
keepalive = 30
# A fresh process now and then gives back whatever memory was lost; not both at the same time.
max_requests = int(os.environ.get("LANTIAN_MAX_REQUESTS", "20000"))
max_requests_jitter = max_requests // 10
# gunicorn's control socket has one path per user: a second instance would take it over without a word.
control_socket_disable = True
# Lines and headers larger than any of ours are refused before the application sees them.
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
accesslog = os.environ.get("LANTIAN_ACCESS_LOG") or None
errorlog = "-"
# The path without its query, no cookies, no user agent, no referrer: nothing in the log opens or names anything.
access_log_format = '%(t)s %(h)s "%(m)s %(U)s" %(s)s %(B)s bytes %(M)s ms'

RESTART_AFTER_S = 2.0


class PhotoWorker:
    """Keeps one ``flask lantian worker`` running while this arbiter lives."""

    def __init__(self, server):
        self._log = server.log
        self._not_ours = [(os.POSIX_SPAWN_CLOSE, listener.fileno()) for listener in server.LISTENERS]
        self._stopping = threading.Event()
        self._pid = None
        self._thread = threading.Thread(target=self._keep, name="photo-worker", daemon=True)

    def start(self):
        """Start it, and start it again whenever it ends."""
        self._thread.start()

    def stop(self):
        """End it and wait for its end; also when it is just being started again."""
        self._stopping.set()
        self.renew()
        self._thread.join(timeout=10)

    def renew(self):
        """End the one that runs; the keeper starts a fresh one with the code that lies there now."""
        pid = self._pid
        if pid is not None and _runs(pid):
            os.kill(pid, signal.SIGTERM)

    def _keep(self):
        while not self._stopping.is_set():
            self._pid = self._spawn()
            self._log.info("photo worker started (pid:%s)", self._pid)
            while _runs(self._pid):
                time.sleep(0.2)
            if not self._stopping.is_set():
                self._log.warning("photo worker ended, starting it again")
                self._stopping.wait(RESTART_AFTER_S)

    def _spawn(self):
        """Not subprocess.Popen: it waits on a pipe that a web process forked at the same moment holds open for good, and the
        photo worker would never be started again."""
        return os.posix_spawn(sys.executable, _command(), _environment(), file_actions=self._not_ours)


def _command():
    return [sys.executable, "-m", "flask", "lantian", "worker", "--with-parent", str(os.getpid())]


def _environment():
    return os.environ | {"FLASK_APP": "wsgi"}


def _runs(pid):
    """Whether the process lives. The arbiter may have taken its end already, so that there is nothing left to wait for."""
    try:
        return os.waitpid(pid, os.WNOHANG) == (0, 0)
    except ChildProcessError:
        return False


_kept = []


def when_ready(server):
    """The sockets are open: start the photo worker, unless it is run apart."""
    if os.environ.get("LANTIAN_PHOTO_WORKER", "1") != "0":
        _kept.append(PhotoWorker(server))
        _kept[0].start()


def on_reload(server):
    """New code for the web processes, new code for the photo worker."""
    for photo_worker in _kept:
        photo_worker.renew()


def on_exit(server):
    """Leave nobody behind."""
    for photo_worker in _kept:
        photo_worker.stop()

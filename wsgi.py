"""Entry for gunicorn and ``flask``: puts the source root ``inspect/`` on the path and builds the application."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "inspect"))

from lantian.cli import plainly
from lantian.web.app import create_app

app = plainly(create_app)

"""How the web process of `make run` begins: it sets the shop up, says where it is, then serves as it does everywhere.

A configuration of gunicorn (`-c python:tools.opening`). A process of its own for that would import everything twice.
"""

import os
import runpy
import sys
from pathlib import Path

from tbo import create_app
from tbo.db import db
from tbo.operations import facts, setting_up

from .run import WELCOME


def _open_shop() -> None:
    """Make what a development start needs. Raises SettingsWrong, a sentence that ends the process."""
    app = create_app()
    with app.app_context():
        for sentence in setting_up.set_up(app.extensions["tbo.settings"]):
            print(sentence, file=sys.stderr, flush=True)
        with os.fdopen(int(os.environ.pop(WELCOME)), "w") as listener:
            listener.write(facts.welcome())
        db.session.remove()
        db.engine.dispose()


globals().update(runpy.run_path(str(Path(__file__).parents[1] / "gunicorn.conf.py")))
_open_shop()

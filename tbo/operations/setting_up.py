"""The set-up before a start: the tables and the demo shop. Safe to repeat."""

import time
from collections.abc import Iterator

from flask import current_app

from ..db import db, use_migrations
from ..demo.build import load_demo
from ..settings import Settings, SettingsWrong
from ..web.asset_build import build, built_or_none
from ..web.health import Migrations, migrations
from ..web.template_build import compile_templates


def set_up(settings: Settings) -> Iterator[str]:
    """Bring this shop's database up to the code, fill it in development; yield what was done."""
    if settings.is_production:
        raise SettingsWrong("`flask tbo setup` is for development; in production run `flask db upgrade`.")
    began = time.monotonic()
    compile_templates(current_app)
    if built_or_none() is None:
        build()
        yield f"Static files were packed in {time.monotonic() - began:.1f} s."
    is_current = migrations() is Migrations.AT_HEAD
    # What was read belongs to the time before the tables changed.
    db.session.remove()
    if not is_current:
        from flask_migrate import upgrade  # A third of a second that a start on tables of today does without.

        use_migrations(current_app)
        upgrade()
        yield "The tables are up to date."
    began = time.monotonic()
    if load_demo():
        yield f"The demo shop was built in {time.monotonic() - began:.1f} s: {current_app.instance_path}"

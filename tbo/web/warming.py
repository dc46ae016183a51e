"""What every worker needs, read before they are forked: they share the memory, and none has to read it first."""

import gc

import structlog
from babel import Locale
from flask import Flask
from sqlalchemy.orm import configure_mappers

from ..db import db
from .locale import TAGS
from .template_build import load_templates

# Looked at once: their statements are compiled and their pages kept when the workers begin.
PAGES = ("/", "/library", "/search?q=a")


def warm(app: Flask) -> None:
    """Load templates, tables and languages, look at some pages, then keep the collector's hands off all of it."""
    load_templates(app)
    configure_mappers()
    for code in TAGS:
        locale = Locale.parse(code)
        _ = locale.territories, locale.languages
    if "tbo.settings" in app.extensions:
        _look_at_pages(app)
    gc.collect()
    gc.freeze()


def _look_at_pages(app: Flask) -> None:
    """Ask for pages as a visitor. A database that is away now may be there later; no connection is handed on."""
    log = structlog.get_logger("tbo.web")
    visitor = app.test_client(use_cookies=False)
    with app.app_context():
        try:
            for path in PAGES:
                status = visitor.get(path, base_url=app.extensions["tbo.settings"].base_url).status_code
                if status != 200:
                    log.warning("warming.page", path=path, status=status)
                    break
        finally:
            db.session.remove()
            db.engine.dispose()

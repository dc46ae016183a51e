"""Which of the shop's legal pages every page leads to at its end: those that shoppers see now."""

from flask import url_for
from flask_babel import gettext as _

from .. import clock
from .live import live_pages


def legal_links() -> list[tuple[str, str]]:
    """List (words, address) of the legal pages that are published; known to this process, so it asks nothing."""
    pages, now = live_pages(), clock.now()
    known = (("about", _("关于、退款和发票")), ("privacy", _("隐私")), ("terms", _("条款")))
    return [(words, url_for("pages.page", slug=slug)) for slug, words in known if pages.is_shown(slug, now)]

"""How landing pages are called in the back office, their kinds and how they stand."""

from flask_babel import gettext as _

from ...pages.making import draft_of
from ...pages.models import ONE_OF, Page
from ...rules.page_steps import Document
from ...web.locale import in_language


def kind_words(kind: str) -> str:
    """Say a kind of page."""
    known = {
        "home": _("首页"),
        "children": _("孩子的首页"),
        "campaign": _("活动"),
        "collection": _("合集"),
        "legal": _("说明"),
    }
    return known.get(kind, kind)


def name_of_page(kind: str, slug: str, document: Document) -> str:
    """Return what a page is called: home by its kind, others by the title of their draft, without one by address."""
    title = in_language((document.get("page") or {}).get("title"))
    return kind_words(kind) if kind in ONE_OF else title or slug


def page_name(page: Page) -> str:
    """Say what a page is called, for its head."""
    return name_of_page(page.kind, page.slug, draft_of(page).document)


def state_words(state: str) -> str:
    """Say how a page stands."""
    known = {
        "live": _("在线"),
        "changed": _("在线，有没发布的改动"),
        "scheduled": _("排好了"),
        "draft": _("草稿"),
        "ended": _("结束了"),
        "off": _("下线"),
    }
    return known[state]

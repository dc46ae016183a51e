"""Switching a landing page off: what shoppers see instead, asked before; said afterwards, with the way back."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, make_response, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from ... import clock
from ...arrivals.link_models import ShortLink
from ...db import db
from ...pages import publishing
from ...pages.experiments import running_or_none
from ...pages.models import Page, PageItem, PageVersion, path_of
from ...rules.publications import PublicationFacts, before_off, live, next_change
from ...rules.staff_rights import Right
from ...web.filters import to_minute
from ...web.pages import see_other
from ..blueprint import pages
from ..forms import new_key
from ..links.leading import PAGE
from ..staff.guard import needs
from .editor import page_or_404


@dataclass(frozen=True, slots=True)
class Off:
    """That a page is off: since when, what shoppers see instead, and the number of the version to go back to."""

    since: datetime
    instead: str
    back_to: int | None


@pages.get("/staff/pages/<slug>/off")
@needs(Right.EDIT_PAGES)
def page_off(slug: str) -> Response:
    """Ask whether to switch a page off, and say what that does; one that nobody sees leads to its versions."""
    page, now = page_or_404(slug), clock.now()
    publications = publishing.publications_of(page)
    shown = live(publications, now)
    if shown is None or shown.version is None:
        return see_other(url_for(".page_versions", slug=slug))
    context = {"page": page, "instead": instead_words(page.kind), "more": _more(page, publications, now)}
    context["version"] = db.session.get_one(PageVersion, shown.version).number
    return make_response(
        render_template("backoffice/page_off.html", address=path_of(page.kind, slug), form_key=new_key(), **context)
    )


def off_or_none(page: Page, publications: list[PublicationFacts], now: datetime) -> Off | None:
    """Return how a page is off, None for one that is shown or was never published."""
    shown = live(publications, now)
    if shown is None or shown.version is not None:
        return None
    back = before_off(publications, now)
    number = db.session.get_one(PageVersion, back).number if back else None
    return Off(shown.starts_at, instead_words(page.kind), number)


def instead_words(kind: str) -> str:
    """Say what shoppers see where a page of a kind is off."""
    if kind == "home":
        return _("买家打开首页，看到的是店里自带的那一页：大图、继续看和几排书架。")
    if kind == "children":
        return _("孩子打开首页，看到的是店里自带的那一页：大图、继续看和几排书架。")
    return _("买家打开它的地址，看到的是“这盏灯已经收起来了”。")


def _more(page: Page, publications: list[PublicationFacts], now: datetime) -> list[str]:
    """Say what else goes: links and items that lead here, an experiment; and what comes by itself."""
    found = []
    if links := _count(select(func.count(ShortLink.id)).where(ShortLink.kind == PAGE, ShortLink.ref == page.slug)):
        found.append(ngettext("%(num)s 个短链接通到这里。", "%(num)s 个短链接通到这里。", links))
    if items := _count(select(func.count(PageItem.item_id)).where(PageItem.page_id == page.id)):
        words = ngettext("%(num)s 个天猫商品通到这里。", "%(num)s 个天猫商品通到这里。", items)
        found.append(words + _("它们会直接去商品自己的报价。"))
    if running_or_none(page):
        found.append(_("这一页正在做实验。下线以后实验就结束，没有结果。"))
    off = PublicationFacts(max(each.id for each in publications) + 1, None, now)
    if comes := next_change([*publications, off], now):
        found.append(_("%(moment)s 起有排好的发布，到时又看得到。", moment=to_minute(comes)))
    return found


def _count(query) -> int:
    return db.session.scalar(query) or 0

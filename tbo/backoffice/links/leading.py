"""Where a link leads and what a shopper who follows it sees: for whoever makes links and maps items."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy import select

from ... import clock
from ...arrivals.destinations import path_of
from ...catalog.models import Episode, Season, Title
from ...db import db
from ...offers.coupons import find_coupon
from ...offers.plans import plan_name
from ...orders.wishes import Wish, quote_wish
from ...pages.live import live_pages
from ...pages.models import Page
from ...pages.named import GIFTS, places_words, ref_words
from ...rules.access import VISITOR, OfferKind
from ...rules.coupons import Scope
from ...web.errors import Refusal
from ...web.filters import money
from ...web.locale import in_language
from ..refs import ref_or_none

OFFERS = ("title", "season", "episode", "rental", "plan", "gift")
PAGE = "page"
SCOPES = {"title": Scope.TITLE, "season": Scope.SEASON, "episode": Scope.EPISODE, "rental": Scope.EPISODE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A place of the shop: its path, its name, the price a newcomer is told there, or why nobody buys or sees it."""

    kind: str
    ref: str
    path: str
    name: str
    price: str = ""
    unsold: str = ""


def lead_or_none(kind: str, ref: str, coupon: str = "") -> Lead | None:
    """Return where a kind and a typed reference lead, with the price after a coupon; None when there is no such."""
    if kind in SCOPES:
        found = ref_or_none(SCOPES[kind], ref)
        return _of_title(kind, ref, int(found), coupon) if found else None
    if kind == "plan" and ref_or_none(Scope.PLAN, ref):
        return _lead(kind, ref, in_language(plan_name(ref)), Wish(kind=OfferKind.PLAN, plan_key=ref, coupon=coupon))
    if kind == "gift" and ref in GIFTS:
        return _lead(kind, ref, ref_words(kind, ref), None)
    is_page = kind == PAGE and db.session.scalar(select(Page.id).where(Page.slug == ref)) is not None
    return _of_page(ref) if is_page else None


def is_for_links(code: str) -> bool:
    """Whether a code is of a coupon that is tried unasked for whoever comes by a link."""
    found = find_coupon(code)
    return found is not None and found.applies_by_link


def check_coupon(code: str, errors: dict[str, str]) -> None:
    """Refuse a coupon that is not meant for links: it is tried for whoever comes, and nobody types it."""
    if code and not is_for_links(code):
        errors["coupon"] = _("没有这个优惠，或者它不是从链接带来就用上的。")


def lead_kind_words(kind: str) -> str:
    """Say what a link may lead to."""
    known = {
        "title": _("片子"),
        "season": _("整季"),
        "episode": pgettext("scope", "单集"),
        "rental": _("租看"),
        "plan": _("套餐"),
        "gift": _("礼物"),
        "page": pgettext("one", "页面"),
    }
    return known.get(kind, kind)


def _of_page(slug: str) -> Lead:
    unseen = "" if live_pages().is_shown(slug, clock.now()) else _("现在没有人看得到这一页。")
    return Lead(
        kind=PAGE, ref=slug, path=path_of(PAGE, slug), name=ref_words(PAGE, slug) or f"/l/{slug}", unsold=unseen
    )


def _of_title(kind: str, ref: str, found: int, coupon: str) -> Lead:
    wish = _wish_of_title(found, coupon) if kind == "title" else _wish(kind, found, coupon)
    return _lead(kind, ref, places_words([ref])[0], wish)


def _wish(kind: str, found: int, coupon: str) -> Wish:
    if kind == "season":
        return Wish(kind=OfferKind.SEASON, season_id=found, coupon=coupon)
    return Wish(kind=OfferKind.RENTAL if kind == "rental" else OfferKind.EPISODE, episode_id=found, coupon=coupon)


def _wish_of_title(title_id: int, coupon: str) -> Wish | None:
    """A film's page names its price, a series' page that of its first season."""
    season = db.session.execute(
        select(Season.id, Title.kind).join(Title).where(Title.id == title_id).order_by(Season.number)
    ).first()
    if season is None:
        return None
    if season.kind != "film":
        return _wish("season", season.id, coupon)
    film = db.session.scalar(select(Episode.id).where(Episode.season_id == season.id))
    return _wish("episode", film, coupon) if film else None


def _lead(kind: str, ref: str, name: str, wish: Wish | None) -> Lead:
    """Say the price for somebody who has nothing, or why it is not sold."""
    place = {"kind": kind, "ref": ref, "path": path_of(kind, ref), "name": name}
    if wish is None:
        return Lead(**place)
    try:
        return Lead(**place, price=money(quote_wish(wish, None, VISITOR, clock.now()).total))
    except Refusal as refusal:
        return Lead(**place, unsold=refusal.words())

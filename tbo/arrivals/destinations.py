"""Where an item of the Tmall shop leads: the page of its offer, at that page's own address."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import url_for
from sqlalchemy import select

from ..catalog.cards import TitleCard, card_by_slug
from ..catalog.naming import names_hidden
from ..db import db
from ..rules.access import VISITOR, ProfileFacts, is_for
from ..rules.attribution import LinkFacts
from .models import TmallItem

COUPON = "coupon"
# Packages above this one say which page an item leads to.
PAGES: list[Callable[[str], str | None]] = []


@dataclass(frozen=True, slots=True)
class NearestOffer:
    """What stands nearest to an item that is gone: a page of ours, and the title it shows (None for plans)."""

    name: dict
    address: str
    card: TitleCard | None


def item_or_none(item_id: str) -> TmallItem | None:
    """Return a known item, withdrawn ones too."""
    return db.session.scalar(select(TmallItem).where(TmallItem.item_id == item_id))


def with_coupon(facts: LinkFacts) -> LinkFacts:
    """Return what a link carries with the coupon of its item, unless it names one itself."""
    if facts.item_id is None or any(name.lower() == COUPON for name, _value in facts.raw):
        return facts
    active = TmallItem.item_id == facts.item_id, TmallItem.status == "active"
    code = db.session.scalar(select(TmallItem.coupon).where(*active))
    return replace(facts, raw=(*facts.raw, (COUPON, code))) if code else facts


def destination(item: TmallItem, sku_id: str | None = None) -> str:
    """Return the path of the offer's page; a sku with an offer of its own leads to that one.

    An item may lead to a landing page instead, as long as that is shown.
    """
    sku = next((sku for sku in item.skus if sku["sku_id"] == sku_id), None)
    if sku and sku.get("offer"):
        return path_of(sku["offer"]["kind"], sku["offer"]["ref"])
    return _page_or_none(item) or path_of(item.offer_kind, item.offer_ref)


def is_known_to(profile: ProfileFacts, item: TmallItem) -> bool:
    """Whether a profile may be told of an item: of everything that it leads to, for an address names it too."""
    offers = [(item.offer_kind, item.offer_ref)]
    offers += [(sku["offer"]["kind"], sku["offer"]["ref"]) for sku in item.skus if sku.get("offer")]
    page = _page_or_none(item) if profile != VISITOR else None
    offers += [("page", page)] if page else []
    return all(is_place_for(profile, kind, ref) for kind, ref in offers)


def is_place_for(profile: ProfileFacts, kind: str, ref: str) -> bool:
    """Whether the place of an offer is there for a profile: a child knows its pool, and no page of a campaign."""
    if profile == VISITOR or kind in ("plan", "gift"):
        return True
    if kind == "page":
        return profile.kind != "child" and not names_hidden(ref, profile)
    card = card_by_slug(ref.partition("/")[0])
    if card is None:
        return True
    return is_for(profile, card.facts[0].title) if card.facts else profile.kind != "child"


def nearest(item: TmallItem) -> NearestOffer:
    """Return what a shopper who came for a withdrawn item may have instead."""
    return NearestOffer(item.name, destination(item), _card_of(item))


def path_of(kind: str, ref: str) -> str:
    """Return the page of an offer: a plan by its key, everything else by slug, season and episode."""
    slug, *numbers = ref.split("/")
    if kind == "page":
        return url_for("pages.page", slug=ref)
    if kind == "plan":
        return url_for("storefront.plans", plan=ref)
    if kind == "episode" and len(numbers) == 2:
        return url_for("playback.watch", slug=slug, season=int(numbers[0]), number=int(numbers[1]))
    if kind == "season" and numbers:
        return url_for("storefront.season", slug=slug, number=int(numbers[0]))
    if kind == "gift":
        return url_for("orders.gifts")
    if kind in ("rental", "title"):
        return url_for("storefront.title", slug=slug)
    return url_for("storefront.plans")


def _page_or_none(item: TmallItem) -> str | None:
    return next((address for page_of in PAGES if (address := page_of(item.item_id))), None)


def _card_of(item: TmallItem) -> TitleCard | None:
    if item.offer_kind in ("plan", "gift"):
        return None
    return card_by_slug(item.offer_ref.split("/")[0])

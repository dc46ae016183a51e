"""What a block may know when it is drawn: who looks, when, in which language, and what the shop has then.

Drawing reads no clock: catalogue, prices and coupons are asked for the instant of the visit.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from flask import url_for
from flask_babel import gettext as _

from ..catalog.cards import TitleCard, card_by_slug
from ..catalog.naming import names_hidden
from ..rules.page_words import filled, names_price, typed_price
from ..storefront.continuing import watch_href
from ..storefront.visit import Visit
from ..web.filters import money
from ..web.locale import in_language
from .fields import LINK
from .offers import OfferView, coupon_amount, offer_or_none, with_coupon
from .typing_in_place import Typing


@dataclass(frozen=True, slots=True)
class Scene:
    """One look at a page. `bill` is the hero asked for; `path` is the page's own address.

    `counted` is the page's name in the positions of its links, "" for a look of which nothing is counted.
    `typing` is there where words may be typed in place: in the editor's preview.

    With `only_catalogue` nothing speaks but titles and shelves, as they are there for whoever looks: no words, links
    or pictures that somebody chose for the page.

    In a look `beforehand` nothing comes later: it would come for whoever really looks, and as of now.

    What blocks leave here for those below: headings that are the page's own, titles and shelves that were shown.
    """

    visit: Visit
    path: str = "/"
    bill: str | None = None
    counted: str = ""
    typing: Typing | None = None
    only_catalogue: bool = False
    beforehand: bool = False
    heads: list[str] = field(default_factory=list)
    slugs: list[str] = field(default_factory=list)
    shelves: list[str] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """The instant of the look."""
        return self.visit.now

    @property
    def is_child(self) -> bool:
        """Whether a child looks: no price, nothing to buy."""
        return self.visit.viewer.profile.kind == "child"

    def words(self, texts: Any) -> str:
        """Say words in the page's language, with every price as it is now.

        Nothing is said where a price is gone, and nothing of prices to a child, nor a price that somebody typed, nor
        what names a title that is not there for whoever looks; where only the catalogue speaks, no typed word at all.
        """
        text = in_language(texts) if isinstance(texts, dict) else ""
        if not isinstance(text, str) or typed_price(text) or (self.is_child and names_price(text)):
            return ""
        if self.only_catalogue or names_hidden(text, self.visit.viewer.profile):
            return ""
        words = filled(text, self._price_words)
        return self.typing.said(texts, text, words) if self.typing is not None else words

    def card(self, slug: Any) -> TitleCard | None:
        """Return the title with this address, None where it is not there for whoever looks."""
        card = card_by_slug(slug) if isinstance(slug, str) else None
        if card is None or not self.visit.may_see(card):
            return None
        self.slugs.append(card.slug)
        return card

    def offer(self, ref: Any, code: Any = None) -> OfferView | None:
        """Return an offer as it is for whoever looks, with a coupon where one runs."""
        offer = offer_or_none(ref, self.visit) if isinstance(ref, str) else None
        return with_coupon(offer, code, self.visit) if offer and isinstance(code, str) else offer

    def href(self, link: Any) -> str:
        """Return the address of a link within the shop, "" for one that leads nowhere (any more)."""
        if not isinstance(link, str) or not LINK.fullmatch(link) or self.only_catalogue:
            return ""
        if names_hidden(unquote(link), self.visit.viewer.profile):
            return ""
        if link.startswith("/"):
            return url_for("storefront.home").rstrip("/") + link
        kind, _colon, rest = link.partition(":")
        if kind == "page":
            return url_for("pages.page", slug=rest)
        slug, *numbers = rest.split("/")
        card = self.card(slug)
        if card is None:
            return ""
        if not numbers:
            return url_for("storefront.title", slug=slug)
        facts = next((each for each in card.facts if [str(each.season_number), str(each.number)] == numbers), None)
        return watch_href(facts) if facts and self.visit.decide(facts).allowed else ""

    def _price_words(self, ref: str) -> str | None:
        if ref.startswith("coupon:"):
            return coupon_amount(ref.removeprefix("coupon:"), self.visit)
        offer = self.offer(ref)
        if offer is None:
            return None
        return money(offer.price) if offer.price is not None else _("已拥有")

"""What is sent along with a short link or a landing page: its address, what a newcomer is told there, its artwork."""

from dataclasses import dataclass

from flask_babel import force_locale

from ...arrivals import short_links
from ...arrivals.link_models import ShortLink
from ...catalog.cards import card_by_slug
from ...pages.models import Page
from ...pages.share_cards import Card, Place, cards_told, page_told, place_of_page
from ...web.locale import NAMES
from .leading import PAGE, SCOPES, lead_or_none


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """A place that is sent to people, and what of the shop it is."""

    place: Place
    kind: str
    ref: str
    coupon: str = ""

    @property
    def key(self) -> str:
        """Return the folder of its cards."""
        return self.place.key

    @property
    def path(self) -> str:
        """Return its address from the root."""
        return self.place.path


def sharing_of_link(link: ShortLink) -> Sharing:
    """Return what a short link shares."""
    place = Place(f"k-{link.code}", short_links.path_of_link(link))
    return Sharing(place=place, kind=link.kind, ref=link.ref, coupon=link.coupon or "")


def sharing_of_page(page: Page) -> Sharing:
    """Return what a landing page shares."""
    return Sharing(place=place_of_page(page.kind, page.slug), kind=PAGE, ref=page.slug)


def cards_of(sharing: Sharing) -> list[Card]:
    """Return the cards of each language as they are to be now; those that are not made yet are asked for."""
    if sharing.kind == PAGE:
        told, folder = page_told(sharing.ref)
    else:
        told, folder = {locale: _told(sharing, locale) for locale in NAMES}, _artwork(sharing)
    return cards_told(sharing.place, told, folder)


def _told(sharing: Sharing, locale: str) -> tuple[str, str]:
    with force_locale(locale):
        lead = lead_or_none(sharing.kind, sharing.ref, sharing.coupon)
        return (lead.name, lead.price) if lead else ("", "")


def _artwork(sharing: Sharing) -> str | None:
    card = card_by_slug(sharing.ref.split("/")[0]) if sharing.kind in SCOPES else None
    return card.pictures if card else None

"""Titles related to one: on its page a row that waits until it is seen, and a page of their own."""

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _

from ..catalog.cards import TitleCard
from ..catalog.library import Filters, browse
from ..web.locale import in_language
from .cards import CardView, card_views
from .shelves import ShelfRow
from .visit import Visit

MOST = 8


def waiting_row(card: TitleCard, visit: Visit) -> ShelfRow | None:
    """Return the row without its cards, None where nothing is related."""
    return _row(card, None) if _related(card, visit) else None


def related_row(card: TitleCard, visit: Visit, is_page: bool) -> ShelfRow:
    """Return the row with its cards; a page of its own names the title too."""
    return _row(card, card_views(_related(card, visit), visit), in_language(card.name) if is_page else "")


def _row(card: TitleCard, cards: Sequence[CardView] | None, lead: str = "") -> ShelfRow:
    href = url_for("storefront.related", slug=card.slug)
    return ShelfRow(slug="related", name=_("喜欢它的人还在看"), lead=lead, look="small", href=href, cards=cards)


def _related(card: TitleCard, visit: Visit) -> list[int]:
    """Return the best known that share a genre or the studio."""
    found: list[int] = []
    choices = [Filters(genre=genre) for genre in card.genres[:2]] + [Filters(studio=card.studio_slug)]
    for filters in choices:
        title_ids, _more = browse(filters, None, 12, profile=visit.viewer.profile, now=visit.now)
        found += title_ids
    return [title_id for title_id in dict.fromkeys(found) if title_id != card.id][:MOST]

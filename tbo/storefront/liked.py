"""What whoever likes a title also watches: on its page a row that waits until it is seen, and a page of its own."""

from dataclasses import replace

from flask import url_for
from flask_babel import gettext as _

from ..catalog.cards import TitleCard
from ..catalog.library import Filters, browse
from ..web.locale import in_language
from .cards import card_views
from .shelves import ShelfRow
from .visit import Visit

MOST = 8


def waiting_liked(card: TitleCard, visit: Visit) -> ShelfRow | None:
    """Return the row without its cards, None where there is nobody else to watch."""
    return ShelfRow(**_names(card), cards=None) if _others(card, visit) else None


def liked_row(card: TitleCard, visit: Visit, is_page: bool) -> ShelfRow:
    """Return the row with its cards; a page of its own says whom it is about."""
    row = ShelfRow(**_names(card), cards=card_views(_others(card, visit), visit))
    return replace(row, lead=in_language(card.name)) if is_page else row


def _names(card: TitleCard) -> dict[str, str]:
    href = url_for("storefront.also", slug=card.slug)
    return {"slug": "also", "name": _("喜欢它的人还在看"), "lead": "", "look": "small", "href": href}


def _others(card: TitleCard, visit: Visit) -> list[int]:
    """Return the best known that share a genre or the studio."""
    found: list[int] = []
    choices = [Filters(genre=genre) for genre in card.genres[:2]] + [Filters(studio=card.studio_slug)]
    for filters in choices:
        title_ids, _more = browse(filters, None, 12, profile=visit.viewer.profile, now=visit.now)
        found += title_ids
    return [title_id for title_id in dict.fromkeys(found) if title_id != card.id][:MOST]

"""Shelves as a page shows them: which look each has, its cards, and the personal one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _

from .. import clock
from ..catalog.cards import TitleCard
from ..catalog.library import Filters, browse
from ..catalog.shelves import ShelfView
from ..catalog.shelves import shelves as catalogue_shelves
from ..rules.access import Because
from ..web.filters import clock_time
from ..web.locale import in_language
from .cards import CardView, card_views, coming_cards, film_cards, seen
from .continuing import continuing_cards
from .visit import Visit

# How a shelf looks and what its cards say; never two equal looks in a row on the home page.
LOOKS = {
    **{"free-now": "band", "originals": "large", "tonight": "programme", "far-away": "wide", "continue": "wide"},
    **{"kids-morning": "wide", "leaving": "wide", "films": "large"},
}
SAYING = {"far-away": "country", "houses": "studio"}
HOUSES = "houses"
MOST = 14
MOST_ON_PAGE = 120
AT_FIRST = {"band": 4, "wide": 5, "large": 5, "small": 7}
CURTAIN = (19, 30)  # when a family evening begins, in the shop's time zone
EVENING_S = 100 * 60  # how long a child's evening of several episodes may be


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfRow:
    """A shelf ready to be shown; without cards it is still on its way and is asked for when it is revealed.

    With `has_rest` these are its first cards, and those behind them come when their place is revealed.
    """

    slug: str
    name: str
    lead: str
    look: str
    href: str
    cards: Sequence[CardView] | None
    has_rest: bool = False
    clock: datetime | None = None
    is_first: bool = False


def shelf_row(slug: str, visit: Visit, is_first: bool = False, most: int = MOST) -> ShelfRow | None:
    """Return the shelf with this address with its cards, `most` of them; None when it is not for this profile."""
    if slug == "continue":
        return _row(_named_here("continue"), continuing_cards(visit), is_first=is_first)
    view = _known_or_none(slug, visit)
    return None if view is None else _filled(view, visit, is_first, most)


def begun(row: ShelfRow) -> ShelfRow:
    """Return the row with as many cards as a screen shows: what lies beside it weighs as much as what stands on it."""
    most = AT_FIRST.get(row.look)
    if most is None or row.cards is None or len(row.cards) <= most:
        return row
    return replace(row, cards=row.cards[:most], has_rest=True)


def rest_of(row: ShelfRow) -> ShelfRow:
    """Return the row with the cards behind those that it began with."""
    return replace(row, cards=(row.cards or ())[AT_FIRST.get(row.look, MOST) :])


def waiting_row(slug: str, visit: Visit) -> ShelfRow | None:
    """Return the shelf without its cards; they come when it is revealed."""
    has_houses = slug == HOUSES and visit.viewer.profile.kind != "child"
    view = _named_here(HOUSES) if has_houses else _known_or_none(slug, visit)
    return None if view is None else _row(view, None)


def _known_or_none(slug: str, visit: Visit) -> ShelfView | None:
    profile = visit.viewer.profile
    if slug == HOUSES and profile.kind != "child":
        return _named_here(HOUSES, _chinese_houses(visit))
    return next((view for view in catalogue_shelves(now=visit.now, profile=profile) if view.slug == slug), None)


def _filled(view: ShelfView, visit: Visit, is_first: bool, most: int) -> ShelfRow:
    if LOOKS.get(view.slug) == "programme":
        return _row(view, _evening(seen(view.title_ids, visit), visit))
    if view.is_to_come:
        return _row(view, coming_cards(view.title_ids[:most], visit), is_first=is_first)
    cards = card_views(view.title_ids[:most], visit, SAYING.get(view.slug, "genre"))
    return _row(view, cards, clock=_free_until(view, visit), is_first=is_first)


def _row(view: ShelfView, cards: Sequence[CardView] | None, **more) -> ShelfRow:
    names = {
        HOUSES: (_("来自中国的制作公司"), ""),
        "free-now": (_("今晚免费"), _("不用登录，点开就看。")),
        "tonight": (_("今晚，全家一起看"), _("%(time)s 开演，睡前看得完", time="{}:{}".format(*CURTAIN))),
        "continue": (_("继续观看"), ""),
    }
    name, lead = names.get(view.slug) or (in_language(view.name), in_language(view.lead))
    return ShelfRow(
        slug=view.slug,
        name=name,
        lead=lead,
        look=LOOKS.get(view.slug, "small"),
        href=url_for("storefront.shelf", slug=view.slug),
        cards=cards,
        **more,
    )


def _named_here(slug: str, title_ids: tuple[int, ...] = ()) -> ShelfView:
    return ShelfView(slug, {}, {}, "poster", "here", None, None, title_ids)


def _chinese_houses(visit: Visit) -> tuple[int, ...]:
    """The houses' best: Chinese titles that are not our own, no two of a studio side by side where it can be helped."""
    found, _after = browse(Filters(country="CN"), None, 30, profile=visit.viewer.profile, now=visit.now)
    cards = [card for card in seen(found, visit) if not card.is_original]
    turn: dict[str, int] = {}
    order = []
    for place, card in enumerate(cards):
        turn[card.studio_slug] = turn.get(card.studio_slug, 0) + 1
        order.append((turn[card.studio_slug], place, card.id))
    return tuple(card_id for _turn, _place, card_id in sorted(order))[:MOST]


def _free_until(view: ShelfView, visit: Visit) -> datetime | None:
    """Return when the next of the shelf's free windows ends."""
    if LOOKS.get(view.slug) != "band":
        return None
    ends = []
    for card in seen(view.title_ids, visit):
        for facts in card.facts:
            access = visit.decide(facts)
            if access.because is Because.FREE and access.until and access.until != access.leaves_at:
                ends.append(access.until)
    return min(ends, default=None)


def _evening(found: list[TitleCard], visit: Visit) -> list[CardView]:
    zone = clock.shop_zone()
    begins_at = visit.now.astimezone(zone).replace(hour=CURTAIN[0], minute=CURTAIN[1], second=0, microsecond=0)
    ends = {
        card.id: _("%(time)s 结束", time=clock_time(begins_at + timedelta(seconds=card.duration_s or EVENING_S)))
        for card in found
    }
    return film_cards(found, visit, ends)

"""The rows of a season: what each episode says, whether its lamp is lit, what it costs this household."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ..catalog.titles import EpisodeRow as CatalogueRow
from ..catalog.titles import SeasonView, TitlePage
from ..playback.progress import Position
from ..rules.access import Access, Because
from ..rules.badges import Badge, episode_badge
from ..rules.prices import Buyer
from ..web.filters import day, dotted, minutes, position, ranges
from ..web.locale import in_language
from .continuing import watch_href
from .prices import episode_price
from .visit import Visit
from .words import season_words

STILLS = 6
SHOWN_AT_ONCE = 6
FOLDED_FROM = 9  # up to here the whole season is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeRow:
    """One episode. `still` is (folder, stem); `buy_href` stands where a price does; `note` is a further sentence."""

    id: int
    number: int
    name: str
    synopsis: str
    length: str
    href: str | None
    still: tuple[str, str] | None
    badge: Badge
    price: object
    is_allowed: bool
    buy_href: str | None
    note: str
    progress: int | None
    position: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonRows:
    """A season's rows; the hidden ones unfold."""

    number: int
    summary: str
    rows: list[EpisodeRow]
    hidden_rows: list[EpisodeRow]
    hidden_words: str


def season_rows(
    page: TitlePage, season: SeasonView, visit: Visit, asking: Buyer, places: Mapping[int, Position]
) -> SeasonRows:
    """Make the rows of one season."""
    facts = [episode.facts for episode in season.episodes]
    rows = [_row(page, each, facts, visit, asking, places.get(each.id)) for each in season.episodes]
    shown = len(rows) if len(rows) <= FOLDED_FROM else max(SHOWN_AT_ONCE, _furthest(rows))
    hidden = rows[shown:]
    return SeasonRows(
        number=season.number,
        summary=_summary(season, visit),
        rows=rows[:shown],
        hidden_rows=hidden,
        hidden_words=_more_words([row.number for row in hidden]) if hidden else "",
    )


def _more_words(numbers: list[int]) -> str:
    return ngettext("展开第 %(numbers)s 集", "展开第 %(numbers)s 集", len(numbers), numbers=ranges(numbers))


def season_name(season: SeasonView) -> str:
    """Name a season where it stands for itself: its number, which all else calls it by, and its own name if any."""
    return dotted((season_words(season.number), in_language(season.name)))


def _furthest(rows: list[EpisodeRow]) -> int:
    """Return how many rows lead up to the episode that this profile has reached."""
    begun = [place for place, row in enumerate(rows, start=1) if row.progress is not None]
    return max(begun, default=0)


def _summary(season: SeasonView, visit: Visit) -> str:
    coming = [each for each in season.episodes if each.available_at > visit.now]
    total = len(season.episodes)
    if not coming:
        return ngettext("%(num)s 集 · 已更新完", "%(num)s 集 · 已更新完", total)
    return ngettext(
        "更新至 %(done)s 集 · 共 %(num)s 集 · 下一集 %(day)s",
        "更新至 %(done)s 集 · 共 %(num)s 集 · 下一集 %(day)s",
        total,
        done=total - len(coming),
        day=day(coming[0].available_at),
    )


def _row(page: TitlePage, each: CatalogueRow, facts: list, visit: Visit, asking: Buyer, place: Position | None):
    access = visit.decide(each.facts)
    folder = page.card.pictures
    price = episode_price(facts, each.id, asking, visit) if access.because is Because.FOR_SALE else None
    return EpisodeRow(
        id=each.id,
        number=each.number,
        name=in_language(each.name) or _("第 %(number)s 集", number=each.number),
        synopsis=in_language(each.synopsis),
        length=minutes(each.duration_s),
        href=watch_href(each.facts) if access.allowed or access.because is Because.FOR_SALE else None,
        still=(folder, f"still-{(each.number - 1) % STILLS + 1}") if folder else None,
        badge=episode_badge(access, visit.now),
        price=price,
        is_allowed=access.allowed,
        buy_href=url_for("orders.new_for_episode", episode_id=each.id, offer="episode") if price else None,
        note=_note(access),
        progress=place.percent if place else None,
        position=position(place.position_s) if place and not place.is_finished else "",
    )


def _note(access: Access) -> str:
    if access.because is Because.FOR_SALE and access.in_plan_from is not None:
        return _("%(day)s起会员可看", day=day(access.in_plan_from))
    return ""

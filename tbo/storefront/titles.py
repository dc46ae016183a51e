"""A title's page for this visit: its first step, one season's rows, its ticket, its facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import url_for
from flask_babel import gettext as _

from ..catalog.cards import TitleCard
from ..catalog.titles import SeasonView, TitlePage
from ..catalog.vocabulary import term
from ..playback.progress import Position
from ..rules.badges import Badge, Lamp
from ..web.assets import picture_url
from ..web.filters import full_day, minutes
from ..web.locale import in_language
from ..web.pages import public_address
from . import structured, words
from .episodes import SeasonRows, season_name, season_rows
from .noted import noted
from .prices import buyer, month_price
from .related import waiting_row
from .steps import first_step, led_by, next_to_watch, price_note, with_trailer
from .tickets import Step, Ticket, film_ticket, season_ticket
from .trailer import trailer_href
from .visit import Visit

MOST_CAST = 8


@dataclass(frozen=True, slots=True)
class SeasonLink:
    """A season's tab."""

    words: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the facts column: its name and (value, address or None) pairs."""

    words: str
    parts: Sequence[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class PersonLink:
    """Somebody in the credits."""

    name: str
    href: str
    character: str


@dataclass(frozen=True, slots=True)
class CreditLine:
    """A role with its people."""

    words: str
    people: list[PersonLink]


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleView:
    """All that the template says of a title."""

    card: TitleCard
    is_film: bool
    name: str
    tagline: str
    synopsis: str
    hero_facts: list[str]
    strong: str
    age: str
    badge: Badge
    not_here: bool
    action: Step | None
    beside: Step | None
    is_listed: bool
    note: object
    seasons: list[SeasonLink]
    season: SeasonRows | None
    ticket: Ticket | None
    credits: list[CreditLine]
    facts: list[Fact]


def title_view(page: TitlePage, season_number: int | None, visit: Visit) -> TitleView | None:
    """Make the page of a title at one of its seasons; None when it has no such season. One query for what is noted."""
    known = noted(visit.viewer.profile_id, page.card.id)
    places = known.places
    season = _season(page, season_number, places, visit)
    if season is None:
        return None
    card, asking, badge = page.card, buyer(visit), visit.badge(page.card)
    lead = led_by(card, season_number)
    action = first_step(lead, visit, asking, places, of_several=len(page.seasons) > 1)
    action, beside = with_trailer(action, trailer_href(page, visit))
    return TitleView(
        card=card,
        is_film=card.is_film,
        name=in_language(card.name),
        tagline=in_language(card.tagline),
        synopsis=in_language(page.synopsis),
        hero_facts=_hero_facts(page),
        strong=words.maker_words(card),
        age=words.age_words(card.min_age),
        badge=badge,
        not_here=badge.lamp is Lamp.NONE,
        action=action,
        beside=beside,
        is_listed=known.is_listed,
        note=price_note(lead, visit, asking, month_price(visit)),
        seasons=[_link(page, each, season) for each in page.seasons],
        season=None if card.is_film else season_rows(page, season, visit, asking, places),
        ticket=film_ticket(page, visit, asking) if card.is_film else season_ticket(page, season, visit, asking),
        credits=_credits(page),
        facts=_facts(page),
    )


def around(page: TitlePage, view: TitleView, visit: Visit) -> dict:
    """Return what the whole page says beside the season: other titles, words for machines, its picture and address."""
    shown = next((each for each in page.seasons if view.season and each.number == view.season.number), None)
    more = {"og_picture": public_address(picture_url(page.card.pictures, "og.jpg"))} if page.card.pictures else {}
    return {
        "related": waiting_row(page.card, visit),
        "structured": structured.written(structured.work(page, shown, trailer_href(page, visit), visit)),
        "canonical_path": f"/titles/{page.card.slug}",
        "og_type": "video.movie" if page.card.is_film else "video.tv_show",
        **more,
    }


def _season(page: TitlePage, number: int | None, places: Mapping[int, Position], visit: Visit) -> SeasonView | None:
    """Return the season asked for; without a number the one that holds what comes next."""
    if number is None:
        following = next_to_watch(page.card, visit, places)
        number = following.season_number if following else page.seasons[0].number if page.seasons else None
    return next((season for season in page.seasons if season.number == number), None)


def _link(page: TitlePage, season: SeasonView, current: SeasonView) -> SeasonLink:
    href = url_for("storefront.season", slug=page.card.slug, number=season.number)
    return SeasonLink(season_name(season), href, season is current)


def _hero_facts(page: TitlePage) -> list[str]:
    card = page.card
    genre = words.genre_words(card.genres[0]) if card.genres else ""
    facts = [words.kind_words(card.kind) if card.is_film else genre, str(card.year), words.length_words(card)]
    if not card.is_film and page.episodes:
        mean = sum(episode.duration_s for episode in page.episodes) / len(page.episodes)
        facts.append(_("每集约 %(length)s", length=minutes(round(mean))))
    return facts


def _credits(page: TitlePage) -> list[CreditLine]:
    order = {role: place for place, role in enumerate(("director", "actor", "voice", "host", "narrator", "writer"))}
    ranked = sorted(page.credits, key=lambda credit: (order.get(credit.role, len(order)), credit.role))
    lines = []
    for role, group in groupby(ranked, key=lambda credit: credit.role):
        people = [
            PersonLink(
                in_language(credit.person_name),
                url_for("storefront.person", slug=credit.person_slug),
                in_language(credit.character),
            )
            for credit in list(group)[:MOST_CAST]
        ]
        lines.append(CreditLine(words.role_words(role), people))
    return lines


def _facts(page: TitlePage) -> list[Fact]:
    card = page.card
    studio = url_for("storefront.studio", slug=card.studio_slug)
    countries = [(words.country_words(code), url_for("storefront.country", code=code)) for code in card.countries]
    genres = [(words.genre_words(key), url_for("storefront.library", genre=key)) for key in card.genres]
    note = in_language(term("rating-note", page.rating_note)) if page.rating_note not in (None, "none") else ""
    licence = in_language(term("licence-kind", page.licence_kind)) if page.licence_kind else _("许可证")
    rights = _("%(day)s起", day=full_day(card.opens_at))
    if card.closes_at:
        rights = _("%(first)s 至 %(last)s", first=full_day(card.opens_at), last=full_day(card.closes_at))
    found = [
        Fact(_("原名"), [(page.original_name, None)] if page.original_name else []),
        Fact(_("制作"), [(in_language(card.studio_name), studio)]),
        Fact(_("国家和地区"), countries),
        Fact(_("类型"), genres),
        Fact(_("音轨"), [(words.tongue_words(tag), None) for tag in page.audio]),
        Fact(_("字幕"), [(words.tongue_words(tag), None) for tag in page.subtitles]),
        Fact(_("提示"), [(note, None)] if note else []),
        Fact(licence, [(page.licence_number, None)] if page.licence_number else []),
        Fact(_("可看期限"), [(rights, None)]),
    ]
    return [fact for fact in found if fact.parts]

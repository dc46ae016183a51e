"""The library's page: every facet as a link to the address that it leads to, the wall, and the way to more."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from ..catalog.library import Filters, browse, facet_counts, how_many
from ..catalog.studios import studios
from ..catalog.vocabulary import terms
from ..web.locale import in_language
from .cards import CardView, card_views
from .visit import Visit
from .words import age_words, country_words, kind_words, tongue_words

PAGE = 20  # whole rows of two, four and five; a wall of thirty weighs more than a first view may
KINDS = ("series", "film", "documentary", "variety", "short")
FEWEST_WORDS = 2  # a group with a single value narrows nothing


@dataclass(frozen=True, slots=True)
class FacetLink:
    """One value of a facet: its words, where choosing or leaving it leads, how many titles it would show."""

    words: str
    href: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A facet with its values."""

    name: str
    facets: tuple[FacetLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What stands around the wall."""

    kinds: list[FacetLink]
    groups: list[FacetGroup]
    chosen: list[FacetLink]
    clear_href: str
    sorts: list[FacetLink]
    count: int
    counted: str
    more_href: str | None
    more_part: str | None
    is_continued: bool


def library(filters: Filters, after: str | None, visit: Visit) -> tuple[Library, list[CardView]]:
    """Return the page of these filters from a place on. Raises NotAPlace for a broken place."""
    profile = visit.viewer.profile
    title_ids, more = browse(filters, after, PAGE, profile=profile, now=visit.now)
    counts = facet_counts(filters, visit.now, profile)
    count = how_many(filters, visit.now, profile)
    groups = [group for group in _groups(filters, counts, profile.kind == "child") if _narrows(group)]
    page = Library(
        kinds=_kinds(filters, counts),
        groups=groups,
        chosen=_chosen(groups),
        clear_href=href(Filters(kind=filters.kind)),
        sorts=[
            FacetLink(words, href(replace(filters, sort=sort)), 0, sort == filters.sort)
            for sort, words in (("popular", _("大家在看")), ("newest", _("最近上新")), ("year", _("年份")))
        ],
        count=count,
        counted=_counted(filters.kind, count),
        more_href=href(filters, after=more) if more else None,
        more_part=href(filters, after=more, part="more") if more else None,
        is_continued=after is not None,
    )
    return page, card_views(title_ids, visit, "library")


def href(filters: Filters, **more: str) -> str:
    """Return the address of the library narrowed like this."""
    query: dict[str, Any] = filters.to_query() | more
    return url_for("storefront.library", **query)


def canonical_path(filters: Filters) -> str:
    """Return the address that stands for these filters in search engines: one facet keeps its own page."""
    chosen = [(facet, value) for facet, value in filters.chosen if facet in ("kind", "genre")]
    return "/library?" + urlencode(chosen) if len(filters.chosen) == 1 and chosen else "/library"


def _counted(kind: str | None, count: int) -> str:
    """Say what is counted, after its number."""
    known = {
        "series": ngettext("部剧集", "部剧集", count),
        "film": ngettext("部电影", "部电影", count),
        "documentary": ngettext("部纪录片", "部纪录片", count),
        "variety": ngettext("档综艺", "档综艺", count),
        "short": ngettext("部短剧", "部短剧", count),
    }
    return known.get(kind or "") or ngettext("部作品", "部作品", count)


def _kinds(filters: Filters, counts: dict) -> list[FacetLink]:
    every = FacetLink(_("全部"), href(filters.without("kind")), 0, filters.kind is None)
    known = counts.get("kind", {})
    return [
        every,
        *(
            FacetLink(kind_words(kind), href(replace(filters, kind=kind)), known.get(kind, 0), filters.kind == kind)
            for kind in KINDS
        ),
    ]


def _narrows(group: FacetGroup) -> bool:
    """Whether there is something to choose, or to take back."""
    return len(group.facets) >= FEWEST_WORDS or any(facet.is_chosen for facet in group.facets)


def _chosen(groups: Iterable[FacetGroup]) -> list[FacetLink]:
    return [facet for group in groups for facet in group.facets if facet.is_chosen]


def _groups(filters: Filters, counts: dict, is_child: bool) -> list[FacetGroup]:
    access = {
        "free": _("现在免费"),
        "plan": pgettext("of a title", "会员可看"),
        "buy": _("可单集购买"),
        "rent": _("可租看"),
    }
    access = {} if is_child else access
    makers = {slug: in_language(studio.name) for slug, studio in studios().items()}
    genres = {key: in_language(names) for key, names in terms("genre").items()}
    countries = {code: country_words(code) for code in _by_count(counts, "country")}
    ages = {age: age_words(int(age)) for age in ("0", "8", "12", "16") if age in counts.get("age", {})}
    tongues = {tag: tongue_words(tag) for tag in _by_count(counts, "language")}
    years = {year: year for year in sorted(counts.get("year", {}), reverse=True)}
    return [
        _group(_("怎么看"), "access", access, filters, counts),
        _group(_("来自"), "country", countries, filters, counts),
        _group(_("制作公司"), "studio", makers, filters, counts),
        _group(_("适合"), "age", ages, filters, counts),
        _group(_("类型"), "genre", _most(genres, counts.get("genre", {}), filters.genre), filters, counts),
        _group(_("语言"), "language", tongues, filters, counts),
        _group(_("年份"), "year", years, filters, counts),
    ]


def _group(name: str, facet: str, words: dict[str, str], filters: Filters, counts: dict) -> FacetGroup:
    chosen, known = getattr(filters, facet), counts.get(facet, {})
    if chosen is not None and chosen not in words:
        words = {**words, chosen: _SAID.get(facet, str)(chosen[:20])}
    return FacetGroup(
        name,
        tuple(
            FacetLink(
                text,
                href(filters.without(facet) if value == chosen else replace(filters, **{facet: value})),
                known.get(value, 0),
                value == chosen,
            )
            for value, text in words.items()
        ),
    )


# What a value without a title is called all the same.
_SAID: dict[str, Callable[[str], str]] = {
    "country": country_words,
    "language": tongue_words,
    "age": lambda age: age_words(int(age)) if age.isdecimal() else age,
}


def _by_count(counts: dict, facet: str) -> list[str]:
    known = counts.get(facet, {})
    return sorted(known, key=lambda value: (-known[value], value))


def _most(words: dict[str, str], known: dict[str, int], chosen: str | None, limit: int = 12) -> dict[str, str]:
    """Keep the values with most titles, and the chosen one, in the vocabulary's order."""
    best = sorted(words, key=lambda value: -known.get(value, 0))[:limit]
    return {value: text for value, text in words.items() if value in best or value == chosen}

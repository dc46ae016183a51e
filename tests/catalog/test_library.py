"""The wall: exactly the titles that fit, in an order without ties, in pages that neither lose nor double any."""

import itertools
from datetime import timedelta

import pytest

from tbo import clock
from tbo.catalog.counts import facet_counts, how_many
from tbo.catalog.indexing import index_titles
from tbo.catalog.library import Filters, NotAPlace, browse
from tbo.catalog.models import Episode, FreeWindow, Title
from tbo.db import db
from tbo.rules.access import ProfileFacts

from ..support.queries import recorded_queries
from .made import AGES, AUDIO, COUNTRIES, DAY, GENRES, KINDS, YEARS, made_catalogue, one_title

CHOICES = [
    Filters(),
    *(Filters(kind=kind) for kind in KINDS),
    *(Filters(genre=genre, country=country) for genre, country in zip(GENRES, COUNTRIES, strict=True)),
    *(Filters(access=access) for access in ("free", "plan", "buy", "rent")),
    *(Filters(age=str(age)) for age in AGES),
    *(Filters(language=language, year=str(year)) for language, year in itertools.product(AUDIO, YEARS)),
    Filters(studio="house-1", originals="yes"),
    Filters(kind="series", genre="drama", country="CN", access="buy", language="zh", age="16"),
]
CHILD = ProfileFacts("child", 8, frozenset({"title-3", "title-4"}))


def fits(title: Title, filters: Filters, now) -> bool:
    """Whether a title fits, worked out from its own columns."""
    free = [_is_free(episode, now) for episode in _episodes(title)]
    in_plan = [bool(e.in_plan_at and e.in_plan_at <= now) for e in _episodes(title)]
    paid = [not is_free for is_free in free]
    access = {
        "free": any(free),
        "buy": any(paid),
        "plan": any(p and planned for p, planned in zip(paid, in_plan, strict=True)),
        "rent": any(p and e.rental_fen is not None for p, e in zip(paid, _episodes(title), strict=True)),
    }
    checks = {
        "kind": lambda value: title.kind == value,
        "genre": lambda value: value in title.genres,
        "country": lambda value: value in title.countries,
        "studio": lambda value: title.studio.slug == value,
        "originals": lambda value: title.is_original,
        "access": lambda value: access[value],
        "language": lambda value: value in title.audio,
        "age": lambda value: title.min_age <= int(value),
        "year": lambda value: title.year == int(value),
    }
    return (title.closes_at is None or title.closes_at > now) and all(
        checks[facet](value) for facet, value in filters.chosen
    )


def _episodes(title: Title) -> list[Episode]:
    return [episode for season in title.seasons for episode in season.episodes]


def _is_free(episode: Episode, now) -> bool:
    return episode.is_free or any(window.opens_at <= now < window.closes_at for window in episode.free_windows)


def paged(filters: Filters, size: int, **whose) -> list[int]:
    """Every title, page after page; each page but the last is full."""
    found, after = [], None
    while True:
        page, after = browse(filters, after, size, **whose)
        found += page
        if after is None:
            return found
        assert len(page) == size


def in_order(titles: list[Title], sort: str) -> list[int]:
    """The ids in the order that a sort promises, ties by the newer id."""
    keys = {
        "popular": lambda t: (t.popularity, t.id),
        "newest": lambda t: (t.opens_at, t.id),
        "year": lambda t: (t.year, t.popularity, t.id),
    }
    return [title.id for title in sorted(titles, key=keys[sort], reverse=True)]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_choice_in_every_order_shows_exactly_what_fits(app, seed):
    titles, now = made_catalogue(60, seed), clock.now()
    for filters, sort in itertools.product(CHOICES, ("popular", "newest", "year")):
        wanted = Filters(**dict(filters.chosen), sort=sort)
        expected = in_order([title for title in titles if fits(title, filters, now)], sort)
        assert paged(wanted, 7) == expected, wanted


def test_every_choice_is_counted_as_it_is_shown(app):
    titles, now = made_catalogue(60), clock.now()
    for filters in CHOICES:
        counts = facet_counts(filters)
        assert how_many(filters) == len([t for t in titles if fits(t, filters, now)]), filters
        for facet, values in counts.items():
            for value, count in values.items() if facet not in ("shown", "pool") else ():
                narrowed = filters.without(facet)
                changed = Filters(**dict(narrowed.chosen) | {facet: value})
                assert count == len([t for t in titles if fits(t, changed, now)]), (filters, facet, value)


def test_a_child_is_shown_its_pool_alone_and_counted_by_it(app):
    titles = made_catalogue(60)
    pool = [t for t in titles if t.in_child_pool and t.min_age <= 8 and t.slug not in CHILD.blocked_titles]
    for sort in ("popular", "newest", "year"):
        assert paged(Filters(sort=sort), 5, profile=CHILD) == in_order(pool, sort)
        assert paged(Filters(sort=sort, kind="film"), 2, profile=CHILD) == in_order(
            [title for title in pool if title.kind == "film"], sort
        )
    kinds = facet_counts(profile=CHILD)["kind"]
    assert kinds == {kind: len([t for t in pool if t.kind == kind]) for kind in kinds}


def test_a_title_that_comes_in_between_is_neither_lost_nor_doubled(app):
    titles = made_catalogue(20)
    first, after = browse(Filters(), None, 8)
    new = one_title(slug="new", popularity=99, studio=titles[0].studio)
    rest = []
    while after:
        page, after = browse(Filters(), after, 8)
        rest += page
    assert [*first, *rest] == in_order(titles, "popular")
    assert browse(Filters(), None, 1)[0] == (new.id,)


@pytest.mark.parametrize("step", [timedelta(microseconds=-1), timedelta(0)])
def test_a_title_leaves_at_the_very_instant_its_rights_end(app, step):
    now = clock.now()
    title = one_title(closes_at=now + DAY)
    with clock.standing_at(now + DAY + step):
        assert (title.id in browse(Filters())[0]) is (step < timedelta(0))


def test_what_is_free_only_for_a_while_is_found_only_so_long(app):
    now = clock.now()
    title = one_title(kind="film")
    (episode,) = _episodes(title)
    episode.is_free, episode.free_windows = False, []
    db.session.commit()
    db.session.add(FreeWindow(episode_id=episode.id, opens_at=now + DAY, closes_at=now + 2 * DAY))
    index_titles([title.id])
    db.session.commit()
    found = []
    for step in (DAY - timedelta(microseconds=1), DAY, 2 * DAY - timedelta(microseconds=1), 2 * DAY):
        with clock.standing_at(now + step):
            found.append(title.id in browse(Filters(access="free"))[0])
    assert found == [False, True, True, False]


@pytest.mark.parametrize("place", ["", None])
def test_no_place_is_the_beginning(app, place):
    titles = made_catalogue(5)
    assert browse(Filters(), place)[0] == tuple(in_order(titles, "popular"))


@pytest.mark.parametrize("place", ["x", "1", "1.2.3", ".", "1.", "-1.2", "１.２", "1e3.2", "1.9999999999"])
@pytest.mark.parametrize("sort", ["popular", "newest"])
def test_a_place_that_was_not_made_here_is_refused(app, place, sort):
    with pytest.raises(NotAPlace):
        browse(Filters(sort=sort), place)


def test_an_order_refuses_the_place_of_another(app):
    made_catalogue(5)
    _page, after = browse(Filters(sort="year"), None, 2)
    with pytest.raises(NotAPlace):
        browse(Filters(sort="popular"), after, 2)


def test_a_page_is_one_question_whatever_is_narrowed(app):
    made_catalogue(40)
    browse(Filters(), None, 3)  # Until when a page holds is asked once, for all pages.
    for filters in CHOICES:
        facet_counts(filters)
        with recorded_queries() as queries:
            browse(filters, None, 11)
        walls = [query for query in queries if "FROM catalogue_version" not in query]  # which is read once a second
        assert len(walls) <= 1, filters

"""What is kept of the catalogue: read once, true until something changes, forgotten when it does."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest

from tbo import clock
from tbo.catalog import version
from tbo.catalog.cards import card_by_slug, cards
from tbo.catalog.indexing import index_titles
from tbo.catalog.kept import MISSING, Kept, kept
from tbo.catalog.models import FreeWindow, Term, Title
from tbo.catalog.titles import title_page
from tbo.catalog.version import bump, current, valid_until
from tbo.catalog.vocabulary import term
from tbo.db import db

from ..support.queries import recorded_queries
from .made import DAY, made_catalogue, one_title


def test_cards_come_in_the_order_asked_for_without_what_is_no_title(app):
    titles = made_catalogue(5)
    wanted = [titles[3].id, 10**6, titles[0].id, titles[3].id]
    assert [card.id for card in cards(wanted)] == [titles[3].id, titles[0].id, titles[3].id]


@pytest.mark.parametrize("count", [1, 10, 40])
def test_cards_cost_two_questions_however_many_there_are_and_then_none(app, count):
    ids = [title.id for title in made_catalogue(40)][:count]
    current()
    with recorded_queries() as first:
        cards(ids)
    with recorded_queries() as again:
        cards(ids)
    assert (len(first), len(again)) == (2, 0)


def test_a_card_is_read_anew_when_the_title_was_indexed(app):
    title = one_title()
    assert cards([title.id])[0].year == title.year
    title.year = 1999
    index_titles([title.id])
    db.session.commit()
    assert cards([title.id])[0].year == 1999
    assert card_by_slug("title-0").year == 1999


@pytest.mark.parametrize("slug", ["", "-", "A", "a--b", "a/b", "a\x00b", "x" * 81, "灯", "a_b"])
def test_what_cannot_be_an_address_is_not_asked_for(app, slug):
    with recorded_queries() as queries:
        assert card_by_slug(slug) is None
        assert title_page(slug) is None
    assert queries == []


def test_a_store_forgets_what_was_used_longest_ago(app):
    store = Kept(2)
    store.get("x")
    for key in "abc":
        store.put(current(), [(key, key.upper())])
        store.get("a")
    assert [store.get(key) for key in "abc"] == ["A", MISSING, "C"]


def test_what_was_read_before_the_version_rose_is_not_kept(app):
    store, read_at = kept("test", 10), current()
    store.get("x")
    bump()
    db.session.commit()
    assert store.get("x") is MISSING
    store.put(read_at, [("x", "old")])
    assert store.get("x") is MISSING


def test_the_version_rises_by_no_step_that_can_be_guessed(app):
    steps, before = set(), current()
    for _nth in range(5):
        bump()
        after = current()
        steps.add(after - before)
        before = after
    assert min(steps) > 0
    assert len(steps) > 1


def test_a_process_asks_for_the_version_once_a_second_at_most(app, monkeypatch):
    version.forget()
    with recorded_queries() as queries:
        for _nth in range(20):
            current()
    assert len(queries) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda title, at: setattr(title, "closes_at", at),
        lambda title, at: setattr(title, "opens_at", at),
        lambda title, at: setattr(title, "published_at", at),
        lambda title, at: setattr(title.seasons[0].episodes[0], "available_at", at),
        lambda title, at: setattr(title.seasons[0].episodes[0], "in_plan_at", at),
        lambda title, at: db.session.add(
            FreeWindow(episode_id=title.seasons[0].episodes[0].id, opens_at=at, closes_at=at + DAY)
        ),
    ],
    ids=["closes", "opens", "published", "available", "in plan", "free"],
)
def test_what_is_kept_ends_at_the_soonest_change_of_any_window(app, change):
    now = clock.now()
    title = one_title(closes_at=None)
    at = now + timedelta(seconds=90)
    change(title, at)
    index_titles([title.id])
    db.session.commit()
    midnight = (now.astimezone(ZoneInfo("Asia/Shanghai")) + DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    assert valid_until(now) == min(at, midnight.astimezone(UTC))


def test_what_is_kept_ends_with_the_day_of_the_shop(app):
    one_title(closes_at=None)
    db.session.query(Title).update({"closes_at": None})
    index_titles([db.session.query(Title.id).scalar()])
    evening = clock.now().replace(hour=15, minute=59, second=59, microsecond=0)
    with clock.standing_at(evening):
        assert valid_until(evening) <= evening + timedelta(seconds=1)


def test_a_word_that_nobody_knows_names_itself(app):
    db.session.add(Term(kind="genre", key="drama", name={"zh-Hans": "剧情", "en": "Drama"}))
    bump()
    assert term("genre", "drama")["en"] == "Drama"
    assert term("genre", "opera") == {"zh-Hans": "opera", "en": "opera", "de": "opera"}

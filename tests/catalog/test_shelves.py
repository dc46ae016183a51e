"""Shelves: what each rule of a definition finds, to the day and to the instant, and for whom."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tbo import clock
from tbo.catalog.indexing import index_titles
from tbo.catalog.models import Shelf, Title
from tbo.catalog.shelf_rules import UnknownRule, rule_query
from tbo.catalog.shelves import shelf, shelves
from tbo.catalog.version import bump
from tbo.db import db
from tbo.rules.access import ProfileFacts

from .made import DAY, made_catalogue, one_title

INSTANT = timedelta(microseconds=1)


def found(where: dict, order: str = "popular", limit: int = 18) -> list[str]:
    """The slugs that a rule finds."""
    query = rule_query({"where": where, "order": order, "limit": limit}, clock.now())
    slugs = dict(db.session.query(Title.id, Title.slug).all())
    return [slugs[title_id] for title_id in db.session.scalars(query)]


def midnight(days: int) -> datetime:
    """When a day of the shop begins, counted from today."""
    today = clock.now().astimezone(ZoneInfo("Asia/Shanghai")).date() + timedelta(days=days)
    return datetime(today.year, today.month, today.day, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)


def put(slug: str = "row", profiles=("adult", "teen"), **fields) -> None:
    """Write a shelf."""
    usual = {"name": {"zh-Hans": "一排"}, "kind": "rule", "definition": {}, "layout": "poster", "position": 1}
    db.session.add(Shelf(slug=slug, profiles=list(profiles), **usual | fields))
    bump()
    db.session.commit()


@pytest.mark.parametrize(
    ("where", "is_found"),
    [
        ({"original": True}, True),
        ({"original": False}, False),
        ({"kind_any": ["series", "film"]}, True),
        ({"kind_any": ["film"]}, False),
        ({"genres_any": ["mystery", "family"]}, True),
        ({"genres_any": ["drama"]}, False),
        ({"countries_none": ["JP"]}, True),
        ({"countries_none": ["CN"]}, False),
        ({"max_episode_minutes": 30}, True),
        ({"max_episode_minutes": 29}, False),
        ({"children": True}, False),
    ],
)
def test_each_rule_finds_what_it_says(app, where, is_found):
    one_title(kind="series", is_original=True, genres=["mystery"], countries=["CN"], is_for_children=False)
    assert (found(where) == ["title-0"]) is is_found


@pytest.mark.parametrize(
    ("ends_at", "is_found"), [(lambda: midnight(31) - INSTANT, True), (lambda: midnight(31), False)]
)
def test_leaving_within_thirty_days_counts_whole_days_of_the_shop(app, ends_at, is_found):
    one_title(closes_at=ends_at())
    assert (found({"closes_within_days": [0, 30]}) != []) is is_found


def test_what_is_still_to_come_is_found_only_by_the_shelf_that_announces(app):
    one_title(opens_at=midnight(2))
    assert found({}) == []
    assert found({"opens_within_days": [1, 30]}) == ["title-0"]
    assert found({"opens_within_days": [3, 30]}) == []


def test_newest_free_asks_when_it_became_free(app):
    titles = made_catalogue(30)
    slugs = found({"has_free_episode": True}, "newest_free", 30)
    assert set(slugs) == {
        t.slug for t in titles if any(e.is_free or e.free_windows for s in t.seasons for e in s.episodes)
    }


def test_a_shelf_holds_no_more_than_it_says(app):
    made_catalogue(30)
    assert len(found({}, limit=4)) == 4


@pytest.mark.parametrize("definition", [{"where": {"colour": "red"}}, {"order": "random"}])
def test_a_rule_that_nobody_knows_is_refused_by_name(app, definition):
    with pytest.raises(UnknownRule, match=r"colour|random"):
        rule_query(definition, clock.now())


def test_picked_titles_stand_in_the_order_of_the_hand_without_what_is_gone(app):
    titles = made_catalogue(6)
    titles[2].published_at = None
    index_titles([titles[2].id])
    put(kind="picked", definition={"items": ["title-5", "title-2", "nothing", "title-1"]})
    assert shelf("row").title_ids == (titles[5].id, titles[1].id)


def test_an_empty_shelf_is_not_shown(app):
    made_catalogue(3)
    put(definition={"where": {"kind_any": ["opera"]}})
    assert shelves() == []


def test_each_kind_of_profile_sees_its_own_shelves_and_a_child_its_pool(app):
    titles = made_catalogue(30)
    put("ours", profiles=("adult",), definition={"limit": 30})
    put("theirs", profiles=("child",), definition={"limit": 30})
    assert [row.slug for row in shelves("adult")] == ["ours"]
    (row,) = shelves(profile=ProfileFacts("child", 8))
    assert row.slug == "theirs"
    assert set(row.title_ids) == {title.id for title in titles if title.in_child_pool and title.min_age <= 8}


def test_a_shelf_changes_when_its_window_opens_without_anybody_doing_anything(app):
    now = clock.now()
    one_title(opens_at=now + DAY)
    put(definition={})
    assert shelf("row") is None
    with clock.standing_at(now + DAY - INSTANT):
        assert shelf("row") is None
    with clock.standing_at(now + DAY):
        assert len(shelf("row").title_ids) == 1

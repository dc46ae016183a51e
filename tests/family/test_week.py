"""The week that parents see: what really played, by day, and nothing that a child could take away."""

from datetime import datetime, timedelta

from tbo import clock
from tbo.catalog.episodes import episode_at
from tbo.db import db
from tbo.playback.models import PlaybackSession
from tbo.rules.screen_time import CHINA

from ..support.browser import household_of
from .conftest import profile_called, watches_as


def played(browser, name: str, minutes: int, days_ago: float, at: datetime | None = None) -> None:
    """Write that a profile played so long."""
    at = at or clock.now() - timedelta(days=days_ago)
    row = PlaybackSession(id=f"{name}{days_ago}"[:32], household_id=household_of(browser).id, played_s=60 * minutes)
    row.profile_id, row.episode_id = profile_called(browser, name).id, episode_at("undersea-garage", 1, 1).id
    row.started_at = row.last_beat_at = at
    db.session.add(row)
    db.session.commit()


def test_parents_see_each_minors_week_by_day(family):
    played(family, "糖糖", 30, 0)
    played(family, "糖糖", 12, 2)
    played(family, "糖糖", 99, 8)
    played(family, "我", 77, 1)
    page = family.page("/family/week")
    told = page.select(".week")
    assert ["糖糖" in each.h2.get_text() or "阿哲" in each.h2.get_text() for each in told] == [True, True]
    assert "一共 42 分钟" in told[0].get_text()
    assert [day.b.get_text() for day in told[0].select(".week-days li")] == [*["0"] * 4, "12 分钟", "0", "30 分钟"]
    assert len(told[0].select(".week-titles li")) == 1
    assert "这一周没有看" in told[1].get_text()
    assert "77" not in page.get_text()


def test_the_week_begins_at_midnight_of_its_first_day(family):
    first_day = datetime(2026, 11, 12, tzinfo=CHINA)
    played(family, "糖糖", 12, 6, first_day)
    played(family, "糖糖", 99, 7, first_day - timedelta(seconds=1))
    told = family.page("/family/week").select(".week")[0]
    assert "一共 12 分钟" in told.get_text()
    assert [each.get_text(" ", strip=True).endswith("12 分钟") for each in told.select(".week-titles li")] == [True]


def test_a_child_neither_sees_nor_erases_it(family):
    played(family, "糖糖", 30, 0)
    watches_as(family, "糖糖")
    assert family.get("/family/week").status_code == 403
    assert family.post("/continuing/undersea-garage/removal").status_code == 303
    family.post("/pin", pin="2468")
    watches_as(family, "我")
    assert "一共 30 分钟" in family.page("/family/week").get_text()

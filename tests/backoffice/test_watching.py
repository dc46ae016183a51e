"""How watching went: percentiles as they are defined, shares of what really played, and only for whoever may see."""

import math
from collections.abc import Iterable
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import delete

from tbo.backoffice.days import begins_at, today
from tbo.backoffice.figures import watching as watching_figures
from tbo.backoffice.figures import watching_pages
from tbo.backoffice.figures.watching import figures_by_title, figures_since
from tbo.db import db
from tbo.playback.models import PlaybackMeasure, PlaybackSession
from tbo.rules.staff_rights import Role

from ..conftest import ANCHOR
from ..playback.screens import FREE, episode

ELSEWHERE = ("return-the-lantern", 1, 1)


@pytest.fixture(autouse=True)
def nothing_measured(shop):
    """The demo shop's own figures are out of the way."""
    db.session.execute(delete(PlaybackMeasure))
    db.session.commit()


def measured(starts: Iterable, place=FREE, at=ANCHOR, stalled_ms: int = 0, failures: int = 0, played_s=None) -> None:
    """Keep measures of sessions that began so quickly; each that moved has played a minute unless it is said."""
    for number, startup_ms in enumerate(starts):
        session = f"{place[0][:12]}{number}{at.timestamp():.0f}"[-32:]
        film = episode(place).id
        sums = {"stalls": int(stalled_ms > 0), "stalled_ms": stalled_ms, "failures": failures}
        db.session.add(PlaybackMeasure(session_id=session, episode_id=film, at=at, startup_ms=startup_ms, **sums))
        played = 60 if played_s is None and startup_ms is not None else played_s
        if played is not None:
            times = {"started_at": at, "last_beat_at": at}
            db.session.add(PlaybackSession(id=session, episode_id=film, played_s=played, **times))
    db.session.commit()


def nearest_rank(starts: list[int], percent: int) -> int:
    """The definition, in another way than the database counts it."""
    return sorted(starts)[math.ceil(percent / 100 * len(starts)) - 1]


@pytest.mark.parametrize("count", [1, 2, 3, 19, 20, 21, 40, 101])
def test_percentiles_are_the_nearest_rank(shop, count):
    luck = Random(count)
    starts = [luck.randrange(200, 9000) for _ in range(count)]
    measured(starts)
    found = figures_since(ANCHOR)
    assert (found.startup_usual, found.startup_slow) == (nearest_rank(starts, 50), nearest_rank(starts, 95))


def test_equal_starts_and_those_that_never_were_disturb_no_percentile(shop):
    measured([500, 500, 500, 900, None, None, None, None])
    found = figures_since(ANCHOR)
    assert (found.sessions, found.startup_usual, found.startup_slow) == (8, 500, 900)


def test_each_title_has_its_own_and_the_most_watched_is_first(shop):
    measured([1000, 2000, 3000])
    measured([100], ELSEWHERE)
    (_first, one), (_second, other) = figures_by_title(ANCHOR)
    assert (one.sessions, one.startup_usual, one.startup_slow) == (3, 2000, 3000)
    assert (other.sessions, other.startup_usual) == (1, 100)
    assert figures_since(ANCHOR).startup_usual == 1000


def test_stalls_are_a_share_of_what_moved_and_seconds_of_what_was_played(shop):
    measured([800, 900, 700])
    measured([800], at=ANCHOR + timedelta(seconds=1), stalled_ms=4000)
    measured([None], at=ANCHOR + timedelta(seconds=2), failures=2)
    found = figures_since(ANCHOR)
    assert found.stalled_share == 0.25
    assert found.stalled_s_per_hour == 60
    assert (found.sessions, found.failed) == (5, 1)


def test_what_only_failed_has_no_start_and_no_share(shop):
    measured([None, None], failures=1)
    found = figures_since(ANCHOR)
    assert (found.startup_usual, found.startup_slow, found.stalled_share, found.stalled_s_per_hour) == (None,) * 4
    assert found.failed == 2


def test_a_span_begins_at_midnight_of_its_first_day(desk):
    first = begins_at(today()) - timedelta(days=6)
    measured([400], at=first)
    measured([400], ELSEWHERE, at=first - timedelta(seconds=1))
    browser = desk(Role.CATALOGUE)
    week, month = (browser.page(f"/staff/watching{query}") for query in ("", "?days=28"))
    assert [len(page.select("tbody tr")) for page in (week, month)] == [1, 2]
    assert week.select_one(".filters [aria-current]").text == "最近 7 天"
    assert len(browser.page("/staff/watching?days=9999999999").select("tbody tr")) == 1


def test_the_page_says_figures_in_words(desk):
    measured([800, 1250], stalled_ms=1500)
    page = desk(Role.OWNER).page("/staff/watching")
    assert [number.text for number in page.select(".numbers b")] == ["0.8 秒", "1.2 秒", "100.0%", "90.0 秒"]
    cells = [cell.text for cell in page.select_one("tbody tr").select("td")]
    assert cells[1:] == ["2", "0.8 秒", "1.2 秒", "100.0%", "90.0 秒", "0"]


def test_a_shop_that_nobody_watched_says_so(desk):
    page = desk(Role.CATALOGUE).page("/staff/watching")
    assert "还没有人看" in page.select_one(".empty").text
    assert not page.select(".numbers, table")


def test_no_more_titles_are_listed_than_a_page_holds(desk, monkeypatch):
    measured([500])
    measured([500], ELSEWHERE)
    browser = desk(Role.CATALOGUE)
    assert "播放最多的" not in browser.page("/staff/watching").main.text
    for module in (watching_figures, watching_pages):
        monkeypatch.setattr(module, "MOST_TITLES", 1)
    page = browser.page("/staff/watching")
    assert len(page.select("tbody tr")) == 1
    assert "播放最多的" in page.main.text

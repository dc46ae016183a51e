"""Times on the shop's wall: what exists once names an instant, everything else is said to be none."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tbo.rules.wall_times import NoSuchTime, instant, wall_time

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def test_a_wall_time_is_an_instant_and_back_to_the_second():
    moment = instant("2026-11-11T00:00:00", SHANGHAI)
    assert moment == datetime(2026, 11, 10, 16, tzinfo=UTC)
    assert wall_time(moment, SHANGHAI) == "2026-11-11T00:00:00"


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "2026-13-01T00:00", "2026-02-29T00:00", "2026-11-11T24:61", "2026-11-11T00:00+08:00", "x" * 999),
        *("0001-01-01T00:00", "1999-12-31T23:59:59", "2101-01-01T00:00", "9999-12-31T23:59:59"),
    ],
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(NoSuchTime):
        instant(text, SHANGHAI)


def test_the_hour_that_is_left_out_and_the_hour_that_comes_twice_are_refused():
    with pytest.raises(NoSuchTime, match="left out"):
        instant("2026-03-29T02:30", BERLIN)
    with pytest.raises(NoSuchTime, match="twice"):
        instant("2026-10-25T02:30", BERLIN)
    assert instant("2026-03-29T03:00", BERLIN) == datetime(2026, 3, 29, 1, tzinfo=UTC)

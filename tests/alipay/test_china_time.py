"""China is UTC+8, always, on every machine."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from tbo.alipay.china_time import moment_or_none, stamp


def test_a_stamp_is_china_time_across_the_end_of_a_year_and_a_leap_day():
    assert stamp(datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)) == "2026-12-31 23:59:59"
    assert stamp(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == "2027-01-01 00:00:00"
    assert stamp(datetime(2028, 2, 28, 16, 0, tzinfo=UTC)) == "2028-02-29 00:00:00"
    assert stamp(datetime(2026, 7, 1, 2, 0, tzinfo=timezone(timedelta(hours=2)))) == "2026-07-01 08:00:00"


def test_a_time_without_a_zone_is_never_told():
    with pytest.raises(ValueError, match="zone"):
        stamp(datetime(2026, 1, 1))


def test_what_is_read_is_utc_with_or_without_milliseconds():
    midnight = datetime(2026, 11, 10, 16, 0, tzinfo=UTC)
    assert moment_or_none("2026-11-11 00:00:00") == midnight
    assert moment_or_none("2026-11-11 00:00:00.320") == midnight
    assert moment_or_none("2026-11-11 00:00:00").tzinfo is UTC


@pytest.mark.parametrize(
    "text", [None, "", "2026-02-30 00:00:00", "2026-11-11", "2026-11-11T00:00:00Z", "0001-01-01 00:00:00", 7, "２026"]
)
def test_an_unreadable_time_is_none_and_no_error(text):
    assert moment_or_none(text) is None

"""The calendar of pages: whole weeks, no day twice, and every change of what is seen exactly once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tbo.rules.page_calendar import FIRST, LAST, Turn, beside, flips, month_or_none, weeks
from tbo.rules.publications import PublicationFacts, live

MIDNIGHT = datetime(2026, 11, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
months = st.dates(FIRST, LAST).map(lambda day: day.replace(day=1))
publications = st.lists(
    st.tuples(st.integers(-5, 30), st.none() | st.integers(1, 12), st.none() | st.integers(1, 4)), max_size=6
).map(
    lambda rows: [
        PublicationFacts(
            number, version, MIDNIGHT + start * HOUR, None if length is None else MIDNIGHT + (start + length) * HOUR
        )
        for number, (start, length, version) in enumerate(rows, start=1)
    ]
)


@given(months)
def test_a_month_lies_in_whole_weeks_from_monday_and_no_more_than_it_needs(month):
    days = [day for week in weeks(month) for day in week]
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
    assert days[0].weekday() == 0
    assert len(days) % 7 == 0
    inside = [day for day in days if (day.year, day.month) == (month.year, month.month)]
    assert inside[0] == month
    assert (inside[-1] + timedelta(days=1)).day == 1
    assert month in days[:7]
    assert inside[-1] in days[-7:]


@given(months)
def test_the_months_beside_lead_back(month):
    later = beside(month, 1)
    assert later is None or beside(later, -1) == month


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "1999-12", "2100-01", "2026-1", "x" * 7, "٢٠٢٦-١١"])
def test_what_is_no_month_is_none(text):
    assert month_or_none(text) is None


def test_a_month_is_read():
    assert month_or_none("2026-11") == date(2026, 11, 1)
    assert beside(FIRST, -1) is None
    assert beside(LAST, 1) is None


@given(publications)
def test_between_two_flips_nothing_changes_and_each_flip_says_what_is_seen(rows):
    first, last = MIDNIGHT, MIDNIGHT + 24 * HOUR
    found = flips(rows, first, last)
    assert [each.at for each in found] == sorted({each.at for each in found})
    seen = live(rows, first - timedelta(microseconds=1))
    for hour in range(24):
        now = first + hour * HOUR
        flip = next((each for each in found if each.at == now), None)
        shown = live(rows, now)
        if flip is None:
            assert shown == seen
        else:
            assert shown != seen
            assert flip.version == (shown.version if shown else None)
            assert (flip.turn is Turn.OFF) == (flip.version is None)
        seen = shown


def test_an_end_brings_back_what_stood_there():
    before = PublicationFacts(1, 7, MIDNIGHT - HOUR)
    campaign = PublicationFacts(2, 8, MIDNIGHT, MIDNIGHT + 2 * HOUR)
    off = PublicationFacts(3, None, MIDNIGHT + 5 * HOUR)
    told = [
        (each.turn, each.version, each.until) for each in flips([before, campaign, off], MIDNIGHT, MIDNIGHT + 9 * HOUR)
    ]
    assert told == [
        (Turn.SHOWN, 8, MIDNIGHT + 2 * HOUR),
        (Turn.BACK, 7, None),
        (Turn.OFF, None, None),
    ]

"""Ending a pause: at every boundary between going on as before, a deduction now, and months that run still."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tbo.rules.order_states import CHINA
from tbo.rules.pauses import INSTANT, Resumed, resumed
from tbo.rules.plan_changes import can_be_told

PLANNED, PAUSED_TO = date(2026, 12, 18), date(2027, 1, 18)
ENDS = datetime(2026, 12, 19, tzinfo=CHINA)
HOUR = timedelta(hours=1)


def china(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=CHINA).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (china(2026, 12, 1), Resumed(PLANNED, False)),
        (china(2026, 12, 13, 19), Resumed(PLANNED, False)),
        (china(2026, 12, 13, 19, 1), Resumed(PLANNED, True)),
        (ENDS - INSTANT, Resumed(PLANNED, True)),
        (ENDS, Resumed(date(2026, 12, 19), True)),
        (china(2026, 12, 30), Resumed(date(2027, 1, 1), True)),
    ],
)
def test_a_pause_ends_as_if_there_had_been_none_or_by_a_deduction_now(now, then):
    assert resumed(PAUSED_TO, 1, ENDS, ENDS, now) == then


def test_what_is_deducted_at_once_before_the_end_is_inside_alipays_window():
    now = ENDS - 6 * timedelta(days=1)
    while now < ENDS:
        then = resumed(PAUSED_TO, 1, ENDS, ENDS, now)
        assert not then.is_at_once or then.planned_on - now.astimezone(CHINA).date() <= timedelta(days=5)
        now += HOUR


@pytest.mark.parametrize("days", range(1, 40))
def test_while_other_months_run_nothing_is_deducted_and_the_next_one_can_be_told_of(days):
    now, paid_until = ENDS + HOUR, ENDS + timedelta(days=days)
    then = resumed(PAUSED_TO, 1, ENDS, paid_until, now)
    assert not then.is_at_once
    assert can_be_told(then.planned_on, now)
    assert then.planned_on >= (paid_until - INSTANT).astimezone(CHINA).date()


def test_who_never_paid_a_period_is_deducted_from_now():
    assert resumed(PAUSED_TO, 1, None, None, ENDS) == Resumed(date(2026, 12, 19), True)

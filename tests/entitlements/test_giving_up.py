"""Rights that end before their time: given up for another order, ended by hand, or lengthened when households merge."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.accounts.merging import merge
from tbo.db import db
from tbo.entitlements.grants import (
    Given,
    end_right,
    fresh_entitlements_of,
    give_up,
    grant,
    paid_until,
    reduce_paid,
    revoke,
    take_up_again,
)
from tbo.entitlements.models import Entitlement
from tbo.rules.money import Money

from ..support.selling import household

INSTANT, DAY = timedelta(microseconds=1), timedelta(days=1)


@pytest.fixture
def now(app) -> datetime:
    return clock.now()


@pytest.fixture
def lin(now) -> int:
    """A household."""
    return household()


def month(home: int, source: str, starts_at: datetime, days: int = 30, paid: int = 1900) -> None:
    given = Given(
        kind="plan", plan_key="monthly", starts_at=starts_at, ends_at=starts_at + days * DAY, paid=Money(paid)
    )
    assert grant(home, given, "order", source)


def row(source: str) -> Entitlement:
    db.session.expire_all()
    return db.session.scalars(select(Entitlement).where(Entitlement.source == source)).one()


def held(home: int) -> list[tuple[str, datetime]]:
    return [(right.source, right.ends_at) for right in fresh_entitlements_of(home)]


def test_what_is_given_up_ends_now_and_what_never_ran_was_never_held(lin, now):
    month(lin, "runs", now - 10 * DAY)
    month(lin, "begins", now)
    month(lin, "later", now + DAY)
    with clock.standing_at(now):
        give_up("order", ["runs", "begins", "later"], "TBO9")
    assert held(lin) == [("runs", now)]
    assert (row("runs").given_up_for, row("later").given_up_at) == ("TBO9", now)


def test_what_ran_for_an_instant_was_held_for_it(lin, now):
    month(lin, "begins", now)
    with clock.standing_at(now + INSTANT):
        give_up("order", ["begins"], "TBO9")
    assert held(lin) == [("begins", now + INSTANT)]


def test_giving_up_touches_what_is_named_once_and_is_undone_by_its_order(lin, now):
    stranger = household()
    for source in ("first", "second", "third"):
        month(lin, source, now - DAY)
    give_up("order", ["first"], "TBO8")
    before = row("first").given_up_at
    with clock.standing_at(now + DAY):
        give_up("order", ["first", "second"], "TBO9")
    give_up("voucher", ["third"], "TBO9")
    assert (row("first").given_up_at, row("first").given_up_for) == (before, "TBO8")
    assert row("third").given_up_at is None
    take_up_again(stranger, "TBO9")
    assert row("second").given_up_for == "TBO9"
    take_up_again(lin, "TBO9")
    assert (row("second").given_up_at, row("second").given_up_for) == (None, None)
    assert row("first").given_up_for == "TBO8"


def test_paid_time_counts_plans_that_stand_and_begin_before_an_instant(lin, now):
    stranger = household()
    month(lin, "first", now - DAY)
    month(lin, "second", now + 29 * DAY)
    month(stranger, "of others", now + 300 * DAY)
    assert paid_until(lin) == now + 59 * DAY
    assert paid_until(lin, now + 29 * DAY) == now + 29 * DAY
    assert paid_until(lin, now + 29 * DAY + INSTANT) == now + 59 * DAY
    assert paid_until(lin, now - DAY) is None
    give_up("order", ["second"], "TBO9")
    assert paid_until(lin) == now + 29 * DAY
    revoke("order", "first", "a complaint")
    assert paid_until(lin) is None


def test_an_end_by_hand_is_later_than_the_beginning_or_changes_nothing(lin, now):
    month(lin, "first", now)
    end_right("order", "first", now)
    assert row("first").ends_at == now + 30 * DAY
    end_right("voucher", "first", now + DAY)
    assert row("first").ends_at == now + 30 * DAY
    end_right("order", "first", now + INSTANT)
    assert row("first").ends_at == now + INSTANT
    end_right("order", "first", now + 90 * DAY)
    assert row("first").ends_at == now + 90 * DAY


@pytest.mark.parametrize(("by", "left"), [(1899, 1), (1900, 0), (1901, 0)])
def test_what_went_back_counts_no_more(lin, now, by, left):
    month(lin, "first", now)
    month(lin, "second", now + 30 * DAY)
    reduce_paid("order", "first", Money(by))
    assert (row("first").paid_fen, row("second").paid_fen) == (left, 1900)


def test_why_a_right_was_taken_back_is_kept_as_far_as_there_is_room(lin, now):
    month(lin, "first", now)
    assert revoke("order", "first", "x" * 300)
    assert row("first").revoked_because == "x" * 200
    assert not revoke("order", "first", "again")
    assert row("first").revoked_because == "x" * 200


def test_plans_of_two_households_follow_each_other_and_no_day_is_lost(lin, now):
    chen = household()
    month(lin, "lin runs", now - 10 * DAY)
    month(chen, "chen runs", now - 5 * DAY)
    month(chen, "chen later", now + 60 * DAY)
    month(lin, "lin over", now - 40 * DAY)
    month(chen, "taken back", now - 5 * DAY, 90)
    month(chen, "given up", now - 5 * DAY, 90)
    revoke("order", "taken back", "-")
    give_up("order", ["given up"], "TBO9")
    with clock.standing_at(now):
        merge(chen, lin)
    # 20 days are left of one and 25 of the other; what follows later shares nothing with them.
    assert row("lin runs").ends_at == now + 20 * DAY
    assert row("chen runs").ends_at == now + 45 * DAY
    assert row("chen later").ends_at == now + 90 * DAY
    assert row("lin over").ends_at == now - 10 * DAY
    assert row("taken back").ends_at == row("given up").ends_at == now + 85 * DAY
    assert {one.household_id for one in db.session.scalars(select(Entitlement))} == {lin}


def test_a_later_plan_is_lengthened_by_the_days_it_shares_alone(lin, now):
    chen = household()
    month(lin, "first", now)
    month(chen, "second", now + 10 * DAY)
    with clock.standing_at(now):
        merge(chen, lin)
    assert (row("first").ends_at, row("second").ends_at) == (now + 30 * DAY, now + 60 * DAY)
    assert (row("first").starts_at, row("second").starts_at) == (now, now + 10 * DAY)


def test_a_household_that_brings_no_plan_changes_nothing_however_often(lin, now):
    chen, *others = [household() for _ in range(4)]
    month(lin, "first", now)
    month(chen, "second", now)
    with clock.standing_at(now):
        merge(chen, lin)
        ended = [row(name).ends_at for name in ("first", "second")]
        assert sorted(ended) == [now + 30 * DAY, now + 60 * DAY]
        for other in others:
            merge(other, lin)
            assert [row(name).ends_at for name in ("first", "second")] == ended


@pytest.mark.parametrize("take", [lambda: revoke("order", "first", "-"), lambda: give_up("order", ["first"], "TBO9")])
def test_the_first_of_two_that_came_together_takes_its_own_days_with_it(lin, now, take):
    chen = household()
    month(lin, "first", now)
    month(chen, "second", now + INSTANT)
    with clock.standing_at(now):
        merge(chen, lin)
    assert row("second").own_from == now + 30 * DAY
    with clock.standing_at(now + 10 * DAY):
        take()
    assert row("second").ends_at == now + 40 * DAY
    with clock.standing_at(now + 10 * DAY):
        take_up_again(lin, "TBO9")
    assert row("second").ends_at == now + (40 if row("first").revoked_at else 60) * DAY


def test_an_end_by_hand_moves_what_stands_behind_it(lin, now):
    chen = household()
    month(lin, "first", now)
    month(chen, "second", now + INSTANT)
    with clock.standing_at(now):
        merge(chen, lin)
        end_right("order", "first", now + 20 * DAY)
    assert row("second").ends_at == now + 50 * DAY


def test_of_two_plans_the_one_that_began_first_runs_first_though_it_ends_last(lin, now):
    chen = household()
    month(chen, "short", now - 5 * DAY, 30)
    month(lin, "long", now - 10 * DAY, 60)
    with clock.standing_at(now):
        merge(chen, lin)
    assert (row("long").ends_at, row("short").ends_at) == (now + 50 * DAY, now + 75 * DAY)

"""Rights: given once by each source, taken back exactly, and running by their clocks to the instant."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tbo import clock
from tbo.accounts.viewer import Viewer
from tbo.catalog.models import Episode, Season
from tbo.db import db
from tbo.entitlements.grants import (
    Given,
    access_for,
    access_for_many,
    entitlements_of,
    fresh_entitlements_of,
    grant,
    paid_until,
    reduce_paid,
    rental_of,
    revoke,
    start_rental,
)
from tbo.entitlements.models import Entitlement
from tbo.offers.goods import goods_of_season
from tbo.rules.access import Because
from tbo.rules.money import Money
from tbo.rules.rights import RENTAL_FINISH_WITHIN, RENTAL_START_WITHIN, RENTAL_STARTS_AFTER_S

from ..support.queries import recorded_queries
from ..support.selling import household

INSTANT = timedelta(microseconds=1)
DAY = timedelta(days=1)


@pytest.fixture
def lin(app) -> int:
    """A household."""
    return household()


def facts(series):
    return goods_of_season(series.season_id).episodes


def keep(series, number: int = 1, **changes) -> Given:
    """The right to keep an episode."""
    given = {"kind": "episode", "episode_id": series.episodes[number - 1], "starts_at": clock.now(), "paid": Money(300)}
    return Given(**given | changes)


def row(source: str) -> Entitlement:
    db.session.expire_all()
    return db.session.scalars(select(Entitlement).where(Entitlement.source == source)).one()


def rent(series, lin: int, source: str = "TBO1") -> None:
    grant(lin, rental_of(series.episodes[0], clock.now(), Money(120)), "order", source)


def at(moment, function, *arguments):
    with clock.standing_at(moment):
        return function(*arguments)


def test_a_source_gives_once(series, lin):
    assert grant(lin, keep(series), "order", "TBO1") is True
    assert grant(lin, keep(series), "order", "TBO1") is False
    assert [right.source for right in fresh_entitlements_of(lin)] == ["TBO1"]


def test_what_was_taken_back_is_not_given_again_by_the_same_source(series, lin):
    grant(lin, keep(series), "order", "TBO1")
    revoke("order", "TBO1", "refunded")
    assert grant(lin, keep(series), "order", "TBO1") is False
    assert fresh_entitlements_of(lin) == ()


def test_the_database_itself_holds_that_a_source_gives_once(series, lin):
    grant(lin, keep(series), "order", "TBO1")
    twin = Entitlement(
        **{"household_id": lin, "kind": "episode", "episode_id": series.episodes[1], "paid_fen": 0},
        **{"source_kind": "order", "source": "TBO1", "starts_at": clock.now()},
    )
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.add(twin)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "everything"},
        {"kind": "season"},
        {"kind": "plan"},
        {"episode_id": None},
        {"kind": "rental"},
        {"ends_at": "before it starts"},
        {"paid": Money(-1)},
    ],
)
def test_the_database_refuses_rights_that_make_no_sense(series, lin, wrong):
    if "ends_at" in wrong:
        wrong = {"ends_at": clock.now() - DAY}
    with pytest.raises(IntegrityError), db.session.begin_nested():
        grant(lin, keep(series, **wrong), "order", "TBO1")


def test_taking_back_touches_one_source_only(series, lin):
    for source in ("TBO1", "TBO2"):
        grant(lin, keep(series), "order", source)
    grant(lin, keep(series), "gift", "TBO1")
    assert revoke("order", "TBO1", "x" * 300) is True
    assert revoke("order", "TBO1", "again") is False
    assert [(right.source_kind, right.source) for right in fresh_entitlements_of(lin)] == [
        ("order", "TBO2"),
        ("gift", "TBO1"),
    ]
    revoked = db.session.scalars(select(Entitlement.revoked_because).where(Entitlement.revoked_at.is_not(None)))
    assert revoked.one() == "x" * 200


def test_a_partial_refund_lowers_the_credit_of_one_source_to_zero_at_most(series, lin):
    for source in ("TBO1", "TBO2"):
        grant(lin, keep(series), "order", source)
    reduce_paid("order", "TBO1", Money(100))
    assert row("TBO1").paid_fen == 200
    reduce_paid("order", "TBO1", Money(201))
    assert (row("TBO1").paid_fen, row("TBO2").paid_fen) == (0, 300)


def test_access_names_the_source_that_gave_it(series, lin):
    first, *_ = facts(series)
    assert access_for(first, Viewer()).because is Because.FOR_SALE
    grant(lin, keep(series), "order", "TBO1")
    access = access_for(first, Viewer(household_id=lin))
    assert (access.allowed, access.because, access.source) == (True, Because.BOUGHT_EPISODE, "TBO1")
    assert access_for(first, Viewer(household_id=household())).allowed is False


def test_a_season_opens_episodes_that_were_added_later(series, lin):
    given = Given(kind="season", season_id=series.season_id, starts_at=clock.now(), paid=Money(900))
    grant(lin, given, "order", "TBO1")
    season = db.session.get(Season, series.season_id)
    old = season.episodes[0]
    same = {name: getattr(old, name) for name in ("title_id", "name", "duration_s", "price_fen", "available_at")}
    season.episodes.append(Episode(number=9, **same))
    db.session.commit()
    answers = access_for_many(facts(series), Viewer(household_id=lin))
    assert [access.because for access in answers] == [Because.BOUGHT_SEASON] * 5


def test_many_episodes_cost_one_query_and_a_visitor_none(series, lin):
    every = facts(series)
    with recorded_queries() as queries:
        access_for_many(every, Viewer(household_id=lin))
    assert len(queries) == 1
    with recorded_queries() as queries:
        access_for_many(every, Viewer())
    assert queries == []


def test_within_a_request_rights_are_read_once_and_again_after_a_change(app, series, lin):
    with app.test_request_context():
        with recorded_queries() as queries:
            assert entitlements_of(lin) == entitlements_of(lin) == ()
        assert len(queries) == 1
        grant(lin, keep(series), "order", "TBO1")
        assert len(entitlements_of(lin)) == 1
        reduce_paid("order", "TBO1", Money(100))
        assert entitlements_of(lin)[0].paid == Money(200)
        revoke("order", "TBO1", "refunded")
        assert entitlements_of(lin) == ()


def test_a_rental_waits_thirty_days_to_the_instant(series, lin):
    now, (first, *_), somebody = clock.now(), facts(series), Viewer(household_id=lin)
    with clock.standing_at(now):
        rent(series, lin)
    ends_at = now + RENTAL_START_WITHIN
    assert at(ends_at - INSTANT, access_for, first, somebody).because is Because.RENTED
    assert at(ends_at, access_for, first, somebody).because is Because.FOR_SALE


def test_a_rental_starts_after_three_minutes_of_playback_and_once(series, lin):
    now, (first, *_), somebody = clock.now(), facts(series), Viewer(household_id=lin)
    with clock.standing_at(now):
        rent(series, lin)
        access = access_for(first, somebody)
        assert start_rental(lin, access, RENTAL_STARTS_AFTER_S - 1) is False
        assert row("TBO1").started_at is None
    started = now + DAY
    assert at(started, start_rental, lin, access, RENTAL_STARTS_AFTER_S) is True
    assert at(started + DAY, start_rental, lin, access, RENTAL_STARTS_AFTER_S) is False
    assert (row("TBO1").started_at, row("TBO1").ends_at) == (started, started + RENTAL_FINISH_WITHIN)
    ends_at = started + RENTAL_FINISH_WITHIN
    assert at(ends_at - INSTANT, access_for, first, somebody).until == ends_at
    assert at(ends_at, access_for, first, somebody).because is Because.FOR_SALE


def test_a_rental_begun_at_the_last_instant_still_has_its_48_hours(series, lin):
    now, (first, *_), somebody = clock.now(), facts(series), Viewer(household_id=lin)
    with clock.standing_at(now):
        rent(series, lin)
        access = access_for(first, somebody)
    last = now + RENTAL_START_WITHIN - INSTANT
    assert at(last, start_rental, lin, access, RENTAL_STARTS_AFTER_S) is True
    assert at(last + RENTAL_FINISH_WITHIN - INSTANT, access_for, first, somebody).because is Because.RENTED


def test_a_rental_that_ran_out_unstarted_is_not_started(series, lin):
    now, (first, *_) = clock.now(), facts(series)
    with clock.standing_at(now):
        rent(series, lin)
        access = access_for(first, Viewer(household_id=lin))
    assert at(now + RENTAL_START_WITHIN, start_rental, lin, access, RENTAL_STARTS_AFTER_S) is False


def test_a_rental_is_not_started_by_what_was_opened_otherwise(series, lin):
    rent(series, lin)
    grant(lin, keep(series), "order", "TBO2")
    access = access_for(facts(series)[0], Viewer(household_id=lin))
    assert access.because is Because.BOUGHT_EPISODE
    assert start_rental(lin, access, 10 * RENTAL_STARTS_AFTER_S) is False
    assert row("TBO1").started_at is None


def test_another_household_does_not_start_a_rental(series, lin):
    rent(series, lin)
    access = access_for(facts(series)[0], Viewer(household_id=lin))
    assert start_rental(household(), access, RENTAL_STARTS_AFTER_S) is False


def test_paid_time_ends_with_the_last_period_that_was_not_taken_back(lin):
    now = clock.now()
    assert paid_until(lin) is None
    for source, days in (("TBO1", 30), ("TBO2", 60), ("TBO3", 90)):
        given = Given(kind="plan", plan_key="monthly", starts_at=now, ends_at=now + days * DAY)
        grant(lin, given, "order", source)
    assert paid_until(lin) == now + 90 * DAY
    revoke("order", "TBO3", "refunded")
    assert paid_until(lin) == now + 60 * DAY

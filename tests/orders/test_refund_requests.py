"""A shopper's own refund: the play log decides, and two taps are one refund."""

import secrets
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.accounts.models import Profile
from tbo.db import db
from tbo.entitlements.grants import fresh_entitlements_of
from tbo.entitlements.models import Entitlement
from tbo.jobs import run_due_jobs
from tbo.orders.books.ledger import LedgerEntry
from tbo.orders.gifts.giving import gift_of
from tbo.orders.models import Order, Refund
from tbo.orders.refunds.requests import NotRefundable, own_refund, take_back
from tbo.orders.refunds.sending import refund_order
from tbo.playback.models import PlaybackSession, Progress
from tbo.rules.ledger import LedgerKind, household_actor
from tbo.rules.money import Money
from tbo.rules.refund_window import REFUND_WITHIN, RefundAnswer
from tbo.rules.subscription_states import SubscriptionEvent, SubscriptionState
from tbo.subscriptions.lifecycle import happen

from ..support.at_once import at_once
from ..support.far_side import FarSide
from ..support.selling import DAY, buying, household, order_of, payment_of, place, sell_plan, sell_series
from .paid_periods import subscribe
from .telling import tell

INSTANT = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)


def bought(wish, alipay: FarSide, buyer: int | None = None) -> Order:
    number = buying(wish, buyer)
    tell(alipay.pays(number, payment_of(number).amount_fen))
    return order_of(number)


def answer(order: Order) -> RefundAnswer:
    return own_refund(order).answer


def play(household_id: int, episode_id: int, at=None, played_s: int = 30) -> None:
    """What a player leaves behind."""
    at = at or clock.now() + MINUTE
    row = {"household_id": household_id, "episode_id": episode_id, "started_at": at, "last_beat_at": at}
    db.session.add(PlaybackSession(id=secrets.token_urlsafe(16), played_s=played_s, **row))
    db.session.commit()


def test_what_nobody_played_goes_back_and_is_taken_back(series, alipay):
    order = bought(series.episode(1), alipay)
    assert own_refund(order).amount == Money(300)
    take_back(order.number, order.household_id)
    assert answer(order) is RefundAnswer.ON_ITS_WAY
    run_due_jobs()
    db.session.expire_all()
    assert answer(order) is RefundAnswer.DONE
    right = db.session.scalars(select(Entitlement).where(Entitlement.source == order.number)).one()
    assert right.revoked_at is not None
    assert alipay.trades[order.paid_by].refunded == 300
    asked = db.session.scalars(select(LedgerEntry).where(LedgerEntry.kind == LedgerKind.REFUND_REQUESTED)).one()
    assert asked.actor == household_actor(order.household_id)


def test_seven_days_after_paying_it_is_too_late(series, alipay):
    order = bought(series.episode(1), alipay)
    end = order.paid_at + REFUND_WITHIN
    with clock.standing_at(end - INSTANT):
        assert answer(order) is RefundAnswer.POSSIBLE
    with clock.standing_at(end):
        assert answer(order) is RefundAnswer.TOO_LATE
        with pytest.raises(NotRefundable):
            take_back(order.number, order.household_id)


@pytest.mark.parametrize("played_s", [0, 30])
def test_what_was_begun_even_unheard_of_stays_paid(series, alipay, played_s):
    order = bought(series.episode(1), alipay)
    play(order.household_id, series.episodes[0], played_s=played_s)
    assert answer(order) is RefundAnswer.PLAYED
    with pytest.raises(NotRefundable):
        take_back(order.number, order.household_id)
    assert db.session.scalar(select(func.count(Refund.id))) == 0


def test_a_place_that_a_profile_got_to_proves_it_too(series, alipay):
    order = bought(series.episode(1), alipay)
    profile = db.session.scalars(select(Profile.id).where(Profile.household_id == order.household_id)).one()
    place_in = {"profile_id": profile, "episode_id": series.episodes[0], "title_id": series.title_id}
    db.session.add(Progress(**place_in, position_s=0, length_s=1500, updated_at=clock.now() + MINUTE))
    db.session.commit()
    assert answer(order) is RefundAnswer.POSSIBLE
    db.session.execute(db.update(Progress).values(position_s=20))
    assert answer(order) is RefundAnswer.PLAYED


def test_plays_of_others_of_other_episodes_and_of_before_do_not_count(series, alipay):
    order = bought(series.episode(1), alipay)
    play(household(), series.episodes[0])
    play(order.household_id, series.episodes[1])
    play(order.household_id, series.episodes[0], order.paid_at - MINUTE)
    assert answer(order) is RefundAnswer.POSSIBLE


def test_a_season_is_used_by_any_episode_that_only_it_opened(series, alipay):
    buyer = household()
    bought(series.episode(1), alipay, buyer)
    season = bought(series.season, alipay, buyer)
    play(buyer, series.episodes[0])
    assert answer(season) is RefundAnswer.POSSIBLE
    play(buyer, series.episodes[3])
    assert answer(season) is RefundAnswer.PLAYED


def test_a_plan_period_is_used_by_any_episode_that_only_it_opened(app, alipay):
    in_plan, beside = sell_series(in_plan_at=clock.now() - DAY), sell_series()
    buyer = household()
    plan = bought(sell_plan(), alipay, buyer)
    bought(beside.episode(1), alipay, buyer)
    play(buyer, beside.episodes[0])
    assert answer(plan) is RefundAnswer.POSSIBLE
    play(buyer, in_plan.episodes[2])
    assert answer(plan) is RefundAnswer.PLAYED


@pytest.mark.parametrize("by_staff", [False, True])
def test_of_two_that_opened_what_was_watched_one_stays_paid(series, alipay, by_staff):
    buyer = household()
    episode, season = bought(series.episode(1), alipay, buyer), bought(series.season, alipay, buyer)
    play(buyer, series.episodes[0])
    assert answer(season) is RefundAnswer.POSSIBLE
    if by_staff:
        refund_order(season.number, "a complaint")
    else:
        take_back(season.number, buyer)
    db.session.expire_all()
    assert answer(episode) is RefundAnswer.PLAYED
    with pytest.raises(NotRefundable):
        take_back(episode.number, buyer)


def test_what_is_asked_back_opens_nothing_until_alipay_has_decided(series, alipay):
    order = bought(series.episode(1), alipay)
    take_back(order.number, order.household_id)
    assert fresh_entitlements_of(order.household_id) == ()
    alipay.finishes(order.paid_by)
    run_due_jobs()
    db.session.expire_all()
    held = fresh_entitlements_of(order.household_id)
    assert [(right.source, right.paid, right.is_going_back) for right in held] == [(order.number, Money(300), False)]


def test_a_part_that_staff_gave_back_does_not_open_it_while_the_rest_is_under_way(series, alipay):
    order = bought(series.episode(1), alipay)
    refund_order(order.number, "a complaint", Money(100))
    take_back(order.number, order.household_id)
    assert run_due_jobs(limit=1) == 1
    db.session.expire_all()
    assert [refund.state for refund in order.payments[0].refunds] == ["done", "requested"]
    assert fresh_entitlements_of(order.household_id) == ()


def test_what_staff_give_back_is_watched_until_the_money_is_there(series, alipay):
    order = bought(series.episode(1), alipay)
    refund_order(order.number, "a complaint")
    assert [right.is_going_back for right in fresh_entitlements_of(order.household_id)] == [True]
    run_due_jobs()
    assert fresh_entitlements_of(order.household_id) == ()


def test_what_counts_in_a_later_order_goes_back_after_that_one(series, alipay):
    buyer = household()
    episode = bought(series.episode(1), alipay, buyer)
    season = bought(series.season, alipay, buyer)
    assert answer(episode) is RefundAnswer.COUNTED
    take_back(season.number, buyer)
    run_due_jobs()
    assert answer(order_of(episode.paid_by)) is RefundAnswer.POSSIBLE


def test_an_unpaid_order_that_counts_it_holds_it_too(series, alipay):
    buyer = household()
    episode = bought(series.episode(1), alipay, buyer)
    place(buyer, series.season)
    assert answer(episode) is RefundAnswer.COUNTED


def test_nothing_paid_is_nothing_to_take_back(series, alipay):
    unpaid = order_of(buying(series.episode(1)))
    assert answer(unpaid) is RefundAnswer.NOTHING_PAID
    with pytest.raises(NotRefundable):
        take_back(unpaid.number, unpaid.household_id)


def test_a_finished_trade_says_so(series, alipay):
    order = bought(series.episode(1), alipay)
    tell(alipay.finishes(order.paid_by))
    assert answer(order_of(order.paid_by)) is RefundAnswer.FINISHED


def test_after_a_part_went_back_the_rest_can(series, alipay):
    order = bought(series.episode(1), alipay)
    refund_order(order.number, "a wish", Money(100))
    run_due_jobs()
    order = order_of(order.paid_by)
    assert own_refund(order).amount == Money(200)
    take_back(order.number, order.household_id)
    run_due_jobs()
    assert alipay.trades[order.paid_by].refunded == 300


def test_nobody_takes_back_what_others_bought(series, alipay):
    order = bought(series.episode(1), alipay)
    with pytest.raises(NotRefundable):
        take_back(order.number, household())
    assert db.session.scalar(select(func.count(Refund.id))) == 0


def test_a_gift_goes_back_until_somebody_opened_it(series, alipay):
    number = buying(series.episode(1))
    db.session.execute(db.update(Order).values(is_gift=True))
    db.session.commit()
    tell(alipay.pays(number, 300))
    order = order_of(number)
    assert answer(order) is RefundAnswer.POSSIBLE
    gift = gift_of(order)
    gift.redeemed_at, gift.household_id = clock.now(), household()
    db.session.commit()
    assert answer(order) is RefundAnswer.OPENED


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (SubscriptionState.ACTIVE, SubscriptionState.CANCELLED),
        (SubscriptionState.GRACE, SubscriptionState.CANCELLED),
        (SubscriptionState.PAUSED, SubscriptionState.LAPSED),
    ],
)
def test_whoever_gives_a_period_back_is_not_charged_for_the_next(app, alipay, state, after):
    order = bought(sell_plan(), alipay)
    held = subscribe(order, state)
    assert own_refund(order).stops_renewing
    take_back(order.number, order.household_id)
    assert held.state == after


def test_a_subscription_that_was_cancelled_or_has_another_order_stays_as_it_is(series, alipay):
    plan = bought(sell_plan(), alipay)
    episode = bought(series.episode(1), alipay, plan.household_id)
    held = subscribe(plan, SubscriptionState.ACTIVE)
    take_back(episode.number, episode.household_id)
    assert held.state == SubscriptionState.ACTIVE
    happen(held, SubscriptionEvent.CANCEL)
    db.session.commit()
    take_back(plan.number, plan.household_id)
    assert held.state == SubscriptionState.CANCELLED


def test_eight_taps_at_once_are_one_refund(committed_app, monkeypatch):
    from tbo.alipay import transport

    alipay = FarSide()
    monkeypatch.setattr(transport, "post_form", alipay.post_form)
    with committed_app.app_context():
        order = bought(sell_series().episode(1), alipay)
        number, buyer = order.number, order.household_id
        db.session.rollback()
        at_once(committed_app, *[lambda: take_back(number, buyer)] * 8)
        run_due_jobs()
        db.session.rollback()
        assert db.session.scalar(select(func.count(Refund.id))) == 1
        assert alipay.trades[order_of(order.paid_by).paid_by].refunded == 300

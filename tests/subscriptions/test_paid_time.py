"""What a subscription costs and how long it was paid for, where prices and rights have ends of their own."""

from datetime import timedelta

from tbo import clock
from tbo.db import db, writing
from tbo.entitlements.grants import Given, grant, revoke
from tbo.offers.models import Plan, PlanVersion
from tbo.subscriptions.lifecycle import extended
from tbo.subscriptions.models import RenewalAttempt
from tbo.subscriptions.pricing import price_at
from tbo.subscriptions.taking_back import period_taken_back

from ..orders.shopper import orders
from ..orders.subscribers import CHARGE, DAY, HOUR, MORNING, PLANNED_ENDS, live, subscribed, subscription

INSTANT = timedelta(microseconds=1)


def sold_dearer(until) -> None:
    """Sell the plan at 22.00 from the next day on."""
    with writing():
        plan = db.session.query(Plan).one()
        version = {"version": 2, "price_fen": 2200, "sold_from": MORNING + DAY, "sold_until": until}
        db.session.add(PlanVersion(plan_id=plan.id, **version))
        db.session.execute(db.update(PlanVersion).where(PlanVersion.version == 1).values(sold_until=MORNING + DAY))


def test_a_price_that_is_sold_no_more_is_nobody_elses(side):
    number = subscribed(side)
    sold_dearer(until=PLANNED_ENDS)
    found = price_at(subscription(number), CHARGE)
    assert (found.price.fen, found.because, found.others) == (1900, "same", None)


def test_a_price_that_is_sold_on_is_what_others_pay(side):
    number = subscribed(side)
    sold_dearer(until=PLANNED_ENDS + INSTANT)
    found = price_at(subscription(number), CHARGE)
    assert (found.price.fen, found.because, found.others.fen) == (1900, "kept", 2200)


def taken_back(number: str, nth: int) -> None:
    order = orders()[nth].number
    with writing():
        revoke("order", order, "a complaint")
        period_taken_back(order)


def test_months_that_begin_after_a_gap_keep_no_period_that_was_taken_back(side):
    number = subscribed(side)
    later = Given(kind="plan", plan_key="monthly", starts_at=PLANNED_ENDS + 9 * DAY, ends_at=PLANNED_ENDS + 39 * DAY)
    with writing():
        grant(subscription(number).household_id, later, "gift", "later")
    with clock.standing_at(MORNING + HOUR):
        taken_back(number, 0)
    assert subscription(number).period_ends_at == subscription(number).next_look_at == MORNING + HOUR


def test_months_that_follow_at_once_are_watched_on(side):
    number = subscribed(side)
    now = MORNING + HOUR
    beside = Given(kind="plan", plan_key="monthly", starts_at=MORNING, ends_at=MORNING + 9 * DAY)
    with writing():
        grant(subscription(number).household_id, beside, "gift", "beside")
    before = subscription(number).next_look_at
    with clock.standing_at(now):
        taken_back(number, 0)
    assert subscription(number).period_ends_at == MORNING + 9 * DAY
    assert subscription(number).next_look_at == now != before


def test_an_earlier_period_leaves_the_end_where_it_is(side):
    number = subscribed(side)
    live(CHARGE + HOUR)
    ends_at = subscription(number).period_ends_at
    with clock.standing_at(CHARGE + 2 * HOUR):
        taken_back(number, 0)
    assert subscription(number).period_ends_at == ends_at
    with clock.standing_at(CHARGE + 3 * HOUR):
        taken_back(number, 1)
    assert subscription(number).period_ends_at == CHARGE + 3 * HOUR


def test_an_order_of_no_subscription_takes_no_time_back(side):
    number = subscribed(side)
    ends_at = subscription(number).period_ends_at
    with writing():
        period_taken_back("TBO20261118-7F3K9QRD")
    assert subscription(number).period_ends_at == ends_at


def test_a_payment_by_hand_ends_the_try_that_is_open_and_no_other(side):
    number = subscribed(side)
    row, order = subscription(number), "TBO20261118-7F3K9QRD"
    tried = {"subscription_id": row.id, "period": 1, "order_number": order, "tried_at": MORNING}
    with writing():
        refused = RenewalAttempt(nth=1, payment_number="T_1", state="failed", ended_at=MORNING, **tried)
        waiting = RenewalAttempt(nth=2, payment_number="T_2", state="open", **tried)
        db.session.add_all([refused, waiting])
    with clock.standing_at(MORNING + HOUR), writing():
        period = extended(order, "T_3")
    db.session.expire_all()
    found = db.select(RenewalAttempt).where(RenewalAttempt.period == 1).order_by(RenewalAttempt.nth)
    stands = [(each.nth, each.payment_number, each.state, each.ended_at) for each in db.session.scalars(found)]
    assert stands == [
        (1, "T_1", "failed", MORNING),
        (2, "T_2", "failed", MORNING + HOUR),
        (3, "T_3", "paid", MORNING + HOUR),
    ]
    assert (subscription(number).period, subscription(number).period_ends_at) == (2, period.ends_at)


def test_what_is_of_no_subscription_extends_none(side):
    subscribed(side)
    assert extended("TBO20261118-7F3K9QRD", "T_1") is None
    assert extended("TBO20261118-7F3K9QRD", None) is None

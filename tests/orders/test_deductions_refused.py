"""What Alipay answers a deduction: each answer has its own next step, and none of them charges twice."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.alipay.trouble import NotSent
from tbo.db import db, writing
from tbo.messages.models import Message
from tbo.orders.agreements.ending import cancel
from tbo.orders.models import Payment
from tbo.orders.renewals.letters import write
from tbo.orders.renewals.sweep import sweep_subscriptions
from tbo.subscriptions.given_months import let_gift_run
from tbo.subscriptions.models import RenewalAttempt

from .subscribers import CHARGE, DAY, HOUR, MORNING, live, stumbles_at, subscribed, subscription, tries, with_address


@pytest.fixture
def number(side) -> str:
    """A subscription whose next deduction is an hour away."""
    made = subscribed(side)
    live(CHARGE - HOUR)
    return made


def asked(side, method: str) -> int:
    return [name for name, _ in side.asked].count(method)


def test_a_deduction_that_never_left_is_not_asked_about_at_once_and_its_period_is_paid_once(side, number):
    stumbles_at(side, "alipay.trade.pay", False, NotSent("no connection"))
    before = asked(side, "alipay.trade.query")
    with clock.standing_at(CHARGE):
        sweep_subscriptions()
    assert asked(side, "alipay.trade.query") == before
    assert tries(number)[-1] == (1, 1, "open")
    assert db.session.scalars(select(Payment.state).order_by(Payment.id.desc())).first() == "waiting"
    side.trouble = lambda method, is_done: None
    live(CHARGE + 2 * DAY, CHARGE + HOUR)
    assert len(side.deductions()) == 2
    assert (subscription(number).state, tries(number)[-1][2]) == ("active", "paid")


def test_a_refusal_because_the_agreement_is_over_makes_the_shop_ask_for_it(side, number):
    side.refuses = "ACQ.AGREEMENT_INVALID"
    before = asked(side, "alipay.user.agreement.query")
    with clock.standing_at(CHARGE):
        sweep_subscriptions()
    assert asked(side, "alipay.user.agreement.query") == before + 2
    last = db.session.scalars(select(RenewalAttempt).order_by(RenewalAttempt.id.desc())).first()
    assert (last.state, last.sub_code) == ("failed", "ACQ.AGREEMENT_INVALID")
    assert subscription(number).state == "grace"


def test_a_refusal_for_want_of_money_asks_for_the_agreement_once(side, number):
    side.refuses = "ACQ.BUYER_BALANCE_NOT_ENOUGH"
    before = asked(side, "alipay.user.agreement.query")
    with clock.standing_at(CHARGE):
        sweep_subscriptions()
    assert asked(side, "alipay.user.agreement.query") == before + 1
    assert subscription(number).state == "grace"


def test_alipays_planned_day_follows_ours_once_and_says_who_moved_it(side, number):
    with writing():
        let_gift_run(subscription(number).household_id, 1)
    day = subscription(number).planned_on
    live(CHARGE + 62 * DAY, CHARGE)
    moved = [content for method, content in side.asked if method == "alipay.user.agreement.executionplan.modify"]
    assert [(each["deduct_time"], each["memo"]) for each in moved] == [(day.isoformat(), "TBO")]
    assert len(side.deductions()) >= 2


def test_whose_plan_has_ended_is_told_where_plans_are_sold(app, side, number):
    side.refuses = "ACQ.BUYER_BALANCE_NOT_ENOUGH"
    live(CHARGE + 7 * DAY, CHARGE)
    ended = subscription(number)
    assert (ended.state, ended.ended_because) == ("lapsed", "over while grace")
    letter = db.session.scalars(select(Message).where(Message.key == f"renewal-lapsed:{number}")).one()
    assert f"{app.extensions['tbo.settings'].base_url}/plans" in letter.body


def test_why_a_subscription_ended_is_said_once_it_has_ended_and_not_before(side, number):
    home = subscription(number).household_id
    with clock.standing_at(CHARGE - HOUR):
        cancel(home)
    assert (subscription(number).state, subscription(number).ended_because) == ("cancelled", None)
    live(CHARGE + 7 * DAY, CHARGE)
    assert subscription(number).ended_because == "over while cancelled"


def test_a_letter_that_was_written_before_is_the_same_letter(side, number):
    with writing():
        first, again = (write(subscription(number), "subscription_lapsed", "one", plans_url="/plans") for _ in range(2))
    assert first == again == db.session.scalars(select(Message.id).where(Message.key == "one")).one()


def test_trouble_with_one_subscription_keeps_no_other_waiting(side, number):
    with clock.standing_at(MORNING):
        other = subscribed(side, with_address("chen@example.com"))
    live(CHARGE - HOUR, CHARGE - 30 * DAY)
    before, broken = len(side.deductions()), []

    def trouble(method: str, is_done: bool) -> None:
        if method == "alipay.trade.pay" and not broken:
            broken.append(method)
            raise RuntimeError("a bug of ours")

    side.trouble = trouble
    with clock.standing_at(CHARGE):
        assert sweep_subscriptions() == 2
    assert len(side.deductions()) == before + 1
    looks = sorted(subscription(each).next_look_at for each in (number, other))
    assert looks[0] == CHARGE + timedelta(minutes=2) < looks[1]

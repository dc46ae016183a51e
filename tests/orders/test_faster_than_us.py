"""Somebody was faster: news, refunds and changes of plans that meet what has happened meanwhile."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.alipay import transport
from tbo.db import db, writing
from tbo.jobs import run_due_jobs
from tbo.orders.asking import PAGE_DEADLINE_S, look, look_for
from tbo.orders.books.check import differences
from tbo.orders.checkout import place_order
from tbo.orders.fapiao.desk import issue, put_back, refuse, reverse
from tbo.orders.fapiao.refusals import NothingToInvoice
from tbo.orders.models import Payment, PaymentEvent, Refund
from tbo.orders.plan_changes.changing import keep_plan
from tbo.orders.plan_changes.refusals import CannotChange
from tbo.orders.provider import account
from tbo.orders.refunds.bulk import plan_for_orders
from tbo.orders.refunds.sending import refund_order, send_refund
from tbo.orders.renewals.sweep import look_after
from tbo.orders.wishes import quote_wish
from tbo.rules.access import VISITOR
from tbo.rules.money import Money
from tbo.rules.plan_changes import Unchangeable
from tbo.subscriptions.lifecycle import NotNow
from tbo.subscriptions.models import Subscription

from ..support.coupons import offer_coupon
from ..support.selling import buying, household, order_of, payment_of
from .changers import changes, chooses, sell_others, subscribed_to
from .subscribers import CHARGE, DAY, HOUR, MORNING, hears, live, sign_url, subscription
from .telling import tell

MINUTE = timedelta(minutes=1)


@pytest.fixture
def paid(series, alipay) -> str:
    """A payment of 3.00 yuan for an episode, settled."""
    number = buying(series.episode())
    tell(alipay.pays(number, 300))
    return number


def the_refund() -> Refund:
    db.session.expire_all()
    return db.session.scalars(select(Refund)).one()


def test_a_notice_that_comes_while_the_refund_is_being_asked_for_counts_once(paid, alipay):
    order = order_of(paid).number
    refund_order(order, "a wish")

    def is_told_meanwhile(method: str, is_done: bool) -> None:
        if is_done and method == "alipay.trade.refund":
            alipay.trouble = lambda *_: None
            tell(alipay.notices[-1][1])

    alipay.trouble = is_told_meanwhile
    run_due_jobs()
    assert (the_refund().state, payment_of(paid).refunded_fen, payment_of(paid).refunding_fen) == ("done", 300, 0)
    events = db.session.scalars(select(PaymentEvent.what).where(PaymentEvent.what.contains("refund"))).all()
    assert len(events) == len(set(events))


def test_a_refund_of_a_trade_that_stands_otherwise_makes_the_shop_ask_for_the_trade(paid, alipay, monkeypatch):
    refund_order(order_of(paid).number, "a wish")
    number = the_refund().number
    monkeypatch.setattr(type(alipay), "_refused", lambda *_: "ACQ.TRADE_STATUS_ERROR")
    now = clock.now()
    with clock.standing_at(now):
        send_refund(number)
    assert (the_refund().state, the_refund().tries, payment_of(paid).next_query_at) == ("requested", 1, now)
    assert the_refund().next_try_at > now


def test_a_refund_of_nothing_is_not_sent(paid, alipay):
    before = len(alipay.asked)
    send_refund("TBO1R1")
    assert len(alipay.asked) == before


def test_what_cost_nothing_and_what_is_not_there_is_left_out_by_name(series, alipay):
    offer_coupon(percent=100)
    home = household()
    wish = type(series.episode())(kind=series.episode().kind, episode_id=series.episodes[0], coupon="HUANYING")
    assert quote_wish(wish, home, VISITOR, clock.now()).total == Money(0)
    free = place_order(home, VISITOR, wish, Money(0), "a-form-has-one-key-0001").number
    unpaid = order_of(buying(series.episode(2))).number
    plan = plan_for_orders([free, unpaid, "TBO1", free])
    assert plan.refunds == []
    assert plan.left_out == [(free, "cost nothing"), (unpaid, "not paid"), ("TBO1", "no such order")]


@pytest.mark.parametrize(
    "deed",
    [lambda: issue(7, "1", date(2026, 11, 18)), lambda: refuse(7, "no"), lambda: put_back(7), lambda: reverse(7, "1")],
)
def test_a_fapiao_that_nobody_asked_for_is_named(app, deed):
    with pytest.raises(NothingToInvoice, match=r"^there is no fapiao request 7$"):
        deed()


def test_a_surplus_that_went_back_before_it_was_told_is_not_sent_back_again(paid, alipay, series):
    order = order_of(paid)
    with writing():
        second = Payment(
            number=paid[:-1] + "2",
            order_id=order.id,
            product="page",
            state="waiting",
            amount_fen=300,
            refunded_fen=300,
            told_refunded_fen=300,
            created_at=clock.now(),
            expires_at=clock.now() + HOUR,
        )
        db.session.add(second)
    tell(alipay.pays(paid[:-1] + "2", 300))
    assert db.session.scalars(select(Refund)).all() == []
    assert (order_of(paid).state, payment_of(paid).refunding_fen) == ("fulfilled", 0)


@pytest.fixture
def plans(side) -> None:
    """A month, three months, and a month with more."""
    sell_others()


def test_a_change_is_let_go_as_long_as_the_other_deduction_can_be_told_of(side, plans):
    old = subscribed_to(side, "quarterly")
    new = changes(side, old, "monthly")
    home, ends_at = subscription(old).household_id, MORNING + 89 * DAY
    with clock.standing_at(ends_at):
        with pytest.raises(CannotChange) as refused:
            keep_plan(home)
        assert refused.value.why is Unchangeable.TOO_LATE
    assert subscription(new).state == "signing"


def test_who_has_no_plan_keeps_none(side, plans):
    home = household()
    with pytest.raises(NotNow, match=rf"^household {home} has no subscription$"):
        keep_plan(home)


def test_a_change_that_is_signed_when_its_plan_is_over_takes_nobodys_place(side, plans):
    old = subscribed_to(side, "monthly")
    new = chooses(old, "family")
    with writing():
        db.session.execute(db.update(Subscription).where(Subscription.number == old).values(state="grace"))
    side.signs(sign_url(new))
    look_after(new)
    live(MORNING + HOUR)
    assert (subscription(new).state, side.agreements[new].state) == ("lapsed", "STOP")
    assert len(side.deductions()) == 1


def test_a_planned_change_that_is_signed_too_late_to_be_told_of_is_let_go(side, plans):
    old = subscribed_to(side, "quarterly")
    new = chooses(old, "monthly")
    late = MORNING + 88 * DAY
    with clock.standing_at(late):
        side.signs(sign_url(new))
        look_after(new)
    assert subscription(new).state == "lapsed"
    assert subscription(new).ended_because == "signed too late to take the other's place"
    assert subscription(old).state == "active"


def test_money_of_the_old_agreement_that_comes_just_before_the_changes_goes_back(side, plans):
    """Its deduction was given up as unpaid; both are paid while the change is being deducted."""
    old = subscribed_to(side, "monthly")
    live(CHARGE - HOUR)
    side.hangs = True
    live(CHARGE + HOUR, CHARGE)
    late = next(reversed(side.trades))
    with writing():
        subscription(old).state = "active"
    with clock.standing_at(CHARGE + HOUR):
        new = changes(side, old, "quarterly")
        change = next(reversed(side.trades.values()))
        hears(side.pays(late, 1900))
        hears(side.pays(change.number, change.fen))
    live(CHARGE + 2 * HOUR, CHARGE + HOUR)
    assert (subscription(old).state, subscription(new).state) == ("lapsed", "active")
    assert (side.trades[late].refunded, change.refunded) == (1900, 0)
    assert db.session.scalars(select(Refund.reason)).all() == ["paid by the agreement whose place another one took"]
    assert list(differences()) == []


def test_whoever_waits_at_a_page_is_answered_soon_and_the_sweeper_may_wait_longer(series, alipay, monkeypatch):
    number, waited = buying(series.episode()), []

    def post_form(url: str, query: str, body: str, deadline_s: float) -> bytes:
        waited.append(deadline_s)
        return alipay.post_form(url, query, body, deadline_s)

    monkeypatch.setattr(transport, "post_form", post_form)
    with clock.standing_at(clock.now() + MINUTE):
        look_for(order_of(number).number)
    with clock.standing_at(clock.now() + 2 * MINUTE):
        look(number)
    assert waited == [PAGE_DEADLINE_S, account().deadline_s]
    assert PAGE_DEADLINE_S == 3.0 < account().deadline_s

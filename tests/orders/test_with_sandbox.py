"""Sweeping and refunds against the sandbox over HTTP: two sides that share no code, and every trouble it can make."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.db import db
from tbo.jobs import run_due_jobs
from tbo.orders.models import Refund
from tbo.orders.payments import Product
from tbo.orders.refunds.sending import refund_order
from tbo.orders.settlement import Settled
from tbo.orders.sweeping import sweep
from tbo.rules.order_states import LATE_LOOKS, MARGIN
from tbo.sandbox.chaos import FAULTS

from ..support.selling import household, order_of, payment_of, place
from ..support.wallet import Wallet
from .telling import tell

MINUTE = timedelta(minutes=1)


@pytest.fixture
def number(series, wallet) -> str:
    """A payment of 3.00 yuan that stands open in a wallet."""
    return wallet.leaves_for_the_cashier(place(household(), series.episode()))


def sweep_at(moment) -> None:
    with clock.standing_at(moment):
        sweep()
        run_due_jobs()


def states(number: str) -> tuple[str, str]:
    return order_of(number).state, payment_of(number).state


def test_money_whose_notice_was_lost_is_found_and_the_notice_changes_nothing_later(number, wallet):
    wallet.trouble(notices_drop_all=True)
    wallet.pays(number)
    sweep_at(clock.now() + 2 * MINUTE)
    assert states(number) == ("fulfilled", "paid")
    assert [tell(body) for body in wallet.notices(number)] == [Settled.DONE]
    assert states(number) == ("fulfilled", "paid")


def test_its_notices_are_believed_with_fields_nobody_knows_and_not_with_another_key(number, wallet):
    wallet.trouble(notices_wrong_key=True, notices_strange_fields=True)
    wallet.pays(number)
    assert [tell(body) for body in wallet.notices(number)] == [None]
    wallet.trouble(notices_strange_fields=True)
    wallet.console(number, "refunds", refund_amount="1.00")
    assert [tell(body) for body in wallet.notices(number)] == [None, Settled.DONE]
    sweep_at(clock.now() + 2 * MINUTE)
    assert states(number) == ("partly_refunded", "partly_refunded")
    assert payment_of(number).refunded_fen == 100


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault])
def test_an_answer_that_cannot_be_used_leaves_everything_unknown(number, wallet, fault):
    wallet.pays(number)
    wallet.trouble(gateway_fault=fault)
    sweep_at(clock.now() + 2 * MINUTE)
    assert states(number) == ("pending", "waiting")
    wallet.trouble()
    sweep_at(clock.now() + 5 * MINUTE)
    assert states(number) == ("fulfilled", "paid")


def test_an_opened_trade_is_closed_there_before_it_ends_here(number, wallet):
    wallet.logs_in(number)
    ends_at = payment_of(number).expires_at + MARGIN
    with clock.standing_at(ends_at):
        assert wallet.trade(number)["state"] == "WAIT_BUYER_PAY"
        sweep()
        assert states(number) == ("closed", "closed")
        assert wallet.trade(number)["state"] == "TRADE_CLOSED"


def test_money_that_comes_after_the_end_is_found_although_its_notice_was_lost(number, wallet):
    wallet.trouble(notices_drop_all=True)
    wallet.logs_in(number)
    ended_at = payment_of(number).expires_at + MARGIN
    sweep_at(ended_at)
    assert states(number) == ("closed", "closed")
    with clock.standing_at(ended_at + MINUTE):
        wallet.pays(number, "late")
    sweep_at(ended_at + LATE_LOOKS[0])
    assert states(number) == ("fulfilled", "paid")
    assert order_of(number).paid_late


def test_one_order_paid_twice_is_kept_once_and_given_back_once(series, wallet):
    order = place(household(), series.episode())
    first = wallet.leaves_for_the_cashier(order, Product.WAP)
    second = wallet.leaves_for_the_cashier(order, Product.PAGE)
    wallet.pays(first, "twice")
    sweep_at(clock.now() + 2 * MINUTE)
    back = {number: payment_of(number).refunded_fen for number in (first, second)}
    assert sorted(back.values()) == [0, 300]
    assert {n: int(float(wallet.trade(n)["refunded_amount"]) * 100) for n in back} == back
    assert order_of(first).state == "fulfilled"


def paid_and_asked_back(number: str, wallet: Wallet) -> str:
    wallet.pays(number)
    tell(wallet.notices(number)[0])
    return refund_order(order_of(number).number, "a wish")


def test_a_refund_whose_answer_was_lost_is_found_under_its_number(number, wallet):
    refund = paid_and_asked_back(number, wallet)
    wallet.trouble(gateway_fault="bad_gateway", gateway_faults_left=1)
    run_due_jobs()
    assert (states(number), wallet.trade(number)["refunded_amount"]) == (("fulfilled", "paid"), "3.00")
    sweep_at(clock.now() + MINUTE)
    assert states(number) == ("refunded", "refunded")
    assert [done["out_request_no"] for done in wallet.trade(number)["refunds"]] == [refund]


def test_a_refund_that_never_arrived_is_sent_again_under_its_number(number, wallet):
    refund = paid_and_asked_back(number, wallet)
    wallet.trouble(gateway_fault="empty", gateway_faults_left=1, gateway_fault_before_work=True)
    run_due_jobs()
    assert (states(number), wallet.trade(number)["refunds"]) == (("fulfilled", "paid"), [])
    sweep_at(clock.now() + MINUTE)
    assert states(number) == ("refunded", "refunded")
    assert [done["out_request_no"] for done in wallet.trade(number)["refunds"]] == [refund]


def test_a_seller_without_money_pays_back_later(number, wallet):
    paid_and_asked_back(number, wallet)
    wallet.trouble(seller_has_no_money=True)
    run_due_jobs()
    assert states(number) == ("fulfilled", "paid")
    wallet.trouble()
    sweep_at(clock.now() + 61 * MINUTE)
    assert states(number) == ("refunded", "refunded")


def test_a_refund_is_refused_for_good_once_the_trade_is_finished(number, wallet):
    paid_and_asked_back(number, wallet)
    wallet.console(number, "completion")
    run_due_jobs()
    assert (states(number), payment_of(number).refunding_fen) == (("fulfilled", "paid"), 0)
    assert db.session.scalars(select(Refund.state)).all() == ["refused"]
    assert "TRADE_HAS_FINISHED" in payment_of(number).flagged_because


def test_refunds_made_at_the_console_are_recorded_from_their_notices(number, wallet):
    wallet.pays(number)
    for amount in ("1.00", "2.00"):
        wallet.console(number, "refunds", refund_amount=amount)
    paid, first, second = wallet.notices(number)
    for body in (second, paid, first, second):
        tell(body)
    assert (states(number), payment_of(number).refunded_fen) == (("pending", "refunded"), 300)

"""One look at a subscription: what it does in one go, what it leaves to others, and what it writes down."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.db import db, writing
from tbo.orders import renewal_sweep
from tbo.orders.ledger import LedgerEntry
from tbo.orders.models import PaymentEvent
from tbo.orders.renewal_sweep import CLAIM, sweep_subscriptions, unsign
from tbo.rules.ledger import LedgerKind
from tbo.subscriptions.lifecycle import let_gift_run

from .subscribers import CHARGE, HOUR, MORNING, live, subscribed, subscription

A_MONTH_LATER = CHARGE.replace(year=2027, month=1)


@pytest.fixture
def number(side) -> str:
    """A subscription that was signed this morning, and deducted the first time."""
    return subscribed(side)


def test_the_look_that_moves_alipays_day_takes_the_money_too(side, number):
    with writing():
        let_gift_run(subscription(number).household_id, 1)
    live(A_MONTH_LATER - HOUR)
    assert len(side.deductions()) == 1
    with clock.standing_at(A_MONTH_LATER):
        sweep_subscriptions()
    assert len(side.deductions()) == 2


def test_what_somebody_else_has_ended_meanwhile_is_not_ended_again(side, number):
    with writing():
        mine = subscription(number)
        mine.unsign_at, mine.unsigned_at = MORNING, MORNING
    unsign(number)
    assert "alipay.user.agreement.unsign" not in [method for method, _ in side.asked]


def test_one_whose_look_broke_waits_for_its_claim_and_no_longer(side, number, monkeypatch):
    moment = subscription(number).next_look_at

    def breaks(*_told):
        raise RuntimeError

    monkeypatch.setattr(renewal_sweep, "_look_after", breaks)
    with clock.standing_at(moment):
        sweep_subscriptions()
    assert subscription(number).next_look_at == moment + CLAIM
    with clock.standing_at(moment - timedelta(seconds=1)):
        renewal_sweep._claim(number, clock.now())
    assert subscription(number).next_look_at == moment + CLAIM, "who comes with an older list claims nothing"


def test_signing_and_a_deduction_are_written_down_by_their_names(number):
    agreed = db.session.scalars(select(LedgerEntry).where(LedgerEntry.kind == LedgerKind.AGREED)).one()
    assert agreed.reason == "signed"
    assert db.session.scalars(select(PaymentEvent.told_by)).all() == ["deduction"]

"""Fifty hands at one instant: a notice, a gift, a voucher, a coupon, a refund, a renewal have one effect each."""

import itertools
import os
import secrets
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.alipay import transport
from tbo.db import commits, db
from tbo.entitlements.models import Entitlement
from tbo.orders.agreements.ending import cancel
from tbo.orders.books.ledger import LedgerEntry
from tbo.orders.checkout import Placed, place_order
from tbo.orders.gifts import giving as gifts
from tbo.orders.gifts.models import Gift
from tbo.orders.gifts.refusals import GiftUnknown
from tbo.orders.locks import lock_household
from tbo.orders.models import Refund
from tbo.orders.refunds.sending import NothingToRefund, refund_order, send_refund
from tbo.orders.renewals.sweep import look_after
from tbo.orders.settlement import Settled
from tbo.rules.access import VISITOR
from tbo.rules.ledger import LedgerKind
from tbo.rules.money import Money
from tbo.rules.order_states import LETTERS
from tbo.subscriptions.models import RenewalAttempt
from tbo.vouchers.redeeming import find_voucher, give

from ..orders.subscribers import MORNING, placed, sign_url, subscribed, subscription, with_address
from ..orders.telling import tell
from ..support.agreeing_side import AgreeingSide
from ..support.at_once import at_once
from ..support.coupons import offer_coupon
from ..support.selling import MONTHLY, buying, household, order_of, payment_of, sell_plan, sell_series
from ..vouchers.made import batch_of, codes, season_of, vouchers

HANDS = 50
_numbers = itertools.count(1)
ROUNDS = int(os.environ.get("FIFTY_ROUNDS", "1"))


class Crowded(AgreeingSide):
    """Alipay in memory, which refuses a planned day that is no later: two that ask at one instant may hear that."""

    def _moves(self, content: dict) -> dict:
        is_later = date.fromisoformat(content["deduct_time"]) > self._by_no(content["agreement_no"]).next_day
        return self._modify(content) if is_later else {"code": "40004", "sub_code": "INVALID_PARAMETER", "sub_msg": "-"}

    METHODS = AgreeingSide.METHODS | {"alipay.user.agreement.executionplan.modify": _moves}


class Round:
    """Everything a round needs: a shop that commits, a series, Alipay in memory."""

    def __init__(self, app, series, side) -> None:
        self.app, self.series, self.side = app, series, side

    def all_at_once(self, *tasks):
        """Let every task begin at one instant."""
        db.session.rollback()
        return at_once(self.app, *(tasks if len(tasks) > 1 else tasks * HANDS))

    def told(self, payment: str) -> str:
        """Let a payment's money arrive and be told; return its order's number."""
        tell(self.side.pays(payment, order_of(payment).total_fen))
        return order_of(payment).number


def count(model, *where) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def notify(given: Round) -> None:
    number = buying(given.series.episode())
    body = given.side.pays(number, 300)
    answers = given.all_at_once(lambda: tell(body))
    assert (answers.count(Settled.DONE), answers.count(Settled.AGAIN)) == (1, HANDS - 1), answers
    order = order_of(number).number
    assert count(Entitlement, Entitlement.source == order) == 1
    assert count(Refund, Refund.payment_id == payment_of(number).id) == 0


def redeem(given: Round) -> None:
    order = given.told(buying(replace(MONTHLY, is_gift=True)))
    gift = db.session.scalars(select(Gift).where(Gift.order_id == order_of(f"{order.replace('-', '')}_1").id)).one()
    code, openers = gifts.code_of(gift), [household() for _ in range(HANDS)]

    def opens(opener: int) -> None:
        gifts._open(gifts.find_gift(code), lock_household(opener))

    answers = given.all_at_once(*[lambda opener=opener: commits(opens)(opener) for opener in openers])
    assert answers.count(None) == 1, answers
    assert sum(isinstance(answer, GiftUnknown) for answer in answers) == HANDS - 1
    assert count(Entitlement, Entitlement.source == order) == 1


def voucher(given: Round) -> None:
    """Fifty households redeem one code, each twice: a second click of whoever was first changes nothing."""
    batch = batch_of(season_of(given.series), 1)
    (code,), (made,) = codes(batch), vouchers(batch)
    redeemers = [household() for _ in range(HANDS // 2)] * 2

    def redeems(lin: int) -> None:
        give(find_voucher(code), lock_household(lin))

    answers = given.all_at_once(*[lambda lin=lin: commits(redeems)(lin) for lin in redeemers])
    winners = {lin for lin, answer in zip(redeemers, answers, strict=True) if answer is None}
    assert len(winners) == 1, answers
    assert [answer for answer in answers if not isinstance(answer, GiftUnknown | None)] == []
    assert count(Entitlement, Entitlement.source == made.number) == 1
    assert count(LedgerEntry, LedgerEntry.key == f"redeemed:voucher:{made.number}") == 1


def coupon(given: Round) -> None:
    code = "".join(secrets.choice(LETTERS) for _ in range(12))
    offer_coupon(code, total_limit=1)
    wish = replace(given.series.episode(), coupon=code)
    buyers = [household() for _ in range(HANDS)]
    tasks = [lambda lin=lin: place_order(lin, VISITOR, wish, Money(150), "one-form-one-key-0001") for lin in buyers]
    answers = given.all_at_once(*tasks)
    assert sum(isinstance(answer, Placed) for answer in answers) == 1, answers


def refund(given: Round) -> None:
    number = buying(given.series.episode())
    order = given.told(number)
    answers = given.all_at_once(lambda: refund_order(order, "a wish"))
    (asked,) = [answer for answer in answers if isinstance(answer, str)]
    assert sum(isinstance(answer, NothingToRefund) for answer in answers) == HANDS - 1
    assert set(given.all_at_once(lambda: send_refund(asked))) == {None}
    assert (given.side.trades[number].refunded, payment_of(number).refunded_fen) == (300, 300)
    entries = LedgerEntry.payment_number == number, LedgerEntry.kind == LedgerKind.REFUNDED
    assert count(LedgerEntry, *entries) == 1


def cancel_subscription(given: Round) -> None:
    number = subscribed(given.side, somebody())
    lin = subscription(number).household_id
    assert set(given.all_at_once(lambda: cancel(lin))) == {None}
    assert subscription(number).state == "cancelled"
    assert len([trade for trade in given.side.deductions() if trade == last_try(number)]) == 1


def renewal(given: Round) -> None:
    number = placed(somebody())
    given.side.signs(sign_url(number))
    before = len(given.side.deductions())
    answers = given.all_at_once(lambda: look_after(number))
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert len(given.side.deductions()) == before + 1
    assert (subscription(number).state, subscription(number).period) == ("active", 1)
    household_id = subscription(number).household_id
    assert count(Entitlement, Entitlement.household_id == household_id) == 1


def somebody() -> int:
    """One more household that can be told of deductions."""
    return with_address(f"lin{next(_numbers)}@example.com")


def last_try(number: str) -> str:
    mine = RenewalAttempt.subscription_id == subscription(number).id
    return db.session.scalars(select(RenewalAttempt.payment_number).where(mine)).one()


@pytest.fixture
def given(committed_app, monkeypatch):
    side = Crowded()
    monkeypatch.setattr(transport, "post_form", side.post_form)
    with committed_app.app_context(), clock.standing_at(MORNING):
        series = sell_series()
        sell_plan()
        yield Round(committed_app, series, side)


@pytest.mark.parametrize("deed", [notify, redeem, voucher, coupon, refund, cancel_subscription, renewal])
def test_fifty_hands_have_one_effect(given, deed):
    for _round in range(ROUNDS):
        deed(given)
    print(f"{deed.__name__}: {ROUNDS} rounds of {HANDS} hands, one effect each")

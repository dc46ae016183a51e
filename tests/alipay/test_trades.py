"""A payment that Alipay would refuse is refused before it is asked for."""

from dataclasses import replace
from datetime import datetime

import pytest

from tbo.alipay.trades import RequestFaulty, TradeState
from tbo.rules.money import Money

ADDRESS = "https://shop.example/"


@pytest.mark.parametrize(
    "wrong",
    [
        *[{"number": value} for value in ("", "TBO-1", "a" * 65, "订单", "TBO1\n")],
        *[{"amount": Money(fen)} for fen in (0, -1, 10_000_000_001)],
        {"expires_at": datetime(2026, 1, 1)},
        *[{"notify_url": value} for value in ("", "/alipay/notices", ADDRESS + "?a=1", ADDRESS + "#a", ADDRESS + "路")],
        {"notify_url": ADDRESS + "x" * 236},
        {"return_url": ADDRESS + "?order=1"},
    ],
)
def test_an_impossible_payment_is_refused(payment, wrong):
    with pytest.raises(RequestFaulty):
        replace(payment, **wrong)


def test_the_smallest_and_the_largest_payment_pass(payment):
    for fen in (1, 10_000_000_000):
        assert replace(payment, amount=Money(fen)).amount == Money(fen)
    assert len(replace(payment, notify_url=ADDRESS + "x" * 235).notify_url) == 256
    assert replace(payment, return_url=None).return_url is None


@pytest.mark.parametrize("amount", [6, 6.0, "6.00", True])
def test_only_money_is_asked_for(payment, amount):
    with pytest.raises(TypeError):
        replace(payment, amount=amount)


def test_paid_means_paid_or_finished():
    assert {state for state in TradeState if state.is_paid} == {TradeState.PAID, TradeState.FINISHED}

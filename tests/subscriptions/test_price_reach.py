"""Whom a price reaches among those who pay: counted by state, price and cap, and said before anything changes."""

import pytest

from tbo.db import db, writing
from tbo.rules.money import Money
from tbo.subscriptions.models import Subscription
from tbo.subscriptions.price_reach import payers_by_price, payers_of, reach_of_change, reach_of_rise

from ..orders.subscribers import subscribed, with_address
from ..support.selling import sell_plan


@pytest.fixture
def payers(side) -> list[str]:
    """Five who pay: 19.00 three times (one of them agreed to 25.00), 22.00, and 15.00 with no cap but the price."""
    sell_plan("yearly", 19900, 12)
    numbers = [subscribed(side, with_address(f"payer-{nth}@example.com")) for nth in range(5)]
    for number, values in zip(
        numbers[2:], ({"cap_fen": 2500}, {"price_fen": 2200}, {"price_fen": 1500, "cap_fen": None}), strict=True
    ):
        stands(number, **values)
    return numbers


def stands(number: str, **values) -> None:
    with writing():
        db.session.execute(db.update(Subscription).where(Subscription.number == number).values(**values))


def test_a_cut_reaches_who_pays_more_and_costs_the_shop_the_difference(payers):
    reach = reach_of_change("monthly", Money(1500))
    assert (reach.reached, reach.above_cap, reach.kept, reach.payers) == (4, 0, 1, 5)
    assert reach.difference == Money(-400 * 3 - 700)
    assert reach.said == "4.0.1.-1900"


def test_a_rise_reaches_who_pays_less_and_agreed_to_so_much(payers):
    reach = reach_of_rise("monthly", Money(2500))
    assert (reach.reached, reach.above_cap, reach.kept) == (1, 4, 0)
    assert reach.difference == Money(600)
    beyond = reach_of_rise("monthly", Money(2501))
    assert (beyond.reached, beyond.above_cap, beyond.kept) == (0, 5, 0)
    assert beyond.difference == Money(0)


def test_who_pays_exactly_the_new_price_is_not_reached(payers):
    assert reach_of_rise("monthly", Money(1900)).said == "0.1.4.0"
    assert reach_of_change("monthly", Money(1900)).said == "1.0.4.-300"


def test_who_left_and_who_never_paid_is_no_payer(payers):
    stands(payers[0], state="cancelled")
    stands(payers[1], state="lapsed")
    stands(payers[2], state="grace")
    assert payers_of("monthly") == 3
    assert payers_of("yearly") == 0
    assert payers_by_price() == {"monthly": {1500: 1, 1900: 1, 2200: 1}}

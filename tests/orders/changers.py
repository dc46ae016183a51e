"""Households that change their plan, for tests: they choose another one as its page shows it, and sign."""

import secrets

from tbo import clock
from tbo.offers.plans import plan_on_sale
from tbo.orders.agreements.placing import subscribe
from tbo.orders.plan_changes.changing import asked_for, change_plan
from tbo.orders.plan_changes.quotes import change_of
from tbo.orders.renewals.sweep import look_after

from ..support.selling import sell_plan
from .subscribers import (
    DAY,
    MORNING,
    sign_url,
    subscription,
    with_address,
)

SOON, LATER = MORNING + 3 * DAY, MORNING + 10 * DAY
EMPTY = "ACQ.BUYER_BALANCE_NOT_ENOUGH"


def sell_others() -> None:
    """Put three months, and a month with more, on sale beside the month."""
    sell_plan("quarterly", 5200, 3)
    sell_plan("family", 2500, 1, discount=50)


def chooses(number: str, key: str, form_key: str | None = None) -> str:
    """Choose another plan as the page shows it now; return the new agreement's number."""
    row = subscription(number)
    quote = change_of(row, key, clock.now())
    shown = quote.change.begins.value, asked_for(quote)
    return change_plan(row.household_id, key, shown, form_key or secrets.token_urlsafe(18))


def changes(side, number: str, key: str) -> str:
    """Choose another plan, sign it, and let the worker look."""
    new = chooses(number, key)
    side.signs(sign_url(new))
    look_after(new)
    return new


def subscribed_to(side, key: str) -> str:
    """A household that renews another plan than the monthly one."""
    plan = plan_on_sale(key, clock.now())
    number = subscribe(with_address(), plan, plan.price, secrets.token_urlsafe(18))
    side.signs(sign_url(number))
    look_after(number)
    return number


def charged(side) -> list[int]:
    return [trade.fen - trade.refunded for trade in side.trades.values() if trade.is_paid]

"""Whose a number is: orders, payments and Alipay's trades lead to the household that paid."""

import re

from sqlalchemy import or_, select

from ..accounts.restoring import ends_links, finds_buyer
from ..db import db
from ..rules.order_states import OrderState
from .models import Order, Payment

_BARE = re.compile(r"(TBO[0-9]{8})-?([0-9A-Z]{8})")


@finds_buyer
def household_of_number(number: str) -> int | None:
    """Return the household behind an order's, a payment's or a trade's number; None where money never came."""
    bare = _BARE.fullmatch(number)
    named = (
        Order.number == f"{bare[1]}-{bare[2]}" if bare else or_(Payment.number == number, Payment.trade_no == number)
    )
    paid = select(Order.household_id).outerjoin(Payment, Payment.order_id == Order.id)
    return db.session.scalar(paid.where(named, Order.paid_at.is_not(None)).limit(1))


@ends_links
def has_gone_back(number: str) -> bool:
    """Whether an order's money went back in full: its receipt is proof of nothing then."""
    state = db.session.scalar(select(Order.state).where(Order.number == number))
    return state == OrderState.REFUNDED

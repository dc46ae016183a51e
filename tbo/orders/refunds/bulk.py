"""Giving many orders' money back at once: planned without a trace, then done order by order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, select

from ...catalog.models import Episode, Season, Title
from ...db import db
from ...rules.ledger import Actor
from ...rules.money import Money
from ...rules.order_states import SETTLED, PaymentState
from ..counted import Counted, counted_of
from ..models import Order, Payment
from .sending import NothingToRefund, TooMuchToRefund, refund_order

AT_ONCE = 500


class NoSuchTitle(LookupError):
    """No title has this slug."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One order and what of its money would go back; `counted`: where that counts, but for what goes back too."""

    number: str
    subject: str
    paid: Money
    amount: Money
    counted: tuple[Counted, ...] = ()


@dataclass(slots=True)
class Plan:
    """What a bulk refund would do; `left_out` are (number, why) that were named and cannot be."""

    refunds: list[Planned] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    @property
    def total(self) -> Money:
        """What would go back in all."""
        return Money.sum_of(planned.amount for planned in self.refunds)


def plan_for_title(slug: str) -> Plan:
    """Plan for every paid order of a title, its seasons, episodes, rentals and gifts. Raises NoSuchTitle."""
    title_id = db.session.scalar(select(Title.id).where(Title.slug == slug))
    if title_id is None:
        raise NoSuchTitle(f"no title is called {slug!r}")
    of_title = Order.season_id.in_(select(Season.id).where(Season.title_id == title_id)) | Order.episode_id.in_(
        select(Episode.id).where(Episode.title_id == title_id)
    )
    return _planned(_rows(of_title, Order.state.in_(SETTLED)))


def plan_for_orders(numbers: Iterable[str]) -> Plan:
    """Plan for the orders that are named, each once; one that does not exist is left out by name."""
    named = list(dict.fromkeys(numbers))
    rows = [row for some in _some(named) for row in _rows(Order.number.in_(some))]
    plan = _planned(rows)
    known = {order.number for order, _payment in rows}
    plan.left_out += [(number, "no such order") for number in named if number not in known]
    return plan


def carry_out(plan: Plan, reason: str, actor: str = Actor.COMMAND) -> Iterator[tuple[Planned, str | None]]:
    """Ask every planned amount back, each in a transaction of its own; say (order, None) or why it could not be.

    What changed since it was planned is decided anew: nothing goes back twice, or more of it than is left.
    """
    for planned in plan.refunds:
        try:
            refund_order(planned.number, reason, planned.amount, actor)
        except (NothingToRefund, TooMuchToRefund) as refusal:
            yield planned, str(refusal)
        else:
            yield planned, None


def _planned(rows: Iterable[tuple[Order, Payment | None]]) -> Plan:
    plan, rows = Plan(), list(rows)
    also = {order.number for order, payment in rows if _why_not(order, payment) is None}
    for order, payment in rows:
        why = _why_not(order, payment)
        if payment is None or why is not None:
            plan.left_out.append((order.number, why or "not paid"))
            continue
        amount = Money(payment.amount_fen - payment.refunded_fen - payment.refunding_fen)
        counted = tuple(one for one in counted_of(order) if one.order_number not in also)
        plan.refunds.append(Planned(order.number, order.subject, Money(payment.amount_fen), amount, counted))
    db.session.rollback()
    return plan


def _why_not(order: Order, payment: Payment | None) -> str | None:
    if order.state not in SETTLED:
        return "not paid"
    if payment is None:
        return "cost nothing"
    if payment.amount_fen == payment.refunded_fen + payment.refunding_fen:
        return "all of it is back or on its way"
    return "Alipay refunds it no more" if payment.state == PaymentState.FINISHED else None


def _rows(*conditions: ColumnElement[bool]) -> list[tuple[Order, Payment | None]]:
    paying = (Payment.order_id == Order.id) & (Payment.number == Order.paid_by)
    found = select(Order, Payment).outerjoin(Payment, paying).where(*conditions).order_by(Order.id)
    return [(order, payment) for order, payment in db.session.execute(found)]


def _some(numbers: list[str]) -> Iterator[list[str]]:
    return (numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE))

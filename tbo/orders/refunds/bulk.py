"""Giving many orders' money back at once: planned without a trace, then done order by order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from ...catalog.models import Episode, Season, Title
from ...db import db
from ...rules.bulk_refunds import LeftOut, NotAsked, why_left_out
from ...rules.ledger import Actor
from ...rules.money import Money
from ...rules.order_states import SETTLED, OrderState, PaymentState
from ...web.errors import Refusal
from ..counted import AT_ONCE, Counted, counted_of_many
from ..models import Order, Payment
from .sending import NothingToRefund, TooMuchToRefund, refund_order

_Row = tuple[Order, Payment | None]


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
    left_out: list[tuple[str, LeftOut]] = field(default_factory=list)

    @property
    def total(self) -> Money:
        """What would go back in all."""
        return Money.sum_of(planned.amount for planned in self.refunds)


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when (exclusive) an order was paid to be meant; None: without that bound."""

    since: datetime | None = None
    until: datetime | None = None


EVER = Window()


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of asking one order's money back: the number of the refund, or why there is none."""

    refund: str | None = None
    why_not: NotAsked | None = None
    said: str = ""


def plan_for_title(slug: str, window: Window = EVER) -> Plan:
    """Plan for every paid order of a title, its seasons, episodes, rentals and gifts. Raises NoSuchTitle."""
    return _planned(_rows(*_of_title(slug, window)))


def count_of_title(slug: str, window: Window = EVER) -> int:
    """Count the orders that a plan for a title looks at. Raises NoSuchTitle."""
    return db.session.scalar(select(func.count(Order.id)).where(*_of_title(slug, window))) or 0


def plan_for_orders(numbers: Iterable[str]) -> Plan:
    """Plan for the orders that are named, each once; one that does not exist is left out by name."""
    named = list(dict.fromkeys(numbers))
    rows = [row for some in in_parts(named) for row in _rows(Order.number.in_(some))]
    plan = _planned(rows)
    known = {planned.number for planned in plan.refunds} | {number for number, _why in plan.left_out}
    plan.left_out += [(number, LeftOut.UNKNOWN) for number in named if number not in known]
    return plan


def carry_out(plan: Plan, reason: str, actor: str = Actor.COMMAND) -> Iterator[tuple[Planned, str | None]]:
    """Ask every planned amount back, each in a transaction of its own; say (order, None) or why it could not be."""
    for planned in plan.refunds:
        asked = ask_one_back(planned.number, planned.amount, reason, actor)
        yield planned, None if asked.refund is not None else asked.said


def ask_one_back(number: str, amount: Money, reason: str, actor: str) -> Asked:
    """Ask one order's planned amount back.

    What changed since it was planned is decided anew: nothing goes back twice, or more of it than is left.
    """
    refused: dict[type[Refusal], NotAsked] = {
        NothingToRefund: NotAsked.NOTHING_LEFT,
        TooMuchToRefund: NotAsked.LESS_LEFT,
    }
    try:
        return Asked(refund_order(number, reason, amount, actor))
    except tuple(refused) as refusal:
        return Asked(why_not=refused[type(refusal)], said=str(refusal))


def in_parts(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut many numbers into as many as one query takes."""
    return (numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE))


def _planned(rows: Sequence[_Row]) -> Plan:
    plan = Plan()
    why = {order.number: _why_not(order, payment) for order, payment in rows}
    counted = counted_of_many([order for order, _payment in rows if why[order.number] is None])
    for order, payment in rows:
        because = why[order.number]
        if because is not None:
            plan.left_out.append((order.number, because))
        elif payment is not None:
            elsewhere = (one for one in counted[order.id] if why.get(one.order_number or "", LeftOut.UNKNOWN))
            paid, left = Money(payment.amount_fen), _left_of(payment)
            plan.refunds.append(Planned(order.number, order.subject, paid, left, tuple(elsewhere)))
    db.session.rollback()
    return plan


def _why_not(order: Order, payment: Payment | None) -> LeftOut | None:
    state = PaymentState(payment.state) if payment is not None else None
    return why_left_out(OrderState(order.state), state, _left_of(payment))


def _left_of(payment: Payment | None) -> Money:
    if payment is None:
        return Money.zero()
    return Money(payment.amount_fen - payment.refunded_fen - payment.refunding_fen)


def _of_title(slug: str, window: Window) -> tuple[ColumnElement[bool], ...]:
    title_id = db.session.scalar(select(Title.id).where(Title.slug == slug))
    if title_id is None:
        raise NoSuchTitle(f"no title is called {slug!r}")
    of_title = Order.season_id.in_(select(Season.id).where(Season.title_id == title_id)) | Order.episode_id.in_(
        select(Episode.id).where(Episode.title_id == title_id)
    )
    since = (Order.paid_at >= window.since,) if window.since is not None else ()
    until = (Order.paid_at < window.until,) if window.until is not None else ()
    return of_title, Order.state.in_(SETTLED), *since, *until


def _rows(*conditions: ColumnElement[bool]) -> list[_Row]:
    paying = (Payment.order_id == Order.id) & (Payment.number == Order.paid_by)
    found = select(Order, Payment).outerjoin(Payment, paying).where(*conditions).order_by(Order.id)
    return [(order, payment) for order, payment in db.session.execute(found)]

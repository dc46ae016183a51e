"""A shopper's side of a fapiao: asking for it over what was really paid, correcting, and withdrawing it."""

from dataclasses import dataclass

from sqlalchemy import select

from ... import clock
from ...db import commits, db
from ...rules.fapiao import FapiaoEvent, FapiaoKind, FapiaoState, may
from ...rules.money import Money
from ..locks import locked_order
from ..models import Order
from .models import FapiaoRequest
from .money import open_request, paid_sum
from .refusals import FapiaoBegun, NothingToInvoice


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a fapiao is to say, and where it is sent. A company has a tax number, a person has none."""

    kind: FapiaoKind
    title: str
    tax_number: str | None
    email: str


@commits
def ask(order_number: str, household_id: int, wanted: Wanted) -> None:
    """Ask for an order's fapiao, or correct what was asked and nobody has begun. Raises NothingToInvoice, FapiaoBegun.

    The order's lock is held, so a refund comes before, and is taken off, or after, and is followed.
    """
    order = locked_order(order_number)
    if order is None or order.household_id != household_id:
        raise NothingToInvoice(f"order {order_number} is not of household {household_id}")
    request, left = open_request(order.id), paid_sum(order.id).left
    if request is not None and not may(FapiaoState(request.state), FapiaoEvent.CORRECT):
        raise FapiaoBegun(f"the fapiao of {order_number} is {request.state}")
    if not left:
        raise NothingToInvoice(f"order {order_number} holds no money")
    if request is None:
        request = FapiaoRequest(order_id=order.id, state=FapiaoState.ASKED, asked_at=clock.now())
        db.session.add(request)
    _write(request, wanted, left)


@commits
def withdraw(order_number: str, household_id: int) -> None:
    """Take a request back that nobody has begun; done twice it stays done. Raises FapiaoBegun."""
    order = locked_order(order_number)
    request = open_request(order.id) if order is not None and order.household_id == household_id else None
    if request is None:
        return
    if not may(FapiaoState(request.state), FapiaoEvent.WITHDRAW):
        raise FapiaoBegun(f"the fapiao of {order_number} is {request.state}")
    request.state, request.changed_at = FapiaoState.WITHDRAWN, clock.now()


def newest_request(order: Order) -> FapiaoRequest | None:
    """Return the last request of an order, whatever became of it."""
    mine = select(FapiaoRequest).where(FapiaoRequest.order_id == order.id)
    return db.session.scalar(mine.order_by(FapiaoRequest.id.desc()).limit(1))


def _write(request: FapiaoRequest, wanted: Wanted, left: Money) -> None:
    request.kind, request.title = wanted.kind, wanted.title
    request.tax_number, request.email = wanted.tax_number, wanted.email
    request.amount_fen, request.changed_at = left.fen, clock.now()

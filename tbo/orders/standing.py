"""How an order stands: its face and its sums, from its rows and the clock, without a word of what it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .. import clock
from ..rules.money import Money
from ..rules.order_faces import (
    LIT,
    PAYABLE,
    UNPAID_FACES,
    WARM,
    AttemptFacts,
    Came,
    Face,
    OrderFacts,
    changes_by_itself,
    face_of,
    going_back,
)
from ..rules.order_states import OrderState, PaymentState, RefundState
from .hosts import Host, host_of_page
from .models import Order, Payment
from .owning import is_owned
from .payments import Product

# Nobody counts seconds for longer; what ends later is told by its day.
COUNTED = timedelta(hours=1)
GAPS = ((timedelta(minutes=2), 2), (timedelta(minutes=6), 4))
LONGEST_GAP_S = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderStanding:
    """How an order stands, without a word of what it is.

    Enough for its status, and for a browser the order does not belong to.
    """

    number: str
    face: Face
    total: Money
    expires_at: datetime
    closed_at: datetime | None
    paid_at: datetime | None
    going_back: Money
    gone_back: Money
    is_scanned: bool
    is_counted: bool
    poll_s: int | None
    host: Host

    @property
    def stamp(self) -> str:
        """Return what a page names to learn whether anything on it has changed."""
        return f"{self.face.value}.{int(self.is_scanned)}.{self.going_back.fen}.{self.gone_back.fen}"

    @property
    def bulb(self) -> str:
        """Which bulb the face has."""
        return "warm" if self.face in WARM else "lit" if self.face in LIT else "unlit"

    @property
    def is_payable(self) -> bool:
        """Whether a way to pay is to be shown."""
        return self.face in PAYABLE


def standing_of(order: Order, came: Came | None = None) -> OrderStanding:
    """Tell how an order stands now to somebody who `came` back from the cashier, or did not."""
    now, facts = clock.now(), facts_of(order)
    face = face_of(facts, now, came)
    if face in UNPAID_FACES and is_owned(order):
        face = Face.OWNED
    on_its_way, back = going_back(facts)
    return OrderStanding(
        number=order.number,
        face=face,
        total=Money(order.total_fen),
        expires_at=order.expires_at,
        closed_at=order.closed_at,
        paid_at=order.paid_at,
        going_back=on_its_way,
        gone_back=back,
        is_scanned=any(attempt.is_opened and not attempt.has_money for attempt in facts.attempts),
        is_counted=face is Face.WAITING and order.expires_at - now <= COUNTED,
        poll_s=_gap_s(order, now) if changes_by_itself(facts, face, now) else None,
        host=host_of_page(),
    )


def facts_of(order: Order) -> OrderFacts:
    """Return what the rules need to know of an order and its payments."""
    return OrderFacts(
        state=OrderState(order.state),
        expires_at=order.expires_at,
        closed_at=order.closed_at,
        is_late=order.paid_late,
        attempts=[_attempt(payment, order) for payment in order.payments],
    )


def _attempt(payment: Payment, order: Order) -> AttemptFacts:
    return AttemptFacts(
        state=PaymentState(payment.state),
        is_settling=payment.number == order.paid_by,
        is_flagged=payment.flagged_because is not None,
        is_opened=payment.trade_no is not None and payment.product == Product.PRECREATE,
        is_taken_back=_is_taken_back(payment),
        refunding=Money(payment.refunding_fen),
        refunded=Money(payment.refunded_fen),
    )


def _is_taken_back(payment: Payment) -> bool:
    """Whether all that is left of a payment is on its way back, and what it bought with it."""
    is_all = payment.refunding_fen > 0 and payment.refunded_fen + payment.refunding_fen == payment.amount_fen
    return is_all and any(r.takes_back and r.state == RefundState.REQUESTED for r in payment.refunds)


def changed_last(order: Order) -> datetime:
    """Return when an unpaid order last changed: money may still come right after it was closed."""
    return order.closed_at or order.placed_at


def _gap_s(order: Order, now: datetime) -> int:
    """Ask often at first, then less: who waits longest needs it least."""
    age = now - changed_last(order)
    return next((gap for until, gap in GAPS if age < until), LONGEST_GAP_S)

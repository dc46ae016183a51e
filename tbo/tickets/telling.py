"""What staff read of e-tickets: the order behind a code, orders that got none, and what Tmall would not hear."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from .. import clock
from ..db import db
from ..vouchers.models import Voucher
from .models import Ticket, TicketCall, TicketCode

LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What a person has to look at."""

    no_stock: int
    refused: int
    late: int


def code_of_tmall(voucher: Voucher) -> TicketCode | None:
    """Return the order's part behind a voucher that Tmall sold."""
    return db.session.scalar(select(TicketCode).where(TicketCode.voucher_id == voucher.id))


def calls_of(code: TicketCode) -> list[TicketCall]:
    """List what Tmall was told of a code and of its order, the oldest first."""
    mine = TicketCall.ticket_id == code.ticket_id, (TicketCall.code_id.is_(None)) | (TicketCall.code_id == code.id)
    return list(db.session.scalars(select(TicketCall).where(*mine).order_by(TicketCall.id)))


def trouble() -> Trouble:
    """Count orders of the last month without codes, calls that Tmall refused in it, and calls not heard for an hour."""
    now = clock.now()
    month = now - timedelta(days=31)
    no_stock = select(func.count(Ticket.id)).where(Ticket.state == "no-stock", Ticket.asked_at > month)
    refused = select(func.count(TicketCall.id)).where(TicketCall.state == "refused", TicketCall.made_at > month)
    late = select(func.count(TicketCall.id)).where(TicketCall.state == "waiting", TicketCall.made_at < now - LATE)
    return Trouble(
        no_stock=db.session.scalar(no_stock) or 0,
        refused=db.session.scalar(refused) or 0,
        late=db.session.scalar(late) or 0,
    )

"""Hearing a notice: codes are taken for a paid order, once, and ended when Tmall gave the money back."""

import secrets

import structlog
from sqlalchemy import select

from .. import clock
from ..accounts.attempts import one_at_a_time
from ..db import commits, db
from ..rules.ledger import Actor
from ..rules.order_states import LETTERS
from ..vouchers.handing import batches_for, hand_out
from ..vouchers.making import locked_batch
from ..vouchers.models import Voucher
from ..vouchers.redeeming import take_back
from ..vouchers.refusals import NothingInStock
from .calling import tell
from .models import Ticket, TicketCode, TicketNotice
from .notices import Notice, NoticeRefused, Told

log = structlog.get_logger()
NO_STOCK = ("isv.fail-send-no-stock", "没有可发的码")
REFUNDED = "天猫退了款"


@commits
def hear(notice: Notice) -> None:
    """Let a notice have its effect, once. Raises NoticeRefused for an order that is not known, or another token."""
    one_at_a_time(f"ticket {notice.outer_id}")
    ticket = db.session.scalar(select(Ticket).where(Ticket.outer_id == notice.outer_id))
    if ticket is not None and not secrets.compare_digest(ticket.token, notice.token):
        raise NoticeRefused(f"order {notice.outer_id} has another token")
    if ticket is None and notice.told is not Told.SEND:
        raise NoticeRefused(f"order {notice.outer_id} is not known")
    if db.session.scalar(select(TicketNotice.id).where(TicketNotice.key == notice.key)) is not None:
        return
    seen = {"key": notice.key, "outer_id": notice.outer_id, "method": notice.told.value}
    db.session.add(TicketNotice(**seen, at=clock.now()))
    _EFFECTS[notice.told](ticket or _new(notice), notice)
    db.session.flush()
    log.info("ticket.heard", outer_id=notice.outer_id, told=notice.told.value)


def _new(notice: Notice) -> Ticket:
    ticket = Ticket(
        outer_id=notice.outer_id,
        token=notice.token,
        item_id=notice.item_id,
        sku_id=notice.sku_id,
        count=notice.count,
        paid_fen=notice.paid.fen if notice.paid else None,
        ends_at=notice.ends_at,
        state="no-stock",
        asked_at=clock.now(),
    )
    db.session.add(ticket)
    db.session.flush()
    return ticket


def _give(ticket: Ticket, notice: Notice) -> None:
    """Take codes for an order; one that has some is sent those once more. Where they go is for Tmall to know."""
    if ticket.state == "no-stock":
        _take_codes(ticket, notice.key)
    elif ticket.state == "sent":
        tell(ticket, "resend", f"resend:{notice.key}")


def _take_codes(ticket: Ticket, key: str) -> None:
    vouchers = _from_stock(ticket)
    if not vouchers:
        code, words = NO_STOCK
        tell(ticket, "fail", f"fail:{key}", told={"code": code, "words": words})
        return
    ticket.state = "sent"
    for place, voucher in enumerate(vouchers):
        if ticket.ends_at is not None:
            voucher.ends_at = ticket.ends_at
        if ticket.paid_fen is not None:
            # What does not divide goes to the first.
            voucher.value_fen = ticket.paid_fen // ticket.count + (ticket.paid_fen % ticket.count if not place else 0)
        db.session.add(TicketCode(ticket_id=ticket.id, voucher_id=voucher.id, serial=_serial()))
    db.session.flush()
    tell(ticket, "send", f"send:{ticket.outer_id}")


def _from_stock(ticket: Ticket) -> list[Voucher]:
    """Take an order's codes from the first batch of its item that has enough of them."""
    for batch in batches_for(ticket.item_id, ticket.sku_id):
        locked = locked_batch(batch.key)
        try:
            if locked is not None:
                return hand_out(locked, ticket.count, handed_to(ticket.outer_id))
        except NothingInStock:
            continue
    return []


def handed_to(outer_id: str) -> str:
    """Return how a voucher names the order that it was sent to."""
    return f"tmall {outer_id}"


def _cancel(ticket: Ticket, notice: Notice) -> None:
    """End as many codes as were given back, first those that nobody redeemed; all where no number is told."""
    left = [code for code in ticket.codes if code.cancelled_at is None]
    left.sort(key=lambda code: (code.voucher.redeemed_at is not None, code.id))
    for code in left[: notice.cancelled]:
        code.cancelled_at = clock.now()
        db.session.flush()
        take_back(code.voucher, REFUNDED, Actor.TMALL)
    if all(code.cancelled_at is not None for code in ticket.codes):
        ticket.state = "cancelled"


def _modify(ticket: Ticket, notice: Notice) -> None:
    if notice.is_dispute:
        _cancel(ticket, notice)
        return
    ticket.ends_at = notice.ends_at
    for code in ticket.codes:
        code.voucher.ends_at = notice.ends_at


_EFFECTS = {
    Told.SEND: _give,
    Told.RESEND: _give,
    Told.MODIFIED: _give,
    Told.CANCEL: _cancel,
    Told.ORDER_MODIFY: _modify,
}


def _serial() -> str:
    return "TBO" + "".join(secrets.choice(LETTERS) for _ in range(20))

"""Telling Tmall: written in the transaction of what is told, then tried by the worker until it was heard."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select

from .. import clock
from ..db import commits, db
from ..jobs import enqueue, job
from ..vouchers.handing import code_of
from ..vouchers.models import Voucher
from ..vouchers.redeeming import WHEN_REDEEMED, WHEN_REVOKED
from .desk import Answer, Desk, Outcome, TmallOrder
from .models import Ticket, TicketCall, TicketCode
from .provider import desk_or_none

log = structlog.get_logger()
FIRST_GAP, LONGEST_GAP = timedelta(seconds=15), timedelta(hours=6)
# A call that is under way is made by nobody else, unless whoever makes it died.
CLAIM = timedelta(minutes=2)
MOST_AT_ONCE = 50
# A slow Tmall keeps a worker from other work no longer than this; the rest is due a minute later.
LONGEST_SWEEP_S = 40.0


def tell(
    ticket: Ticket, what: str, key: str, code: TicketCode | None = None, told: dict[str, Any] | None = None
) -> None:
    """Write down what Tmall is to be told of an order; the same key once. Never commits."""
    if db.session.scalar(select(TicketCall.id).where(TicketCall.key == key)) is not None:
        return
    now = clock.now()
    same = {"ticket_id": ticket.id, "code_id": code.id if code else None, "what": what, "told": told or {}}
    tell_all([TicketCall(key=key, made_at=now, next_try_at=now, **same)])


def tell_all(calls: Sequence[TicketCall]) -> None:
    """Write down calls whose keys are new, however many they are. Never commits."""
    db.session.add_all(calls)
    db.session.flush()
    for ticket_id in dict.fromkeys(call.ticket_id for call in calls):
        enqueue(make_calls, ticket_id=ticket_id)


@job
def make_calls(ticket_id: int) -> None:
    """Make the calls of an order, one after the other, until one was not heard."""
    while (claimed := _claim(ticket_id)) is not None:
        call_id, answer = claimed, _made(claimed)
        if not _note(call_id, answer):
            return


def sweep_calls() -> int:
    """Make calls that are due again; return of how many orders. Runs every minute, may run twice at once."""
    now, until = clock.now(), time.monotonic() + LONGEST_SWEEP_S
    due = select(TicketCall.ticket_id).where(TicketCall.state == "waiting", TicketCall.next_try_at <= now)
    tickets = list(db.session.scalars(due.distinct().limit(MOST_AT_ONCE)))
    db.session.rollback()
    for done, ticket_id in enumerate(tickets):
        if time.monotonic() > until:
            return done
        make_calls(ticket_id)
    return len(tickets)


@commits
def _claim(ticket_id: int) -> int | None:
    """Take the oldest call of an order that was not heard, if it is due."""
    waiting = TicketCall.ticket_id == ticket_id, TicketCall.state == "waiting"
    call = db.session.scalar(select(TicketCall).where(*waiting).order_by(TicketCall.id).limit(1).with_for_update())
    now = clock.now()
    if call is None or call.next_try_at > now or desk_or_none() is None:
        return None
    call.tries += 1
    call.next_try_at = now + CLAIM
    return call.id


def _made(call_id: int) -> Answer:
    """Make one call; nothing is locked while Tmall is asked."""
    call, desk = db.session.get_one(TicketCall, call_id), desk_or_none()
    assert desk is not None
    order = TmallOrder(call.ticket.outer_id, call.ticket.token)
    codes = [code_of(one.voucher) for one in call.ticket.codes if one.cancelled_at is None]
    code = code_of(call.code.voucher) if call.code else ""
    serial, what, told, tries = call.code.serial if call.code else "", call.what, dict(call.told), call.tries
    db.session.rollback()
    if None in codes or code is None:
        return Answer(Outcome.UNCLEAR, "a code cannot be read: its key is gone from TBO_SECRET_KEY_FALLBACKS")
    if what in ("send", "resend"):
        known = [one for one in codes if one]
        if not known:
            return Answer(Outcome.DONE, "given back before it was sent")
        return desk.send(order, known) if what == "send" else desk.resend(order, known)
    if what == "fail":
        return desk.fail(order, told["code"], told["words"])
    if what == "delay":
        return desk.delay(order, code, datetime.fromisoformat(told["ends_at"]), told["request"])
    return desk.reverse(order, code, serial) if what == "reverse" else _consumed(desk, order, code, serial, tries)


def _consumed(desk: Desk, order: TmallOrder, code: str, serial: str, tries: int) -> Answer:
    """Say that a code was redeemed; after a try of which nothing is known, ask first whether it was heard."""
    if tries > 1:
        may = desk.available(order, code, serial)
        if may.outcome is Outcome.REFUSED:
            return Answer(Outcome.DONE, f"heard before: {may.said}"[:200])
        if may.outcome is Outcome.UNCLEAR:
            return may
    return desk.consume(order, code, serial)


@commits
def _note(call_id: int, answer: Answer) -> bool:
    """Keep what became of a call; whether it was heard."""
    call = db.session.get_one(TicketCall, call_id, with_for_update=True)
    call.said = answer.said
    if answer.outcome is Outcome.UNCLEAR:
        call.next_try_at = clock.now() + min(LONGEST_GAP, FIRST_GAP * 2 ** min(call.tries, 12))
        log.warning("ticket.not_heard", what=call.what, outer_id=call.ticket.outer_id, said=answer.said)
        return False
    call.state, call.done_at = answer.outcome.value, clock.now()
    if answer.outcome is Outcome.REFUSED:
        log.error("ticket.refused", what=call.what, outer_id=call.ticket.outer_id, said=answer.said)
    elif call.code is not None and call.what == "consume":
        call.code.consumed_at = call.done_at
    elif call.code is not None and call.what == "reverse":
        call.code.reversed_at = call.done_at
    return True


def consume(voucher: Voucher) -> None:
    """Let Tmall know that a code it sold was redeemed. Never commits."""
    code = _of(voucher)
    if code is not None:
        tell(code.ticket, "consume", f"consume:{code.serial}", code)


def reverse(voucher: Voucher) -> None:
    """Let Tmall know that what a code gave was taken back here; what Tmall took back itself it knows. Never commits."""
    code = _of(voucher)
    if code is not None and voucher.redeemed_at is not None and code.cancelled_at is None:
        tell(code.ticket, "reverse", f"reverse:{code.serial}", code)


def _of(voucher: Voucher) -> TicketCode | None:
    return db.session.scalar(select(TicketCode).where(TicketCode.voucher_id == voucher.id))


WHEN_REDEEMED.append(consume)
WHEN_REVOKED.append(reverse)

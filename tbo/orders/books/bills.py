"""Alipay's daily bill against our books: what nobody told us is asked about, what went back is recorded."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import structlog
from sqlalchemy import bindparam, func, insert, select

from ... import clock
from ...alipay.bills import BillRow, fetch_bill
from ...alipay.trouble import GatewayTrouble
from ...db import commits, db
from ...rules.money import Money
from ...rules.order_states import CHINA, UNPAID, News, Told
from ...statements import run
from ..asking import look
from ..models import Payment, PaymentEvent
from ..news import Telling
from ..provider import PayingAway, account
from ..settlement import Settled, settle
from . import bill_books

log = structlog.get_logger()
BEGUN = "bill:begun"
# Alipay makes a day's bill in the morning of the next.
READY_AT = timedelta(hours=10)
FURTHEST_BACK = timedelta(days=30)


@dataclass
class BillCheck:
    """What comparing one day found, in numbers of payments and refunds."""

    rows: int = 0
    missing_here: int = 0
    missing_there: int = 0
    different: int = 0
    unknown: int = 0


def check_bills() -> int:
    """Compare every day that is over and was not compared yet; return how many were. Trouble is tried again."""
    done = 0
    for day in _days_to_check(clock.now()):
        try:
            done += check_bill(day) is not None
        except (GatewayTrouble, PayingAway) as trouble:
            log.warning("bill.not_read", day=day.isoformat(), trouble=str(trouble))
            break
    return done


def check_bill(day: date) -> BillCheck | None:
    """Compare one China day; None while Alipay has no bill of it. Nothing is granted but by a query's answer.

    Raises GatewayTrouble; what was found until then stays recorded, and comparing again finds the rest.
    """
    rows = fetch_bill(day, account())
    if rows is None:
        return None
    found = BillCheck(rows=len(rows))
    disagreeing = bill_books.compare(day, rows, _begun_at_or_none())
    ours = bill_books.payments_of([bill_books.line_of(row) for row in rows])
    known = {number: _Held(payment.amount_fen, payment.state in UNPAID) for number, payment in ours.items()}
    db.session.rollback()
    for row in sorted(rows, key=lambda row: row.refund_number is not None):
        _compare(row, known.get(row.payment_number), found)
    found.missing_there = _ask_about_those_missing(day, {row.payment_number for row in rows})
    bill_books.keep(day, rows, disagreeing)
    _note(f"bill:{day}", "bill compared", str(found))
    log.info("bill.compared", day=day.isoformat(), found=str(found))
    return found


@dataclass
class _Held:
    """What we hold of a payment that a bill names."""

    fen: int
    is_unpaid: bool


def _compare(row: BillRow, held: _Held | None, found: BillCheck) -> None:
    if held is None:
        found.unknown += 1
        log.error("bill.unknown_payment", payment=row.payment_number, amount=str(row.amount))
        _note(f"unknown:bill:{row.payment_number}:{row.refund_number}"[:160], "unknown payment", str(row.amount), row)
        return
    if held.is_unpaid:
        found.missing_here, held.is_unpaid = found.missing_here + 1, False
        look(row.payment_number, "bill")
    if row.refund_number is not None:
        found.different += _tell_refund(row, row.refund_number) is Settled.FLAGGED
    elif row.amount.fen != held.fen:
        found.different += 1
        log.error("bill.other_amount", payment=row.payment_number, amount=str(row.amount), ours=str(Money(held.fen)))


def _tell_refund(row: BillRow, number: str) -> Settled:
    """Record a refund; the rows of one payment add up over the days, so the sum never is more than went back."""
    key = f"bill:{row.payment_number}:{number}"[:160]
    of_bills = PaymentEvent.key.startswith(f"bill:{row.payment_number}:", autoescape=True), PaymentEvent.key != key
    told = select(func.max(PaymentEvent.amount_fen)).where(PaymentEvent.payment_number == row.payment_number, *of_bills)
    before = db.session.scalar(told) or 0
    db.session.rollback()
    news = News(Told.PAID, refunded=Money(before + row.amount.fen))
    return settle(Telling(payment_number=row.payment_number, key=key, told_by="bill", news=news, refund_number=number))


def _ask_about_those_missing(day: date, billed: set[str]) -> int:
    """Ask about what we hold to be paid on that day and the bill does not have; return how many there are."""
    begins_at = datetime.combine(day, time(), CHINA)
    paid = run(_PAID, begins=begins_at, ends=begins_at + timedelta(days=1)).scalars()
    missing = [number for number in paid if number not in billed]
    db.session.rollback()
    for number in missing:
        log.error("bill.lacks_payment", payment=number, day=day.isoformat())
        look(number, "bill")
    return len(missing)


def _days_to_check(now: datetime) -> list[date]:
    """List the days since bills were first thought of here, oldest first, that are over, billed and not compared."""
    begun_at = _begun_at()
    last = (now.astimezone(CHINA) - READY_AT).date() - timedelta(days=1)
    first = max(begun_at.astimezone(CHINA).date(), last - FURTHEST_BACK)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    done = set(run(_COMPARED, first=f"bill:{first}", last=f"bill:{last}").scalars()) if days else set()
    db.session.rollback()
    return [day for day in days if f"bill:{day}" not in done]


def _begun_at() -> datetime:
    """Return when this shop first looked for bills; what it was filled with before never went through Alipay."""
    begun_at = _begun_at_or_none()
    if begun_at is None:
        _note(BEGUN, "bills begun", None)
        begun_at = clock.now()
    return begun_at.astimezone(UTC)


def _begun_at_or_none() -> datetime | None:
    return run(_AT, key=BEGUN).scalar()


@commits
def _note(key: str, what: str, detail: str | None, row: BillRow | None = None) -> None:
    if run(_AT, key=key).first() is not None:
        return
    number, fen = (row.payment_number, row.amount.fen) if row else ("", None)
    told = {"told_by": "bill", "what": what, "detail": detail, "at": clock.now()}
    run(_INSERT, key=key, payment_number=number, amount_fen=fen, **told)


_AT = select(PaymentEvent.at).where(PaymentEvent.key == bindparam("key"))
_COMPARED = select(PaymentEvent.key).where(PaymentEvent.key.between(bindparam("first"), bindparam("last")))
_PAID = select(Payment.number).where(Payment.paid_at >= bindparam("begins"), Payment.paid_at < bindparam("ends"))
_INSERT = insert(PaymentEvent)

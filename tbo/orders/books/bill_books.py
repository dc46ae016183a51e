"""The books of a bill: its rows are kept, compared one by one with ours, and what disagrees waits for its story."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from ... import clock
from ...alipay.bills import BillRow as Told
from ...db import commits, db
from ...rules.money import Money
from ...rules.order_states import CHINA, UNPAID, RefundState
from ...rules.reconciliation import Found, Line, LineKey, Story, differences
from ...statements import run
from ..models import Payment, PaymentEvent, Refund
from ..refunds.sending import BY_HAND
from .bill_models import BillDay, BillDifference, BillRow

NOTHING = Money(0)
AT_ONCE = 500


def line_of(row: Told) -> Line:
    """Return a row of the bill as the rules see it."""
    return Line(row.payment_number, row.amount, row.refund_number or "")


def compare(day: date, rows: Iterable[Told], since: datetime | None) -> list[Found]:
    """Return what disagrees now; `since`: what is older never went through Alipay."""
    lines = [line_of(row) for row in rows]
    known = payments_of(lines)
    ours = {line.key: amount for line in lines if (amount := _held(line, known.get(line.payment_number))) is not None}
    return differences(lines, ours, _expected(day, {line.key for line in lines}, since))


def ours_of(line: Line) -> Money | None:
    """Return what we hold of a line: None for a payment that was never ours, zero for what is not booked."""
    return _held(line, payments_of([line]).get(line.payment_number))


def payments_of(lines: Iterable[Line]) -> dict[str, Any]:
    """Read the payments that lines are of, by their numbers: `id`, `state`, `amount_fen`."""
    numbers = sorted({line.payment_number for line in lines})
    some = (numbers[n : n + AT_ONCE] for n in range(0, len(numbers), AT_ONCE))
    found = (run(_PAYMENTS, numbers=part) for part in some)
    return {payment.number: payment for payments in found for payment in payments}


def _held(line: Line, payment: Any | None) -> Money | None:
    if payment is None:
        return None
    if not line.is_refund:
        return NOTHING if payment.state in UNPAID else Money(payment.amount_fen)
    fen = run(_DONE, of=payment.id, number=line.refund_number).scalar()
    if fen is not None:
        return Money(fen)
    return line.amount if _was_recorded(line) else NOTHING


@commits
def keep(day: date, rows: list[Told], found: list[Found]) -> None:
    """Keep a day, its rows and what disagreed, and tell the stories that have come by themselves meanwhile."""
    sums = {
        "row_count": len(rows),
        "came_fen": sum(row.amount.fen for row in rows if row.refund_number is None),
        "went_fen": sum(row.amount.fen for row in rows if row.refund_number is not None),
        "compared_at": clock.now(),
    }
    if not run(_CHANGE_DAY, of=day, **{f"new_{name}": value for name, value in sums.items()}).rowcount:
        run(_INSERT_DAY, day=day, **sums)
    trade_numbers = _keep_rows(day, rows)
    before = {(one.payment_number, one.refund_number) for one in run(_DIFFERENCES, of=day)}
    for one in found:
        if one.line.key not in before:
            db.session.add(_difference(day, one, trade_numbers.get(one.line.key, "")))
    db.session.flush()
    _explain_what_agrees({line_of(row).key: row.amount for row in rows}, day)


@commits
def look_again(difference_id: int, told_by: str, reason: str = "") -> bool:
    """Tell the story of a difference that is none any more; whether it has one now."""
    one = db.session.scalars(select(BillDifference).where(BillDifference.id == difference_id).with_for_update()).one()
    if one.story is None and _agrees(one):
        tell(one, Story.RECORDED if one.refund_number else Story.FOUND_BY_ASKING, told_by, reason)
    return one.story is not None


def tell(one: BillDifference, story: Story, told_by: str, reason: str = "") -> None:
    """Write down what explains a difference. Never commits."""
    one.story, one.told_by, one.reason, one.told_at = story, told_by[:120], reason[:200], clock.now()


def _explain_what_agrees(billed: dict[LineKey, Money], day: date) -> None:
    for one in db.session.scalars(_UNEXPLAINED):
        key = one.payment_number, one.refund_number
        if one.day != day and one.theirs_fen is None and billed.get(key) == Money(one.ours_fen or 0):
            tell(one, Story.OTHER_DAY, "shop", day.isoformat())
        elif one.day == day and _agrees(one):
            tell(one, Story.RECORDED if one.refund_number else Story.FOUND_BY_ASKING, "shop")


def _agrees(one: BillDifference) -> bool:
    if one.theirs_fen is None:
        return False
    line = Line(one.payment_number, Money(one.theirs_fen), one.refund_number)
    return ours_of(line) == line.amount


def _keep_rows(day: date, rows: list[Told]) -> dict[LineKey, str]:
    known = {(row.payment_number, row.refund_number) for row in run(_ROWS, of=day)}
    trade_numbers = {line_of(row).key: row.trade_no for row in rows}
    for row in rows:
        if line_of(row).key not in known:
            known.add(line_of(row).key)
            number, refund = row.payment_number, row.refund_number or ""
            kept = {"payment_number": number, "refund_number": refund, "trade_no": row.trade_no[:64]}
            run(_INSERT_ROW, day=day, fen=row.amount.fen, **kept)
    return trade_numbers


def _difference(day: date, found: Found, trade_no: str) -> BillDifference:
    return BillDifference(
        day=day,
        kind=found.kind,
        payment_number=found.line.payment_number,
        refund_number=found.line.refund_number[:64],
        trade_no=trade_no[:64],
        theirs_fen=found.theirs.fen if found.theirs is not None else None,
        ours_fen=found.ours.fen if found.ours is not None else None,
        size_fen=found.size.fen,
        found_at=clock.now(),
    )


def _expected(day: date, billed: set[LineKey], since: datetime | None) -> list[Line]:
    """List what we hold to be of a day in China and that no other day's bill has."""
    begins = datetime.combine(day, time(), CHINA)
    ends = begins + timedelta(days=1)
    begins = max(begins, since) if since is not None else begins
    payments = run(_PAID_WITHIN, begins=begins, ends=ends).all()
    refunds = run(_BACK_WITHIN, begins=begins, ends=ends).all()
    lines = [Line(row.number, Money(row.amount_fen)) for row in payments]
    lines += [Line(row.number, Money(row.amount_fen), row.refund) for row in refunds]
    return [line for line in lines if line.key not in billed and not _is_billed_elsewhere(line, day)]


def _is_billed_elsewhere(line: Line, day: date) -> bool:
    return run(_ELSEWHERE, number=line.payment_number, refund=line.refund_number, of=day).first() is not None


def _was_recorded(line: Line) -> bool:
    """Whether a refund that goes by a number of Alipay's console was told from a bill and believed."""
    key = f"bill:{line.payment_number}:{line.refund_number}"[:160]
    what = run(_WHAT, key=key).scalar()
    return what is not None and not what.endswith("flag")


_PAYMENTS = select(Payment.id, Payment.number, Payment.state, Payment.amount_fen).where(
    Payment.number.in_(bindparam("numbers", expanding=True))
)
_DONE = select(Refund.amount_fen).where(
    Refund.payment_id == bindparam("of"), Refund.number == bindparam("number"), Refund.state == RefundState.DONE
)
_PAID_WITHIN = select(Payment.number, Payment.amount_fen).where(
    *(Payment.paid_at >= bindparam("begins"), Payment.paid_at < bindparam("ends"), Payment.state.not_in(UNPAID))
)
_BACK_WITHIN = (
    select(Payment.number, Refund.amount_fen, Refund.number.label("refund"))
    .join(Refund.payment)
    .where(
        *(Refund.done_at >= bindparam("begins"), Refund.done_at < bindparam("ends")),
        *(Refund.state == RefundState.DONE, Refund.reason != BY_HAND),
    )
)
_ELSEWHERE = (
    select(BillRow.id)
    .where(BillRow.payment_number == bindparam("number"), BillRow.refund_number == bindparam("refund"))
    .where(BillRow.day != bindparam("of"))
    .limit(1)
)
_WHAT = select(PaymentEvent.what).where(PaymentEvent.key == bindparam("key"))
_ROWS = select(BillRow.payment_number, BillRow.refund_number).where(BillRow.day == bindparam("of"))
_DIFFERENCES = select(BillDifference.payment_number, BillDifference.refund_number).where(
    BillDifference.day == bindparam("of")
)
_UNEXPLAINED = select(BillDifference).where(BillDifference.story.is_(None))
_INSERT_DAY, _INSERT_ROW = insert(BillDay), insert(BillRow)
_CHANGE_DAY = (
    update(BillDay)
    .where(BillDay.day == bindparam("of"))
    .values({name: bindparam(f"new_{name}") for name in ("row_count", "came_fen", "went_fen", "compared_at")})
)

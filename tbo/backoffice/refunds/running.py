"""A bulk refund's course: begun with what was shown, run by the worker order by order, stopped between two."""

import secrets
from dataclasses import dataclass
from datetime import date

import structlog
from sqlalchemy import insert, select, update
from sqlalchemy.exc import OperationalError

from ... import clock
from ...accounts.attempts import one_at_a_time
from ...db import commits, db, rows_changed
from ...jobs import enqueue, job
from ...orders.models import Order
from ...orders.refunds.bulk import Plan, ask_one_back, in_parts
from ...rules.bulk_refunds import NotAsked
from ...rules.money import Money
from ..audit import Deed, record
from ..forms import once
from ..models import Staff
from ..staff.sessions import Clerk
from .models import BulkRefund, BulkRefundRow
from .refusals import OverAlready, PlanChanged

log = structlog.get_logger()
# After so many orders other jobs have their turn; each of them is a transaction of its own.
IN_ONE_JOB = 50
OF_BULK = "bulk-refund"


@dataclass(frozen=True, slots=True)
class Chosen:
    """How orders were chosen: by a title with the days they were paid on, or by their numbers."""

    title: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    numbers: tuple[str, ...] = ()


@commits
def begin(clerk: Clerk, chosen: Chosen, plan: Plan, reason: str, form_key: str) -> str:
    """Write a plan down to be carried out, and return its key; the same form again returns the same key.

    Raises PlanChanged when an order of it waits in another one by now.
    """

    def deed() -> str:
        # Whoever begins one beside this waits here: an order waits in one of them.
        one_at_a_time("bulk refunds")
        numbers = [planned.number for planned in plan.refunds]
        if waiting_elsewhere(numbers):
            raise PlanChanged("an order waits in another bulk refund")
        days = {"first_day": chosen.first_day, "last_day": chosen.last_day}
        sums = {"orders": len(numbers), "fen": plan.total.fen}
        who = {"key": secrets.token_hex(6), "staff_id": clerk.staff_id, "reason": reason, "begun_at": clock.now()}
        bulk = BulkRefund(title=chosen.title, **days, **sums, **who)
        db.session.add(bulk)
        db.session.flush()
        ids = _ids_of(numbers)
        rows = [
            {"bulk_refund_id": bulk.id, "order_id": ids[planned.number], "amount_fen": planned.amount.fen}
            for planned in plan.refunds
        ]
        db.session.execute(insert(BulkRefundRow), rows)
        said = {"title": chosen.title or ""} | {name: day.isoformat() if day else "" for name, day in days.items()}
        after = {name: value for name, value in (sums | said).items() if value}
        record(_staff(clerk.staff_id), Deed("bulk-refund-begun", OF_BULK, bulk.key, {}, after, reason))
        enqueue(carry_on, key=f"bulk-refund:{bulk.id}", bulk_refund_id=bulk.id)
        return bulk.key

    return once(clerk, form_key, deed)


@commits
def stop(clerk: Clerk, key: str) -> None:
    """Ask no more of it back: an order whose turn has come is done, then no other begins. Raises OverAlready."""
    bulk = _locked(BulkRefund.key == key)
    if bulk is None or not bulk.is_running:
        raise OverAlready(f"bulk refund {key} does not run")
    bulk.stopped_at = clock.now()
    waits = BulkRefundRow.bulk_refund_id == bulk.id, BulkRefundRow.state == "waiting"
    left = rows_changed(update(BulkRefundRow).where(*waits).values(state="left"))
    after = {"orders": bulk.orders, "left": left}
    record(_staff(clerk.staff_id), Deed("bulk-refund-stopped", OF_BULK, bulk.key, {}, after))


@job
def carry_on(bulk_refund_id: int) -> None:
    """Ask some orders' money back, then let the next job go on; what a worker that died had asked stays asked."""
    for _nth in range(IN_ONE_JOB):
        row_id = next_row_or_none(bulk_refund_id)
        if row_id is None:
            return
        try:
            ask_back(bulk_refund_id, row_id)
        except OperationalError:
            raise  # The database is away: nothing is known to be wrong with this order.
        except Exception:
            log.exception("bulk_refund.order_failed", bulk_refund=bulk_refund_id, row=row_id)
            _give_up(bulk_refund_id, row_id)
    _go_on_later(bulk_refund_id)


@commits
def next_row_or_none(bulk_refund_id: int) -> int | None:
    """Return the row whose turn it is; None when there is none any more, which ends it."""
    bulk = _locked(BulkRefund.id == bulk_refund_id)
    if bulk is None or not bulk.is_running:
        return None
    row_id = _first_waiting(bulk.id)
    if row_id is None:
        bulk.finished_at = clock.now()
    return row_id


@commits
def ask_back(bulk_refund_id: int, row_id: int) -> None:
    """Ask one order's money back and note it, both or neither; once, whoever else is at it and however often."""
    found = _turn_or_none(bulk_refund_id, row_id)
    if found is None:
        return
    bulk, row = found
    number, amount = row.order.number, Money(row.amount_fen)
    asked = ask_one_back(number, amount, bulk.reason, f"staff:{bulk.staff_id}")
    row.refund_number, row.why_not, row.done_at = asked.refund, asked.why_not, clock.now()
    row.state = "asked" if asked.refund is not None else "not-asked"
    if asked.refund is not None:
        after = {"refund": asked.refund, "fen": amount.fen, "bulk": bulk.key}
        record(_staff(bulk.staff_id), Deed("refund", "order", number, {}, after, bulk.reason))


def waiting_elsewhere(numbers: list[str]) -> set[str]:
    """Return which of these orders wait in a bulk refund."""
    waits = select(Order.number).join(BulkRefundRow, BulkRefundRow.order_id == Order.id)
    found = (waits.where(BulkRefundRow.state == "waiting", Order.number.in_(part)) for part in in_parts(numbers))
    return {number for each in found for number in db.session.scalars(each)}


@commits
def _give_up(bulk_refund_id: int, row_id: int) -> None:
    """Note that an order's turn failed by a mistake of ours; its transaction was undone, so nothing was asked."""
    found = _turn_or_none(bulk_refund_id, row_id)
    if found is not None:
        row = found[1]
        row.state, row.why_not, row.done_at = "not-asked", NotAsked.BROKEN, clock.now()


@commits
def _go_on_later(bulk_refund_id: int) -> None:
    """Write the job that goes on; whoever else comes here with the same row to go on with writes no second one."""
    row_id = _first_waiting(bulk_refund_id) or 0
    enqueue(carry_on, key=f"bulk-refund:{bulk_refund_id}:{row_id}", bulk_refund_id=bulk_refund_id)


def _turn_or_none(bulk_refund_id: int, row_id: int) -> tuple[BulkRefund, BulkRefundRow] | None:
    """Return both where it runs and the row waits; whoever stops it, or runs it too, waits until this is over."""
    bulk = _locked(BulkRefund.id == bulk_refund_id)
    row = db.session.get(BulkRefundRow, row_id)
    if bulk is None or row is None or not bulk.is_running or row.state != "waiting":
        return None
    return bulk, row


def _locked(which) -> BulkRefund | None:
    """Return one as it is now, and let nobody else decide about it until the transaction is over."""
    found = select(BulkRefund).where(which).with_for_update()
    return db.session.scalar(found, execution_options={"populate_existing": True})


def _first_waiting(bulk_refund_id: int) -> int | None:
    waits = BulkRefundRow.bulk_refund_id == bulk_refund_id, BulkRefundRow.state == "waiting"
    return db.session.scalar(select(BulkRefundRow.id).where(*waits).order_by(BulkRefundRow.id).limit(1))


def _ids_of(numbers: list[str]) -> dict[str, int]:
    parts = (select(Order.number, Order.id).where(Order.number.in_(part)) for part in in_parts(numbers))
    return {row.number: row.id for part in parts for row in db.session.execute(part)}


def _staff(staff_id: int) -> Staff:
    return db.session.get_one(Staff, staff_id)

"""What is left of an order's money, read from the ledger, and what a refund makes of a request for a fapiao."""

from sqlalchemy import select

from ... import clock
from ...db import db
from ...rules.fapiao import OPEN, FapiaoState, PaidSum, after_money
from ...rules.ledger import CAME, MOVED, LedgerKind
from ...rules.money import Money
from ..books.ledger import LedgerEntry
from ..models import Order
from .models import FapiaoRequest

_KINDS = (*MOVED, LedgerKind.REFUND_REQUESTED, LedgerKind.REFUND_REFUSED)


def paid_sum(order_id: int) -> PaidSum:
    """Return what of an order's money has not gone back, and that less what is on its way; one query."""
    entry = LedgerEntry
    rows = db.session.execute(
        select(entry.kind, entry.refund_number, entry.fen).where(entry.order_id == order_id, entry.kind.in_(_KINDS))
    ).all()
    by_kind: dict[str, dict[str | None, int]] = {kind: {} for kind in _KINDS}
    for row in rows:
        if row.kind not in CAME:
            by_kind[row.kind][row.refund_number] = row.fen or 0
    gone = by_kind[LedgerKind.REFUNDED]
    ended = gone.keys() | by_kind[LedgerKind.REFUND_REFUSED].keys()
    under_way = sum(fen for number, fen in by_kind[LedgerKind.REFUND_REQUESTED].items() if number not in ended)
    kept = sum(row.fen or 0 for row in rows if row.kind in CAME) - sum(gone.values())
    return PaidSum(kept=Money(kept), left=Money(max(0, kept - under_way)))


def money_changed(order: Order) -> None:
    """Let the open request of an order follow its money. Never commits; what happened stands in the ledger already."""
    request = open_request(order.id)
    if request is None:
        return
    state, amount = after_money(FapiaoState(request.state), Money(request.amount_fen), paid_sum(order.id))
    if (state, amount.fen) != (request.state, request.amount_fen):
        request.state, request.amount_fen, request.changed_at = state, amount.fen, clock.now()
        db.session.flush()


def open_request(order_id: int) -> FapiaoRequest | None:
    """Return the request of an order that is open, locked for the rest of the transaction."""
    mine = FapiaoRequest.order_id == order_id, FapiaoRequest.state.in_(OPEN)
    found = select(FapiaoRequest).where(*mine).with_for_update()
    return db.session.scalar(found.execution_options(populate_existing=True))

"""How far a bulk refund is: in numbers, and order by order."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from ...db import db
from ...orders.models import Order, Refund
from ...orders.naming import names_of
from ...rules.money import Money
from ..paging import ON_PAGE, Listed
from .dry_run import whose
from .models import BulkRefund, BulkRefundRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How far a bulk refund is, by what became of its orders."""

    waiting: int = 0
    on_its_way: int = 0
    back: int = 0
    refused: int = 0
    not_asked: int = 0
    left: int = 0

    @property
    def done(self) -> int:
        """How many have had their turn."""
        return self.on_its_way + self.back + self.refused + self.not_asked

    @property
    def failed(self) -> int:
        """How many need somebody."""
        return self.refused + self.not_asked


_FACES = {
    ("waiting", None): "waiting",
    ("asked", "requested"): "on_its_way",
    ("asked", "done"): "back",
    ("asked", "refused"): "refused",
    ("not-asked", None): "not_asked",
    ("left", None): "left",
}
SHOWN = {
    "all": (),
    "waiting": (BulkRefundRow.state == "waiting",),
    "asked": (BulkRefundRow.state == "asked", Refund.state != "refused"),
    "failed": ((BulkRefundRow.state == "not-asked") | (Refund.state == "refused"),),
    "left": (BulkRefundRow.state == "left",),
}


def courses(bulks: Sequence[BulkRefund]) -> dict[int, Course]:
    """Return how far each is, at one query."""
    ids = [bulk.id for bulk in bulks]
    counted = (
        select(BulkRefundRow.bulk_refund_id, BulkRefundRow.state, Refund.state, func.count())
        .outerjoin(Refund, Refund.number == BulkRefundRow.refund_number)
        .where(BulkRefundRow.bulk_refund_id.in_(ids))
        .group_by(BulkRefundRow.bulk_refund_id, BulkRefundRow.state, Refund.state)
    )
    found: dict[int, dict[str, int]] = {one: {} for one in ids}
    for bulk_id, state, refund, count in db.session.execute(counted):
        found[bulk_id][_FACES[state, refund]] = count
    return {bulk_id: Course(**faces) for bulk_id, faces in found.items()}


@dataclass(frozen=True, slots=True)
class Turn:
    """One order of a bulk refund that was begun; `face` says how far it is, `refused` why Alipay did not."""

    id: int
    number: str
    who: str
    name: str
    amount: Money
    face: str
    why_not: str | None
    refused: str | None


def turns_of(bulk: BulkRefund, show: str, after: int | None) -> Listed[Turn]:
    """List the orders of a bulk refund as their turn comes, those that `show` names, behind a row."""
    found = (
        select(BulkRefundRow, Order, Refund)
        .join(Order, Order.id == BulkRefundRow.order_id)
        .outerjoin(Refund, Refund.number == BulkRefundRow.refund_number)
        .where(BulkRefundRow.bulk_refund_id == bulk.id, *SHOWN[show])
        .order_by(BulkRefundRow.id)
        .limit(ON_PAGE + 1)
    )
    rows = db.session.execute(found.where(BulkRefundRow.id > after) if after else found).all()
    orders = [order for _row, order, _refund in rows]
    who, names = whose(orders), names_of({order.id: order.subject for order in orders})
    turns = []
    for row, order, refund in rows:
        face = _FACES[row.state, refund.state if refund else None]
        words = who[order.household_id], names[order.id], Money(row.amount_fen)
        refused = (refund.refused_because or "").partition(":")[0] if refund else None
        turns.append(Turn(row.id, order.number, *words, face, row.why_not, refused))
    return Listed(turns[:ON_PAGE], turns[ON_PAGE - 1].id if len(turns) > ON_PAGE else None)

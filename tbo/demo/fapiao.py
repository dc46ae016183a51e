"""Fills in requests for a fapiao, so that finance's queue of the demo shop has something in each of its parts."""

from datetime import date, datetime

from sqlalchemy import select

from ..db import db
from ..orders.fapiao.models import FapiaoRequest
from ..orders.models import Order
from ..rules.fapiao import FapiaoKind, FapiaoState
from ..rules.order_states import OrderState
from .content import Anchor

# Names are invented; the numbers have a right check character and belong to nobody.
REQUESTS = (
    ("杭州云栖里文化传媒有限公司", "91330106MA2K00PX7N", FapiaoState.ASKED),
    ("林小满", None, FapiaoState.ASKED),
    ("上海梧桐巷影业有限公司", "91310104MA1F00TBXK", FapiaoState.MAKING),
    ("成都锦官信息技术有限公司", "91510107MA6C00TB0R", FapiaoState.ISSUED),
)
TAKEN = frozenset({FapiaoState.MAKING, FapiaoState.ISSUED})


def add_fapiao(at: Anchor) -> None:
    """Ask for the fapiao of the orders that were paid last, at once; orders must be there."""
    paid = select(Order).where(Order.state == OrderState.FULFILLED, Order.total_fen > 0, Order.paid_at <= at.instant)
    orders = db.session.scalars(paid.order_by(Order.paid_at.desc(), Order.id).limit(len(REQUESTS)))
    for order, (title, number, state) in zip(orders, REQUESTS, strict=False):
        asked_at = order.paid_at or at.instant
        db.session.add(_request(order, title, number, state, asked_at))
    db.session.flush()


def _request(order: Order, title: str, number: str | None, state: FapiaoState, asked_at: datetime) -> FapiaoRequest:
    is_taken, is_issued = state in TAKEN, state is FapiaoState.ISSUED
    issued_on: date | None = asked_at.date() if is_issued else None
    return FapiaoRequest(
        order_id=order.id,
        kind=FapiaoKind.COMPANY if number else FapiaoKind.PERSONAL,
        title=title,
        tax_number=number,
        email="books@example.com" if number else "lin@example.com",
        state=state,
        amount_fen=order.total_fen,
        asked_at=asked_at,
        export=f"{asked_at:%Y%m%d}-demo" if is_taken else None,
        taken_by="何敏" if is_taken else None,
        taken_at=asked_at if is_taken else None,
        fapiao_number="26442000000000000018" if is_issued else None,
        issued_on=issued_on,
        changed_at=asked_at,
    )

"""The queue of fapiao requests: what waits, oldest first, what is done, newest first, and what is looked for."""

from flask import Response, abort, make_response, request
from flask_babel import gettext as _
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from ...db import db
from ...orders.fapiao.models import FapiaoRequest
from ...orders.models import Order
from ...rules.fapiao import WAITING, FapiaoState
from ...rules.money import Money
from ...rules.staff_rights import Right
from ...rules.tax_numbers import bare_tax_number
from ...web.errors import Refusal
from ...web.pages import page_or_part
from ..blueprint import pages
from ..forms import new_key
from ..paging import ON_PAGE, last_seen, listed
from ..staff.guard import needs

_S = FapiaoState
FILTERS: dict[str, frozenset[FapiaoState]] = {
    "waiting": WAITING,
    "making": frozenset({_S.MAKING, _S.CHANGED}),
    "issued": frozenset({_S.ISSUED}),
    "reverse": frozenset({_S.TO_REVERSE, _S.REVERSED}),
    "ended": frozenset({_S.REFUSED, _S.WITHDRAWN}),
    "all": frozenset(_S),
}
# A queue is worked off from its front.
FROM_THE_FRONT = frozenset({"waiting", "making"})


@pages.get("/staff/fapiao")
@needs(Right.FAPIAO)
def fapiao() -> Response:
    """Show requests by where they stand, or those that a number or name leads to."""
    return queue_page()


def queue_page(refusal: Refusal | None = None) -> Response:
    """Show the queue, with why nothing was exported where that was refused."""
    show, asked = request.args.get("show", "waiting"), " ".join(request.args.get("q", "")[:100].split())
    if show not in FILTERS:
        abort(404)
    found = listed(db.session.scalars(_page(show, asked)).all())
    count, fen = db.session.execute(
        select(func.count(FapiaoRequest.id), func.sum(FapiaoRequest.amount_fen)).where(
            FapiaoRequest.state == FapiaoState.ASKED
        )
    ).one()
    page = page_or_part(
        "backoffice/fapiao.html",
        "requests",
        found=found,
        show="" if asked else show,
        asked=asked,
        filters=_filter_words(),
        waiting=count,
        waiting_sum=Money(int(fen or 0)),
        exported=_exported(),
        form_key=new_key(),
        error=refusal.words() if refusal else "",
    )
    return make_response(page, refusal.status if refusal else 200)


def _page(show: str, asked: str) -> Select:
    found = select(FapiaoRequest).options(joinedload(FapiaoRequest.order)).limit(ON_PAGE + 1)
    last, key = last_seen(), FapiaoRequest.id
    if asked:
        found = found.where(_named(asked))
    else:
        found = found.where(FapiaoRequest.state.in_(FILTERS[show]))
        if show in FROM_THE_FRONT:
            found = found.where(key > last) if last else found
            return found.order_by(key)
    return (found.where(key < last) if last else found).order_by(key.desc())


def _named(asked: str):
    """A whole number of an order, a company or a fapiao, or a part of a name."""
    number = bare_tax_number(asked)
    order = select(Order.id).where(Order.number == asked.upper()).scalar_subquery()
    return or_(
        FapiaoRequest.title.contains(asked, autoescape=True),
        FapiaoRequest.tax_number == number,
        FapiaoRequest.fapiao_number == number,
        FapiaoRequest.red_number == number,
        FapiaoRequest.order_id == order,
    )


def _exported() -> tuple[str, int] | None:
    """Return the export that the address names and how many requests are still in it, to take its file along."""
    name = request.args.get("export", "")[:20]
    count = db.session.scalar(select(func.count(FapiaoRequest.id)).where(FapiaoRequest.export == name)) if name else 0
    return (name, count) if count else None


def _filter_words() -> list[tuple[str, str]]:
    return [
        ("waiting", _("要处理的")),
        ("making", _("正在开")),
        ("issued", _("已开")),
        ("reverse", _("冲红")),
        ("ended", _("没开")),
        ("all", _("全部")),
    ]

"""The pages of the books: every day against Alipay's bill, and the differences of one day with what explains them."""

from datetime import date, timedelta

from flask import Response, abort, make_response, render_template, request, url_for
from sqlalchemy import select

from ...db import db
from ...orders.books.bill_models import BillDifference
from ...orders.models import Order, Payment
from ...rules.money import Money
from ...rules.staff_rights import Right
from ...web.errors import Refusal
from ...web.pages import see_other
from ..blueprint import pages
from ..days import today as this_day
from ..forms import key_of_form, new_key, reason_of_form, require_fresh_code
from ..staff.guard import clerk_now, needs
from . import resolving
from .days import Book, book_or_none, last_days, unexplained

ON_PAGE = 31
MOST_DIFFERENCES = 200


@pages.get("/staff/reconciliation")
@needs(Right.RECONCILIATION)
def reconciliation() -> Response:
    """Show the days that were compared, the newest first."""
    books = last_days(ON_PAGE + 1, before=_before())
    shown = books[:ON_PAGE]
    body = render_template(
        "backoffice/reconciliation.html",
        books=shown,
        unexplained=unexplained(),
        came=Money.sum_of(book.came for book in shown),
        went=Money.sum_of(book.went for book in shown),
        more=shown[-1].day.isoformat() if len(books) > ON_PAGE else None,
        yesterday=this_day() - timedelta(days=1),
    )
    return make_response(body)


@pages.get("/staff/reconciliation/<day>")
@needs(Right.RECONCILIATION)
def reconciliation_day(day: str) -> Response:
    """Show one day's differences."""
    return _page(_book(day))


@pages.post("/staff/reconciliation/<day>/differences/<int:difference_id>/question")
@needs(Right.RESOLVE)
def ask_difference(day: str, difference_id: int) -> Response:
    """Ask Alipay about it, and settle by what it says."""
    return _resolve(day, difference_id, lambda clerk: resolving.ask(clerk, difference_id))


@pages.post("/staff/reconciliation/<day>/differences/<int:difference_id>/refund")
@needs(Right.RESOLVE)
def refund_difference(day: str, difference_id: int) -> Response:
    """Give the money back."""

    def deed(clerk) -> None:
        reason, key = reason_of_form(), key_of_form()
        require_fresh_code(clerk)
        resolving.refund(clerk, difference_id, reason, key)

    return _resolve(day, difference_id, deed)


@pages.post("/staff/reconciliation/<day>/differences/<int:difference_id>/write-off")
@needs(Right.RESOLVE)
def write_off_difference(day: str, difference_id: int) -> Response:
    """Let it stay, with a reason."""

    def deed(clerk) -> None:
        reason = reason_of_form()
        require_fresh_code(clerk)
        resolving.write_off(clerk, difference_id, reason)

    return _resolve(day, difference_id, deed)


def _resolve(day: str, difference_id: int, deed) -> Response:
    book = _book(day)
    there = BillDifference.id == difference_id, BillDifference.day == book.day
    if difference_id > 2**31 - 1 or db.session.scalar(select(BillDifference.id).where(*there)) is None:
        abort(404)
    try:
        deed(clerk_now())
    except Refusal as refusal:
        return _page(book, difference_id, refusal)
    return see_other(url_for(".reconciliation_day", day=day))


def _page(book: Book, difference_id: int = 0, refusal: Refusal | None = None) -> Response:
    of_day = select(BillDifference).where(BillDifference.day == book.day)
    unexplained_first = of_day.order_by(BillDifference.story.is_not(None), BillDifference.id)
    found = db.session.scalars(unexplained_first.limit(MOST_DIFFERENCES)).all()
    open_ones = [one for one in found if one.story is None]
    refundable = resolving.orders_to_refund(open_ones)
    body = render_template(
        "backoffice/reconciliation_day.html",
        book=book,
        differences=found,
        orders=_orders(found),
        refundable={one.id for one in open_ones if one.payment_number in refundable},
        wrong_id=difference_id,
        error=refusal.words() if refusal else "",
        reason=request.form.get("reason", "")[:200],
        form_key=request.form.get("form_key") or new_key(),
    )
    return make_response(body, refusal.status if refusal else 200)


def _orders(found) -> dict[str, str]:
    """Return the order of each payment that is ours."""
    numbers = {one.payment_number for one in found}
    of = select(Payment.number, Order.number.label("order")).join(Payment.order).where(Payment.number.in_(numbers))
    return {row.number: row.order for row in db.session.execute(of)}


def _book(day: str) -> Book:
    try:
        book = book_or_none(date.fromisoformat(day)) if len(day) == 10 else None
    except ValueError:
        book = None
    if book is None:
        abort(404)
    return book


def _before() -> date | None:
    try:
        return date.fromisoformat(request.args["before"]) if "before" in request.args else None
    except ValueError:
        abort(400)

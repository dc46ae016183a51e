"""The page of an order: what it was, what happened, and giving money back."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ...accounts.models import Household
from ...db import db
from ...orders.counted import counted_of
from ...orders.fapiao.requests import newest_request
from ...orders.models import Order, Payment
from ...orders.refunds.requests import renewing_after
from ...orders.showing import bought_by_order
from ...rules.contacts import masked
from ...rules.money import Money
from ...rules.staff_rights import Right, most_refunded
from ...web.errors import Refusal
from ...web.pages import see_other
from ..blueprint import pages
from ..forms import key_of_form, new_key, reason_of_form, require_fresh_code
from ..staff.guard import clerk_now, needs
from .given import what_was_given
from .refunding import MoreThanIsLeft, give_back, left_of, read_amount
from .timeline import came_by_or_none, events_of


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form, as it was typed when it comes back with a refusal."""

    key: str
    how: str = "all"
    amount: str = ""
    reason: str = ""
    ends_renewal: bool = True


@pages.get("/staff/orders/<number>")
@needs(Right.ORDERS)
def order(number: str) -> Response:
    """Show one order."""
    return _page(_found(number), Typed(new_key()))


@pages.post("/staff/orders/<number>/refunds")
@needs(Right.REFUND)
def refund(number: str) -> Response:
    """Give back all or a part; a refusal shows the form as it was typed."""
    found, clerk, form, key = _found(number), clerk_now(), request.form, key_of_form()
    typed = Typed(form["form_key"], form.get("how", ""), form.get("amount", "")[:20], form.get("reason", "")[:200])
    typed = replace(typed, ends_renewal=form.get("ends_renewal") == "yes")
    try:
        amount = None if typed.how == "all" else read_amount(typed.amount)
        if amount is not None and amount > left_of(found) > Money.zero():
            raise MoreThanIsLeft(f"{amount} of {number}", left_of(found))
        reason = reason_of_form()
        require_fresh_code(clerk)
        give_back(clerk, number, amount, reason, key, typed.ends_renewal)
    except Refusal as refusal:
        return _page(_found(number), typed, refusal)
    return see_other(url_for(".order", number=number))


def _page(found: Order, typed: Typed, refusal: Refusal | None = None) -> Response:
    clerk, household = clerk_now(), db.session.get_one(Household, found.household_id)
    context: dict[str, Any] = {
        "order": found,
        "bought": bought_by_order(found),
        "events": events_of(found),
        "given": what_was_given(found),
        "household": household,
        "contacts": [masked(contact) for contact in (household.phone, household.email) if contact],
        "arrival": came_by_or_none(found),
        "fapiao": newest_request(found),
        "left": left_of(found),
        "counted": counted_of(found),
        "renews": renewing_after(found) is not None,
        "most": most_refunded(clerk.roles),
        "typed": typed,
        "error": refusal.words() if refusal else "",
    }
    body = render_template("backoffice/order.html", **context)
    return make_response(body, refusal.status if refusal else 200)


def _found(number: str) -> Order:
    loads = selectinload(Order.payments).selectinload(Payment.refunds)
    found = db.session.scalar(select(Order).where(Order.number == number[:40]).options(loads))
    if found is None:
        abort(404)
    return found

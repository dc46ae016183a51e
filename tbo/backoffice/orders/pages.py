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
from ...rules.staff_rights import Right, most_refunded
from ...web.errors import Refusal
from ...web.pages import see_other
from ..blueprint import pages
from ..forms import CodeWrong, key_of_form, new_key, reason_of_form, require_fresh_code, was_done
from ..staff.guard import clerk_now, needs
from .foreseeing import Foreseen, foreseen_of
from .given import what_was_given
from .refunding import asked_of, give_back, left_of
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
    """Say what giving back all or a part would do; where that sum was `shown`, do it. A refusal keeps what is typed."""
    found, clerk, form, key = _found(number), clerk_now(), request.form, key_of_form()
    typed = _typed()
    if was_done(key):
        return see_other(url_for(".order", number=number))
    if "edit" in form:
        return _page(found, typed)
    foreseen = None
    try:
        amount, reason = asked_of(clerk, found, typed.how == "all", typed.amount), reason_of_form()
        foreseen = foreseen_of(found, amount, typed.ends_renewal)
        if form.get("shown") != str(amount.fen):
            return _page(found, typed, foreseen=foreseen)
        require_fresh_code(clerk)
        give_back(clerk, number, amount, reason, key, typed.ends_renewal)
    except CodeWrong as refusal:
        return _page(_found(number), typed, refusal, foreseen)
    except Refusal as refusal:
        return _page(_found(number), typed, refusal)
    return see_other(url_for(".order", number=number))


def _typed() -> Typed:
    form = request.form
    typed = Typed(form["form_key"], form.get("how", ""), form.get("amount", "")[:20], form.get("reason", "")[:200])
    return replace(typed, ends_renewal=form.get("ends_renewal") == "yes")


def _page(found: Order, typed: Typed, refusal: Refusal | None = None, foreseen: Foreseen | None = None) -> Response:
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
        "foreseen": foreseen,
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

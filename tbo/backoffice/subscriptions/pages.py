"""The page of a subscription: how it stands, all that happened, and what support may do with a reason."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from sqlalchemy import select

from ... import clock
from ...accounts.models import Household
from ...db import db
from ...offers.plans import plan_name
from ...orders.agreements.ending import can_undo, can_unsign, how_it_resumes
from ...rules.contacts import masked
from ...rules.renewal_schedule import LONGEST_PAUSE, charge_day, notice_due_at
from ...rules.staff_rights import Right
from ...rules.subscription_states import MEANS, PAYING, SubscriptionEvent, SubscriptionState, may
from ...subscriptions.models import Subscription
from ...subscriptions.pricing import next_charge
from ...web.errors import Refusal
from ...web.pages import see_other
from ..blueprint import pages
from ..forms import key_of_form, new_key, reason_of_form
from ..staff.guard import clerk_now, needs
from ..staff.sessions import Clerk
from . import deeds as subscription_deeds
from .timeline import events_of, tries_of_all_periods


@pages.get("/staff/subscriptions/<agreement>")
@needs(Right.SUBSCRIPTIONS)
def subscription(agreement: str) -> Response:
    """Show one subscription."""
    return _page(_found(agreement))


@pages.post("/staff/subscriptions/<agreement>/cancellation")
@needs(Right.CHANGE_SUBSCRIPTIONS)
def cancel_subscription(agreement: str) -> Response:
    """Let it renew no more."""
    return _with_reason(agreement, subscription_deeds.cancel)


@pages.post("/staff/subscriptions/<agreement>/cancellation/removal")
@needs(Right.CHANGE_SUBSCRIPTIONS)
def restore_subscription(agreement: str) -> Response:
    """Let it renew after all."""
    return _with_reason(agreement, subscription_deeds.undo)


@pages.post("/staff/subscriptions/<agreement>/pause")
@needs(Right.CHANGE_SUBSCRIPTIONS)
def pause_subscription(agreement: str) -> Response:
    """Skip one to three months."""
    months = request.form.get("months", "")
    if months not in {str(count) for count in range(1, LONGEST_PAUSE + 1)}:
        abort(400)
    return _with_reason(agreement, lambda who, number, *why: subscription_deeds.pause(who, number, int(months), *why))


@pages.post("/staff/subscriptions/<agreement>/pause/removal")
@needs(Right.CHANGE_SUBSCRIPTIONS)
def resume_subscription(agreement: str) -> Response:
    """Go on before the pause is over."""
    return _with_reason(agreement, subscription_deeds.resume)


@pages.post("/staff/subscriptions/<agreement>/agreement/removal")
@needs(Right.CHANGE_SUBSCRIPTIONS)
def unsign_subscription(agreement: str) -> Response:
    """End the agreement at Alipay."""
    return _with_reason(agreement, subscription_deeds.unsign)


@pages.post("/staff/subscriptions/<agreement>/question")
@needs(Right.SUBSCRIPTIONS)
def ask_subscription(agreement: str) -> Response:
    """Ask Alipay where its agreement stands."""
    return _do(agreement, lambda clerk, number: subscription_deeds.ask(clerk, number))


def _with_reason(agreement: str, deed: Callable[[Clerk, str, str, str], None]) -> Response:
    return _do(agreement, lambda clerk, number: deed(clerk, number, reason_of_form(), key_of_form()))


def _do(agreement: str, deed: Callable[[Clerk, str], None]) -> Response:
    number = _found(agreement).number
    try:
        deed(clerk_now(), number)
    except Refusal as refusal:
        return _page(_found(number), refusal)
    return see_other(url_for(".subscription", agreement=number))


def _page(found: Subscription, refusal: Refusal | None = None) -> Response:
    state, tries = SubscriptionState(found.state), tries_of_all_periods(found)
    household = db.session.get_one(Household, found.household_id)
    context: dict[str, Any] = {
        "found": found,
        "plan": plan_name(found.plan_key),
        "household": household,
        "contacts": [masked(contact) for contact in (household.phone, household.email) if contact],
        "events": events_of(found, tries),
        "orders": list(dict.fromkeys(one.order_number for one in tries)),
        "charge": next_charge(found, clock.now()).total if MEANS[state].renews else None,
        "charge_on": charge_day(found.planned_on),
        "told_on": notice_due_at(found.planned_on),
        "renews": MEANS[state].renews or state is SubscriptionState.PAUSED,
        "is_paying": state in PAYING,
        "can": {event.value for event in SubscriptionEvent if may(state, event)},
        "resumes_at_once": state is SubscriptionState.PAUSED and how_it_resumes(found, clock.now()).is_at_once,
        "can_undo": can_undo(found),
        "can_unsign": can_unsign(found),
        "pauses": range(1, LONGEST_PAUSE + 1),
        "reason": request.form.get("reason", "")[:200],
        "form_key": request.form.get("form_key") or new_key(),
        "error": refusal.words() if refusal else "",
    }
    body = render_template("backoffice/subscription.html", **context)
    return make_response(body, refusal.status if refusal else 200)


def _found(agreement: str) -> Subscription:
    found = db.session.scalar(select(Subscription).where(Subscription.number == agreement[:32]))
    if found is None:
        abort(404)
    return found

"""Pages on which a household changes the plan that renews: what each other plan means, one question, and undoing it."""

import secrets
from typing import Any

from flask import Response, make_response, render_template, request, url_for

from ... import clock
from ...offers.plans import PlanOnSale, plans_on_sale
from ...offers.wording import every_words, goods_words, line_words, months_word
from ...rules.access import OfferKind
from ...rules.money import Money
from ...rules.plan_changes import Begins
from ...subscriptions.models import Subscription
from ...web.pages import private
from ..agreements.pages import lead_to_signing
from ..agreements.placing import can_renew
from ..agreements.views import promise_of
from ..blueprint import pages
from ..form_reading import shown_price
from ..minors import require_pin_to_buy
from ..renewals.pages import own_subscription, to_account
from .changing import asked_for, change_plan, keep_plan
from .quotes import PlanChange, change_of, changes_of
from .refusals import ChangeDiffers, why_words


@pages.get("/subscription/plans")
def plan_changes() -> Response:
    """Show every other plan: when it would begin, and what it would cost."""
    found, now = own_subscription(), clock.now()
    body = render_template(
        "orders/plan_changes.html",
        until=found.period_ends_at,
        promise=promise_of(found),
        changes=[_shown(change) for change in changes_of(found, now)],
        prepaid=[_named(plan) for plan in plans_on_sale(now) if not can_renew(plan) and plan.key != found.plan_key],
        back=_back(),
    )
    return private(make_response(body))


@pages.get("/subscription/plans/<key>")
def plan_change(key: str) -> Response:
    """Ask once whether to change, with every line of what it costs."""
    require_pin_to_buy()
    return _question(own_subscription(), key, secrets.token_urlsafe(18))


@pages.post("/subscription/plans/<key>")
def place_plan_change(key: str) -> Response:
    """Write the agreement of the other plan down and go on to sign it."""
    require_pin_to_buy()
    found, form_key = own_subscription(), request.form.get("form_key", "")
    shown = request.form.get("begins", ""), shown_price()
    try:
        number = change_plan(found.household_id, key, shown, form_key)
    except ChangeDiffers as differs:
        return _question(own_subscription(), key, form_key, differs)
    return lead_to_signing(number)


@pages.post("/subscription/plan-change/removal")
def remove_plan_change() -> Response:
    """Keep the plan that runs."""
    keep_plan(own_subscription().household_id)
    return to_account()


def _question(found: Subscription, key: str, form_key: str, differs: ChangeDiffers | None = None) -> Response:
    change = change_of(found, key, clock.now())
    body = render_template(
        "orders/plan_change.html",
        until=found.period_ends_at,
        promise=promise_of(found),
        change=_shown(change),
        form_key=form_key,
        said=differs.words() if differs else "",
        back=url_for(".plan_changes"),
    )
    return private(make_response(body, differs.status if differs else 200))


def _shown(change: PlanChange) -> dict[str, Any]:
    """Return what a page says of a change."""
    begins, credit = change.change.begins, Money.sum_of(credit.amount for credit in change.change.credits)
    return {
        **_named(change.plan),
        "is_now": change.is_now,
        "begins": begins.value,
        "lines": [(line_words(line), line.amount, line.kind.value) for line in change.change.lines]
        if begins is Begins.NOW
        else [(months_word(change.plan.months), change.plan.price, "price")],
        "total": asked_for(change),
        "credit": credit,
        "charge_on": change.charge_on,
        "behind": change.behind,
        "refused": why_words(change.refused) if change.refused is not None else "",
    }


def _named(plan: PlanOnSale) -> dict[str, Any]:
    name = goods_words(OfferKind.PLAN, None, None, plan.name)
    return {
        "key": plan.key,
        "name": name,
        "pitch": plan.pitch,
        "price": plan.price,
        "per": months_word(plan.months),
        "every": every_words(plan.months),
        "streams": plan.streams,
        "max_height": plan.max_height,
    }


def _back() -> str:
    return url_for("accounts.account") + "#membership"

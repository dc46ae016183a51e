"""Pages on which a household decides about its subscription: cancel in two clicks, undo, pause, resume."""

from flask import Response, abort, make_response, render_template, request, url_for

from ...accounts.viewer import viewer
from ...rules.renewal_schedule import LONGEST_PAUSE
from ...rules.subscription_states import SubscriptionEvent, SubscriptionState, may
from ...subscriptions.lifecycle import NotNow, running_of
from ...subscriptions.models import Subscription
from ...web.pages import private, see_other
from ..agreements.ending import cancel, pause, resume, undo
from ..agreements.views import promise_of, resumes_on
from ..blueprint import pages
from ..deciding import require_may_decide


@pages.get("/subscription/cancellation")
def cancellation() -> Response:
    """Ask once whether to cancel; beside it a pause, and staying, both as large."""
    found = own_subscription()
    if not may(SubscriptionState(found.state), SubscriptionEvent.CANCEL):
        return private(see_other(url_for("accounts.account")))
    body = render_template(
        "orders/cancellation.html",
        until=found.period_ends_at,
        promise=promise_of(found),
        pauses=may(SubscriptionState(found.state), SubscriptionEvent.PAUSE),
        back=url_for("accounts.account"),
    )
    return private(make_response(body))


@pages.post("/subscription/cancellation")
def place_cancellation() -> Response:
    """Cancel."""
    cancel(own_subscription().household_id)
    return to_account()


@pages.post("/subscription/cancellation/removal")
def remove_cancellation() -> Response:
    """Think better of it."""
    undo(own_subscription().household_id)
    return to_account()


@pages.get("/subscription/pause")
def new_pause() -> Response:
    """Offer to skip one to three months."""
    found = own_subscription()
    if not may(SubscriptionState(found.state), SubscriptionEvent.PAUSE):
        return private(see_other(url_for("accounts.account")))
    body = render_template(
        "orders/pause.html",
        until=found.period_ends_at,
        choices=[(months, resumes_on(found, months)) for months in range(1, LONGEST_PAUSE + 1)],
        promise=promise_of(found),
        back=url_for("accounts.account"),
    )
    return private(make_response(body))


@pages.post("/subscription/pause")
def place_pause() -> Response:
    """Skip the next months."""
    months = request.form.get("months", "")
    if months not in {str(count) for count in range(1, LONGEST_PAUSE + 1)}:
        abort(400)
    pause(own_subscription().household_id, int(months))
    return to_account()


@pages.post("/subscription/pause/removal")
def remove_pause() -> Response:
    """Go on before the pause is over."""
    resume(own_subscription().household_id)
    return to_account()


def own_subscription() -> Subscription:
    """Return the subscription that runs; nobody's is a page that is not there.

    Raises NotNow, and what require_may_decide does.
    """
    household_id = viewer().household_id
    if household_id is None:
        abort(404)
    require_may_decide()
    found = running_of(household_id)
    if found is None:
        raise NotNow(f"household {household_id} has no subscription")
    return found


def to_account() -> Response:
    """Lead back to the membership."""
    return private(see_other(url_for("accounts.account") + "#membership"))

"""Pages of what plans cost: every version with its days, who pays what, and changes that are shown first, then made."""

from flask import Response, abort, make_response, render_template, request, url_for

from ... import clock
from ...offers.price_refusals import AnnouncedBefore, NotAPrice, NotARise, PriceUnplannable, SamePrice
from ...rules.renewal_prices import ANNOUNCE_AHEAD, RISE_NOTICE
from ...rules.staff_rights import Right
from ...subscriptions.price_reach import Reach
from ...web.errors import Refusal
from ...web.pages import see_other
from ..blueprint import pages
from ..forms import key_of_form, new_key, reason_of_form, require_fresh_code, was_done
from ..staff.guard import clerk_now, needs
from . import making as price_making
from .form import PriceForm, form_typed
from .listing import PlanPrices, read_plans, version_state
from .making import Change, Wish

# At which field a refusal stands; the others are about the time.
FIELD_OF: dict[type[Refusal], str] = {
    NotAPrice: "price",
    SamePrice: "price",
    NotARise: "version",
    AnnouncedBefore: "version",
}


@pages.get("/staff/prices")
@needs(Right.PRICES)
def prices() -> Response:
    """List every plan with what it costs now and next, and who pays it."""
    return make_response(render_template("backoffice/prices.html", plans=read_plans(clock.now())))


@pages.get("/staff/prices/<key>")
@needs(Right.PRICES)
def plan_prices(key: str) -> Response:
    """Show one plan: its versions, its payers, and what can be changed."""
    return _page(_found(key), PriceForm())


@pages.post("/staff/prices/<key>/changes")
@needs(Right.CHANGE_PRICES)
def change_price(key: str) -> Response:
    """Show whom a new price would reach; with `confirm` plan it."""
    return _change(key, Change.PLAN)


@pages.post("/staff/prices/<key>/announcements")
@needs(Right.CHANGE_PRICES)
def announce_price(key: str) -> Response:
    """Show whom a rise would reach; with `confirm` announce it and write to each."""
    return _change(key, Change.ANNOUNCE)


@pages.post("/staff/prices/<key>/end")
@needs(Right.CHANGE_PRICES)
def stop_plan(key: str) -> Response:
    """Show who would keep a plan that is sold no more; with `confirm` end its sale."""
    return _change(key, Change.STOP)


def _change(key: str, change: Change) -> Response:
    plan, form, error, status = _found(key), form_typed(change), "", 200
    if was_done(key_of_form()):
        return see_other(url_for(".plan_prices", key=key))
    wish = form.wish(key)
    if wish is not None and "confirm" in request.form:
        try:
            _confirm(wish)
            return see_other(url_for(".plan_prices", key=key))
        except Refusal as refusal:
            error, status = refusal.words(), refusal.status
    reach = _reach(form, wish) if wish is not None else None
    if form.errors:
        # Said at the top too: what can no longer be done has no form, and so no field to say it at.
        return _page(plan, form, error=" ".join(form.errors.values()), status=422)
    return _page(plan, form, wish, reach, error, status)


def _confirm(wish: Wish) -> None:
    reason = reason_of_form()
    require_fresh_code(clerk_now())
    price_making.make(clerk_now(), wish, request.form.get("shown", ""), reason, key_of_form())


def _reach(form: PriceForm, wish: Wish) -> Reach | None:
    """Tell whom it reaches; None when the change cannot be made; its field then says why."""
    try:
        return price_making.reach_of(wish)
    except PriceUnplannable as refusal:
        form.errors[FIELD_OF.get(type(refusal), "at")] = refusal.words()
        return None


def _page(
    plan: PlanPrices,
    form: PriceForm,
    wish: Wish | None = None,
    reach: Reach | None = None,
    error: str = "",
    status: int = 200,
) -> Response:
    now = clock.now()
    body = render_template(
        "backoffice/plan_prices.html",
        plan=plan,
        states={row.version: version_state(plan, row, now) for row in plan.rows},
        form=form,
        wish=wish,
        reach=reach,
        error=error,
        ahead=ANNOUNCE_AHEAD.days,
        notice=RISE_NOTICE.days,
        form_key=request.form.get("form_key") or new_key(),
    )
    return make_response(body, status)


def _found(key: str) -> PlanPrices:
    found = next((plan for plan in read_plans(clock.now()) if plan.key == key), None)
    if found is None:
        abort(404)
    return found

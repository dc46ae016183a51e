"""Pages on which somebody subscribes: what renewing means, the code or the way to Alipay, and how it stands."""

import secrets
from datetime import timedelta
from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from sqlalchemy import or_, select, update

from ... import clock
from ...accounts.viewer import viewer
from ...alipay.agreements import AgreementState, SignChannel
from ...arrivals.positions import kept_arrival_id
from ...db import commits, db, rows_changed
from ...jobs import enqueue
from ...offers.coupon_refusals import CouponNotUsable, TooManyCoupons
from ...offers.plans import PlanOnSale
from ...offers.refusals import NotForChildren
from ...rules.host_apps import is_phone
from ...subscriptions.models import Subscription
from ...subscriptions.trials import had_trial
from ...web.pages import page_or_part, private, replacing, see_other, wants_part
from ..addresses import watch_url
from ..blueprint import pages
from ..coupons.field import CouponField, Refused, renewing_with_field, typed_code
from ..coupons.places import count_try
from ..deciding import require_may_decide
from ..form_reading import shown_price, trial_days, wanted_id
from ..hosts import Host, host_of_page
from ..leading_out import way_out
from ..minors import require_pin_to_buy
from ..renewals.coupons import Promised
from ..renewals.sweep import look_after
from ..sold import wanted_goods
from .ending import try_again
from .news import ask_for_agreement
from .placing import (
    RenewalPriceChanged,
    has_address,
    renewing_plan,
    require_not_subscribed,
    sign_address,
    subscribe,
    trial_of,
)
from .views import SignFace, promise_of_plan, sign_page

# What stays in the form's address when a code is typed.
KEPT = ("wanted", "trial")
NOT_OFTENER_THAN = timedelta(seconds=5)
PAGE_DEADLINE_S = 3.0


@pages.get("/plans/<key>/subscriptions/new")
def new_subscription(key: str) -> Response:
    """Show what renewing a plan by itself means."""
    plan = _plan(key)
    return _form(plan, secrets.token_urlsafe(18), *renewing_with_field(plan))


@pages.post("/plans/<key>/subscriptions")
def place_subscription(key: str) -> Response:
    """Write the agreement down and go on to sign it."""
    who, plan = viewer(), _plan(key)
    if who.household_id is None or not has_address(who.household_id):
        return private(see_other(_sign_in_url(plan)))
    form_key = request.form.get("form_key", "")
    kept: dict[str, Any] = {"arrival_id": kept_arrival_id(), "wanted_episode_id": wanted_id()}
    kept |= {"coupon": typed_code(), "trial_days": trial_days()}
    try:
        if kept["coupon"]:
            count_try(kept["coupon"], who.household_id)
        number = subscribe(who.household_id, plan, shown_price(), form_key, **kept)
    except RenewalPriceChanged as changed:
        return _form(plan, form_key, *renewing_with_field(plan), changed)
    except (CouponNotUsable, TooManyCoupons) as refusal:
        return _form(plan, form_key, None, CouponField(typed=kept["coupon"], refused=refusal.words()), refusal)
    return lead_to_signing(number)


def lead_to_signing(number: str) -> Response:
    """Lead to Alipay on a phone, to the page with the code elsewhere."""
    if is_phone(request.user_agent.string) and host_of_page() is not Host.WECHAT:
        return private(see_other(sign_address(number, SignChannel.ALIPAYAPP)))
    return private(see_other(url_for(".subscription", number=number)))


@pages.get("/plans/<key>/subscriptions")
def begin_subscription_again(key: str) -> Response:
    """Lead whoever reloads an answered form back to the form."""
    return see_other(url_for(".new_subscription", key=key))


@pages.get("/subscriptions/<number>")
def subscription(number: str) -> Response:
    """Show an agreement to its household: how it is signed, and how it stands."""
    return _page(_own_or_404(number))


@pages.get("/subscriptions/<number>/return")
def came_from_signing(number: str) -> Response:
    """Take somebody back from Alipay to the agreement, at an address that says nothing of who they are there."""
    return private(see_other(url_for(".subscription", number=_own_or_404(number).number)))


@pages.get("/subscriptions/<number>/status")
def subscription_status(number: str) -> Response:
    """Tell a waiting page how the agreement stands."""
    found = _own_or_404(number)
    if not wants_part():
        return private(see_other(url_for(".subscription", number=number)))
    return _page(found)


@pages.post("/subscriptions/<number>/signing")
def sign_on_this_phone(number: str) -> Response:
    """Go to Alipay's sign page in this browser."""
    found = _own_or_404(number)
    require_may_decide()
    if found.agreement_no is not None or found.state != "signing":
        return private(see_other(url_for(".subscription", number=number)))
    channel = SignChannel.ALIPAYAPP if is_phone(request.user_agent.string) else SignChannel.QRCODE
    return private(see_other(sign_address(number, channel)))


@pages.post("/subscriptions/<number>/deductions")
def deduct_again(number: str) -> Response:
    """Try a deduction again because the household asks for it."""
    found = _own_or_404(number)
    require_may_decide()
    try_again(found.number, found.household_id)
    address = url_for("accounts.account") if found.period else url_for(".subscription", number=number)
    return private(see_other(address))


def _plan(key: str) -> PlanOnSale:
    require_may_decide()
    require_pin_to_buy()
    plan = renewing_plan(key, viewer().profile)
    if viewer().household_id is not None:
        require_not_subscribed(viewer().household_id or 0)
    return plan


def _form(
    plan: PlanOnSale,
    form_key: str,
    promised: Promised | None,
    coupon: CouponField,
    changed: RenewalPriceChanged | Refused | None = None,
) -> Response:
    who, address = viewer(), url_for(".new_subscription", key=plan.key)
    trial, offered = _trial(plan), trial_of(plan, who.household_id)
    page = page_or_part(
        "orders/subscribe.html",
        "offer",
        changed.status if changed else 200,
        promise=promise_of_plan(plan, promised, trial),
        trial=trial,
        coupon=coupon,
        coupon_action=address,
        kept=[(name, value) for name, value in request.args.items() if name in KEPT],
        trial_url=url_for(".new_subscription", key=plan.key, trial="yes") if offered and not trial else None,
        paid_url=url_for(".new_subscription", key=plan.key, trial="no") if trial else None,
        action=url_for(".place_subscription", key=plan.key, wanted=wanted_id(), trial=request.args.get("trial")),
        once_url=url_for(".new_for_plan", key=plan.key, wanted=wanted_id()),
        form_key=form_key,
        host=host_of_page(),
        sign_in_url=None if who.household_id and has_address(who.household_id) else _sign_in_url(plan),
        said=changed.words() if changed and not coupon.refused else "",
        leave_url=way_out(),
        back=url_for("storefront.plans"),
    )
    return private(page)


def _trial(plan: PlanOnSale) -> int:
    """Return the free days that the page promises: what was asked for, else a trial where the household had none."""
    household_id, wish = viewer().household_id, request.args.get("trial")
    if wish == "no" or (wish != "yes" and household_id is not None and had_trial(household_id)):
        return 0
    return trial_of(plan, household_id)


def _page(found: Subscription) -> Response:
    if wants_part() and _claim(found.number):
        answer = ask_for_agreement(found.number, PAGE_DEADLINE_S)
        if answer is not None and answer.state is AgreementState.NORMAL:
            _soon(found.number)
        db.session.rollback()
        found = _own_or_404(found.number)
    page = sign_page(found)
    again = url_for(".subscription_status", number=found.number, shown=page.face) if page.poll_s else None
    if wants_part() and request.args.get("shown") == page.face:
        return private(make_response(render_template("orders/_agreement_status.html", page=page, again=again)))
    wanted = wanted_goods(page.wanted_episode_id, viewer().profile) if page.face is SignFace.DONE else None
    play = watch_url(wanted, page.wanted_episode_id) if wanted else None
    response = page_or_part("orders/agreement.html", "face", page=page, again=again, play=play, back=_back())
    return private(replacing(response, "#agreement") if wants_part() else response)


@commits
def _claim(number: str) -> bool:
    """Let one page ask at a time, and none oftener than every five seconds."""
    before = clock.now() - NOT_OFTENER_THAN
    due = (
        *(Subscription.number == number, Subscription.state == "signing", Subscription.agreement_no.is_(None)),
        or_(Subscription.asked_at.is_(None), Subscription.asked_at <= before),
    )
    return rows_changed(update(Subscription).where(*due).values(asked_at=clock.now())) == 1


@commits
def _soon(number: str) -> None:
    enqueue(look_after, key=f"signed:{number}", number=number)


def _own_or_404(number: str) -> Subscription:
    household_id = viewer().household_id
    is_own = Subscription.number == number, Subscription.household_id == household_id
    found = db.session.scalar(select(Subscription).where(*is_own)) if household_id and len(number) <= 32 else None
    if found is None:
        abort(404)
    if viewer().profile.kind == "child":
        raise NotForChildren(f"subscription {number} on a child's profile")
    return found


def _sign_in_url(plan: PlanOnSale) -> str:
    """Lead to where a number or address is left, and back to this form with what was chosen in it."""
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name in KEPT}
    form = url_for(".new_subscription", key=plan.key, coupon=typed_code() or None, **kept)
    return url_for("accounts.new_contact" if viewer().has_account else "accounts.sign_in", next=form)


def _back() -> str:
    return url_for("accounts.account")

"""Subscribing: the agreement to be signed is written down, then the browser or a code leads to Alipay's sign page."""

import re
import secrets
from datetime import date

import structlog
from flask import current_app, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from ... import clock
from ...accounts.models import Household
from ...alipay.agreements import AgreementRequest, SignChannel
from ...db import commits, db
from ...entitlements.grants import paid_until
from ...offers.plans import PlanOnSale, plan_name, required_plan
from ...offers.refusals import NoSuchOffer, NotForChildren
from ...offers.wording import subject_of
from ...rules.access import OfferKind, ProfileFacts
from ...rules.money import Money
from ...rules.order_states import CHINA, LETTERS
from ...rules.plan_changes import Begins
from ...rules.renewal_schedule import day_in_china, first_day, trial_planned
from ...rules.subscription_states import MEANS, SubscriptionEvent, SubscriptionState
from ...subscriptions.following import followed_by
from ...subscriptions.lifecycle import happen, running_of
from ...subscriptions.models import Subscription
from ...subscriptions.pricing import cap_of
from ...web.errors import Refusal
from ..checkout import FormTooOld
from ..locks import lock_household
from ..provider import agreement_gateway
from ..renewals.coupons import first_charge, hold_for, promised_by
from ..renewals.letters import address_of
from .locks import required

log = structlog.get_logger()
FORM_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
# More than this a contract for renewals does not let one deduction take.
LARGEST_RENEWAL = Money(10000)
# Longer periods are bought once: nobody expects a deduction that they agreed to half a year ago.
LONGEST_RENEWAL = 3


class SubscribedAlready(Refusal):
    """The household has an agreement that renews."""

    def words(self) -> str:
        """Say where it is."""
        return _("你家的会员已经在自动续了，不用再签一次。")


class RenewalPriceChanged(Refusal):
    """The price shown in the form is not the price now; nothing was signed."""

    def words(self) -> str:
        """Say that the price has changed."""
        return _("价格刚刚变了，请再看一眼。还没有签约，也没有扣款。")


def renewing_plan(key: str, profile: ProfileFacts) -> PlanOnSale:
    """Return a plan that can renew by itself. Raises NoSuchOffer, PlanOffSale, NotForChildren."""
    if profile.kind == "child":
        raise NotForChildren(f"plan {key} on a child's profile")
    plan = required_plan(key, clock.now())
    if not can_renew(plan):
        raise NoSuchOffer(f"plan {key!r:.40} does not renew")
    return plan


def can_renew(plan: PlanOnSale) -> bool:
    """Whether a plan is offered with renewal: short, and within what a contract lets one deduction take."""
    return plan.months <= LONGEST_RENEWAL and plan.price <= LARGEST_RENEWAL


@commits
def subscribe(household_id: int, plan: PlanOnSale, shown: Money, form_key: str, coupon: str = "", **kept) -> str:
    """Write down an agreement that waits to be signed; return its number. The same key does it once.

    `shown` is what the first deduction comes to, `coupon` what was typed; `kept` are arrival_id, wanted_episode_id, and
    trial_days where free days were promised.
    Raises SubscribedAlready, RenewalPriceChanged, FormTooOld, CouponNotUsable.
    """
    household_id = lock_household(household_id)
    earlier = placed_by(form_key, household_id)
    if earlier is not None:
        return earlier.number
    promised = promised_by(coupon, plan, household_id) if coupon else None
    price = first_charge(plan, promised).total
    if shown != price:
        raise RenewalPriceChanged(f"{shown} was shown, {price} is the price now")
    require_not_subscribed(household_id)
    if kept.get("trial_days", 0) != 0 and kept["trial_days"] != trial_of(plan, household_id):
        raise RenewalPriceChanged(f"a trial of {plan.key} was shown, it is not offered now")
    _leave_unsigned(household_id)
    subscription = new_agreement(household_id, plan, form_key, **kept)
    db.session.add(subscription)
    db.session.flush()
    if promised is not None:
        hold_for(subscription, promised)
    log.info("subscription.placed", subscription=subscription.number, plan=plan.key, fen=plan.price.fen)
    return subscription.number


def trial_of(plan: PlanOnSale, household_id: int | None) -> int:
    """Return how many free days a plan begins with; none for whoever watches by a plan already.

    Whether the person had some before, only Alipay can tell, who signs.
    """
    until = paid_until(household_id) if household_id is not None else None
    return 0 if until is not None and until > clock.now() else plan.trial_days


def cap_for(price: Money) -> Money:
    """Return the most that an agreement signed for a price lets one deduction take, in whole yuan above the price."""
    percent = current_app.extensions["tbo.settings"].renewal_cap_percent
    room = Money(-(-price.fen * percent // 10_000) * 100)
    return price if percent == 100 else max(price, min(room, LARGEST_RENEWAL))


def require_not_subscribed(household_id: int) -> None:
    """Raises SubscribedAlready where an agreement renews or is paused; one that was cancelled may be followed."""
    running = running_of(household_id)
    if running is not None and running.state != SubscriptionState.CANCELLED:
        raise SubscribedAlready(f"household {household_id} has {running.number}")


def has_address(household_id: int) -> bool:
    """Whether a household can be told before each deduction."""
    return address_of(db.session.get_one(Household, household_id)) is not None


def sign_address(number: str, channel: SignChannel) -> str:
    """Return where an agreement is signed: a text to draw as a code, or an address for this phone."""
    subscription = _refreshed(number)
    settings = current_app.extensions["tbo.settings"]
    request = AgreementRequest(
        number=subscription.number,
        subject=subject_of(OfferKind.PLAN, None, None, plan_name(subscription.plan_key)),
        amount_cap=cap_of(subscription),
        months=subscription.months,
        first_day=subscription.planned_on,
        return_url=settings.base_url + url_for("orders.came_from_signing", number=number),
        notify_url=settings.notify_url,
    )
    return agreement_gateway().sign_url(request, channel)


@commits
def _refreshed(number: str) -> Subscription:
    """Let the first day be today's, for a page that is opened after midnight."""
    subscription = required(number)
    if subscription.agreement_no is None and subscription.state == SubscriptionState.SIGNING:
        followed = followed_by(subscription) if subscription.begins == Begins.NEXT else None
        subscription.planned_on = followed.planned_on if followed else _first_planned(subscription.trial_days)
    db.session.flush()
    return subscription


def _first_planned(trial_days: int) -> date:
    today = day_in_china(clock.now())
    return trial_planned(today, trial_days) if trial_days else first_day(today)


def _leave_unsigned(household_id: int) -> None:
    """Of two codes only the newer may be signed; who signs the older one is not charged by it."""
    waiting = (
        Subscription.household_id == household_id,
        Subscription.state == SubscriptionState.SIGNING,
    )
    for earlier in db.session.scalars(select(Subscription).where(*waiting)):
        if earlier.agreement_no is not None:
            raise SubscribedAlready(f"{earlier.number} is signed and being paid")
        happen(earlier, SubscriptionEvent.CANCEL, "another one was begun")
    db.session.flush()


def placed_by(form_key: str, household_id: int) -> Subscription | None:
    """Return what the same form of a household made before, read under its lock. Raises FormTooOld."""
    if not FORM_KEY.fullmatch(form_key):
        raise FormTooOld("the form has no usable key")
    earlier = db.session.scalar(select(Subscription).where(Subscription.form_key == form_key))
    if earlier is not None and earlier.household_id != household_id:
        raise FormTooOld("the form was used by another household")
    return earlier


def new_agreement(household_id: int, plan: PlanOnSale, form_key: str, **kept) -> Subscription:
    """Describe an agreement that waits to be signed; nothing is written yet."""
    now = clock.now()
    letters = "".join(secrets.choice(LETTERS) for _nth in range(10))
    return Subscription(
        number=f"TBOS{now.astimezone(CHINA):%Y%m%d}{letters}",
        household_id=household_id,
        state=SubscriptionState.SIGNING,
        plan_key=plan.key,
        plan_version=plan.version.version,
        months=plan.months,
        price_fen=plan.price.fen,
        cap_fen=cap_for(plan.price).fen,
        form_key=form_key,
        planned_on=_first_planned(kept.get("trial_days", 0)),
        period=0,
        created_at=now,
        next_look_at=now,
        **kept,
    )


def renews(subscription: Subscription | None) -> bool:
    """Whether a deduction will follow."""
    return subscription is not None and MEANS[SubscriptionState(subscription.state)].renews

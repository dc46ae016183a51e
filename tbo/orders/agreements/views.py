"""What the page of an agreement shows: whether it is signed and paid, and what is still to be done."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select

from ... import clock
from ...alipay.agreements import SignChannel
from ...db import db
from ...offers.plans import PlanOnSale, plan_name
from ...offers.wording import every_words, goods_words, line_words
from ...rules.access import OfferKind
from ...rules.money import Money
from ...rules.plan_changes import Begins
from ...rules.prices import LineKind
from ...rules.renewal_prices import NextCharge, charge_of
from ...rules.renewal_schedule import charge_day, day_in_china, first_day, notice_due_at, planned_day, trial_planned
from ...rules.subscription_states import RUNNING, SubscriptionState
from ...subscriptions.following import is_planned
from ...subscriptions.models import RenewalAttempt, Subscription
from ...subscriptions.pricing import cap_of, coupon_of, next_charge
from ...subscriptions.reading import behind_prepaid, open_try, tries_of
from ...web.qr_codes import paying_qr_picture
from ..hosts import Host, host_of_page
from ..renewals.coupons import Promised, first_charge
from .placing import cap_for, sign_address

POLL_S = 3


class SignFace(StrEnum):
    """What somebody sees who has an agreement to sign."""

    SIGN = "sign"
    PLANNED = "planned"
    DEDUCTING = "deducting"
    REFUSED = "refused"
    DONE = "done"
    TRIED = "tried"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What renewing means, in days and money: the same on the checkout, beside the code and on the account page.

    `now` is what agreeing costs at once, or after the last free day `free_until`; `next` the deduction of `charge_on`.
    `cap` is the most that the agreement lets one deduction take.
    """

    name: str
    months: int
    now: NextCharge
    next: NextCharge
    charge_on: date
    told_on: datetime
    cap: Money
    free_until: date | None = None

    @property
    def today(self) -> Money:
        """What is paid at once."""
        return Money.zero() if self.free_until else self.now.total

    @property
    def price(self) -> Money:
        """What the next deduction comes to."""
        return self.next.total

    @property
    def lines(self) -> list[tuple[str, Money, str]]:
        """What is paid at once, line by line."""
        lines = [(line_words(line), line.amount, line.kind.value) for line in self.now.lines]
        if self.free_until is not None:
            lines.append((_("免费试用，先不付"), -self.now.total, LineKind.CREDIT.value))
        return lines

    @property
    def per(self) -> str:
        """Say how often a period is charged."""
        return every_words(self.months)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPage:
    """All that the page of an agreement says. `begins_on`: the first deduction, where it follows another plan later.

    `behind`: when its time begins then, where it lies behind more that is paid for already.
    """

    number: str
    face: SignFace
    promise: Promise
    host: Host
    code: str | None
    order_number: str | None
    until: datetime | None
    wanted_episode_id: int | None
    begins_on: date | None = None
    behind: datetime | None = None
    plan_key: str = ""

    @property
    def qr(self) -> Markup | None:
        """Return the code as a picture."""
        return paying_qr_picture(self.code, "l") if self.code else None

    @property
    def poll_s(self) -> int | None:
        """Return in how many seconds to ask again; None when nothing changes by itself."""
        return POLL_S if self.face in (SignFace.SIGN, SignFace.DEDUCTING) else None


def promise_of_plan(plan: PlanOnSale, promised: Promised | None = None, trial_days: int = 0) -> Promise:
    """Describe what signing now would mean, with what a coupon promises and the free days of a trial."""
    name, today = goods_words(OfferKind.PLAN, None, None, plan.name), day_in_china(clock.now())
    first, second = (first_charge(plan, promised, period) for period in (0, 1))
    if trial_days:
        return _promise(name, plan.months, (first, first), trial_planned(today, trial_days), cap_for(plan.price), True)
    return _promise(
        name, plan.months, (first, second), planned_day(first_day(today), plan.months, 1), cap_for(plan.price)
    )


def promise_of(subscription: Subscription) -> Promise:
    """Describe the next deduction of a subscription; of one that is not paid yet, the one after the first."""
    name = goods_words(OfferKind.PLAN, None, None, plan_name(subscription.plan_key))
    charge, months, planned = next_charge(subscription, clock.now()), subscription.months, subscription.planned_on
    cap, is_trial = cap_of(subscription), subscription.trial_days > 0 and subscription.period == 0
    if subscription.period > 0 or is_trial or subscription.begins == Begins.NEXT:
        return _promise(name, months, (charge, charge), planned, cap, is_trial)
    after = charge_of(charge.price, months, coupon_of(subscription), 1)
    return _promise(name, months, (charge, after), planned_day(planned, months, 1), cap)


def resumes_on(subscription: Subscription, months: int = 0) -> date:
    """Return the day of the deduction that ends a pause, or would end one of so many months."""
    return charge_day(planned_day(subscription.planned_on, 1, months))


def sign_page(subscription: Subscription) -> SignPage:
    """Make the page of an agreement for its household."""
    face, host = sign_face(subscription), host_of_page()
    shows_code = face is SignFace.SIGN and host is Host.DESKTOP
    return SignPage(
        number=subscription.number,
        face=face,
        promise=promise_of(subscription),
        host=host,
        code=sign_address(subscription.number, SignChannel.QRCODE) if shows_code else None,
        order_number=_last_order(subscription),
        until=subscription.period_ends_at,
        wanted_episode_id=subscription.wanted_episode_id,
        plan_key=subscription.plan_key,
        begins_on=charge_day(subscription.planned_on) if subscription.begins == Begins.NEXT else None,
        behind=behind_prepaid(subscription) if subscription.begins == Begins.NEXT else None,
    )


def sign_face(subscription: Subscription) -> SignFace:
    """Tell the face from the subscription and its tries."""
    state, tries = SubscriptionState(subscription.state), tries_of(subscription)
    if subscription.trial_refused_at is not None and subscription.period == 0:
        return SignFace.TRIED
    if subscription.period > 0 or subscription.trial_ends_at is not None:
        return SignFace.DONE if state in RUNNING else SignFace.OVER
    if state is SubscriptionState.LAPSED:
        return SignFace.OVER
    if subscription.agreement_no is None:
        return SignFace.SIGN
    if is_planned(subscription) and not tries:
        return SignFace.PLANNED
    is_waiting = (
        open_try(tries) is not None or not tries or tries[-1].tried_at < (subscription.deduct_at or clock.now())
    )
    return SignFace.DEDUCTING if is_waiting else SignFace.REFUSED


def _last_order(subscription: Subscription) -> str | None:
    """Return the number of the order that was tried last."""
    mine = select(RenewalAttempt.order_number).where(RenewalAttempt.subscription_id == subscription.id)
    return db.session.scalars(mine.order_by(RenewalAttempt.id.desc()).limit(1)).first()


def _promise(
    name: str, months: int, charges: tuple[NextCharge, NextCharge], planned: date, cap: Money, is_trial: bool = False
) -> Promise:
    now, following = charges
    return Promise(
        name=name,
        months=months,
        now=now,
        next=following,
        charge_on=charge_day(planned),
        told_on=notice_due_at(planned),
        cap=cap,
        free_until=charge_day(planned) - timedelta(days=1) if is_trial else None,
    )

"""Letters to who renews: the notice before a deduction, with the proof that it left, and what became of it."""

import structlog
from flask import current_app
from sqlalchemy import select

from .. import clock
from ..accounts.models import Household
from ..db import commits, db
from ..messages.delivery import carries_letters
from ..messages.models import Message
from ..messages.outbox import post
from ..messages.wording import worded
from ..offers.plans import plan_name
from ..rules.money import Money
from ..rules.renewal_schedule import NOTICE, charge_day, day_in_china
from ..rules.subscription_states import SubscriptionState
from ..subscriptions.following import is_planned
from ..subscriptions.models import RenewalNotice, Subscription
from ..subscriptions.pricing import next_charge
from ..subscriptions.reading import is_notice_due
from .agreement_locks import locked_subscription
from .models import Order

log = structlog.get_logger()


@commits
def give_notice(number: str) -> None:
    """Tell a payer of the next deduction when it is time, once for each day that is named."""
    subscription, now = locked_subscription(number), clock.now()
    if subscription is None or not is_notice_due(subscription, now):
        return
    charge, charge_on = next_charge(subscription, now), charge_day(subscription.planned_on)
    said = max(charge_on, day_in_china(now + NOTICE))
    key = _new_key(f"renewal:{subscription.number}:{subscription.period}:{charge_on}")
    if not write(subscription, "renewal_notice", key, amount=charge.total, charge=charge, day=said):
        return
    db.session.add(
        RenewalNotice(
            subscription_id=subscription.id,
            period=subscription.period,
            message_id=db.session.scalars(select(Message.id).where(Message.key == key)).one(),
            amount_fen=charge.total.fen,
            charge_on=charge_on,
            told_at=now,
        )
    )


def _new_key(key: str) -> str:
    """Return the key of a letter; of a second one about the same day, after a change of plan was undone, another."""
    is_taken = db.session.scalar(select(Message.id).where(Message.key == key)) is not None
    return f"{key}:{clock.now():%Y%m%d%H%M%S}" if is_taken else key


def tell_of_failure(subscription: Subscription, order: Order) -> None:
    """Tell that a renewal could not be deducted, and how to go on. Never commits."""
    if subscription.state != SubscriptionState.GRACE and not is_planned(subscription):
        return
    key = f"renewal-failed:{subscription.number}:{subscription.period}"
    address = _address(f"/orders/{order.number}")
    amount, day = Money(order.total_fen), subscription.planned_on
    write(subscription, "renewal_failed", key, amount=amount, day=day, pay_url=address)


def tell_of_end(subscription: Subscription) -> None:
    """Tell that a membership has ended because nothing could be deducted. Never commits."""
    key = f"renewal-lapsed:{subscription.number}"
    write(subscription, "subscription_lapsed", key, plans_url=_address("/plans"))


def write(subscription: Subscription, template: str, key: str, **values) -> bool:
    """Put a letter into the outbox; False for a household that left no address. Never commits."""
    household = db.session.get_one(Household, subscription.household_id)
    address = address_of(household)
    if address is None:
        log.error("renewal.nobody_to_tell", subscription=subscription.number, letter=template)
        return False
    values |= {"plan": plan_name(subscription.plan_key), "account_url": _address("/account")}
    subject, body = worded(template, household.locale, **values)
    post(*address, subject, body, key)
    return True


def address_of(household: Household) -> tuple[str, str] | None:
    """Return how a household is told of deductions: the channel and the address; None when it cannot be."""
    if household.email:
        return "mail", household.email
    return ("sms", household.phone) if household.phone and carries_letters("sms") else None


def _address(path: str) -> str:
    return current_app.extensions["tbo.settings"].base_url + path

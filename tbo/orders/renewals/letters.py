"""Letters to who renews: the notice before a deduction, with the proof that it left, and what became of it."""

from typing import Any

import structlog
from sqlalchemy import bindparam, insert, select, update

from ... import clock
from ...accounts.models import Household
from ...db import commits, db
from ...messages.delivery import carries_letters
from ...messages.outbox import post, posted
from ...messages.wording import worded
from ...offers.plans import plan_name
from ...rules.money import Money
from ...rules.renewal_schedule import NOTICE, charge_day, day_in_china
from ...rules.subscription_states import SubscriptionState
from ...statements import run, run_beside
from ...subscriptions.following import is_planned
from ...subscriptions.models import RenewalNotice, Subscription
from ...subscriptions.pricing import next_charge
from ...subscriptions.reading import is_notice_due, notice_of
from ...web.pages import public_address
from ..agreements.locks import locked_subscription
from ..models import Order

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
    message_id = write(subscription, "renewal_notice", key, amount=charge.total, charge=charge, day=said)
    if message_id is None:
        return
    named = {"subscription_id": subscription.id, "period": subscription.period, "charge_on": charge_on}
    told = {"message_id": message_id, "amount_fen": charge.total.fen, "told_at": now}
    if notice_of(subscription) is None:
        run_beside(_NOTICE, **named, **told)
    else:
        of_day = [getattr(RenewalNotice, name) == value for name, value in named.items()]
        db.session.execute(update(RenewalNotice).where(*of_day).values(told))


def _new_key(key: str) -> str:
    """Return the key of a letter; of a second one about the same day (undone changes, mended addresses), another."""
    return f"{key}:{clock.now():%Y%m%d%H%M%S}" if posted(key) is not None else key


def tell_of_failure(subscription: Subscription, order: Order) -> None:
    """Tell that a renewal could not be deducted, and how to go on. Never commits."""
    if subscription.state != SubscriptionState.GRACE and not is_planned(subscription):
        return
    key = f"renewal-failed:{subscription.number}:{subscription.period}"
    address = public_address(f"/orders/{order.number}")
    amount, day = Money(order.total_fen), subscription.planned_on
    write(subscription, "renewal_failed", key, amount=amount, day=day, pay_url=address)


def tell_of_end(subscription: Subscription) -> None:
    """Tell that a membership has ended because nothing could be deducted. Never commits."""
    key = f"renewal-lapsed:{subscription.number}"
    write(subscription, "subscription_lapsed", key, plans_url=public_address("/plans"))


def write(subscription: Subscription, template: str, key: str, **values) -> int | None:
    """Put a letter into the outbox, once; return its id, None for a household without an address. Never commits."""
    household = run(_HOUSEHOLD, of=subscription.household_id).one()
    address = address_of(household)
    if address is None:
        log.error("renewal.nobody_to_tell", subscription=subscription.number, letter=template)
        return None
    values |= {"plan": plan_name(subscription.plan_key), "account_url": public_address("/account")}
    subject, body = worded(template, household.locale, **values)
    return post(*address, subject, body, key) or posted(key)


def address_of(household: Any) -> tuple[str, str] | None:
    """Return how a household is told of deductions: the channel and the address; None when it cannot be.

    Its `email` and `phone` are read, of its row or beside it.
    """
    if household.email:
        return "mail", household.email
    return ("sms", household.phone) if household.phone and carries_letters("sms") else None


_HOUSEHOLD = select(Household.email, Household.phone, Household.locale).where(Household.id == bindparam("of"))
_NOTICE = insert(RenewalNotice)

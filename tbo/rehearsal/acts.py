"""What people do: they press the shop's buttons and their wallet's, and take no for an answer."""

import secrets

from sqlalchemy import select

from .. import clock
from ..alipay.agreements import SignChannel
from ..db import db
from ..offers.plans import plan_on_sale
from ..orders.agreements.ending import cancel, pause, resume, try_again, undo
from ..orders.agreements.placing import sign_address, subscribe, trial_of
from ..orders.models import Order
from ..orders.refunds.requests import take_back
from ..orders.refunds.sending import refund_order
from ..rules.money import Money
from ..rules.order_states import SETTLED
from ..sandbox.agreements import BUYER, agreement_or_none, end
from ..sandbox.purses import fill
from ..subscriptions.lifecycle import running_of
from ..subscriptions.models import Subscription
from .cast import Person
from .stage import Stage

STAFF = "staff:rehearsal"
# In a thousand, of those whom free days are offered.
WANTS_TRIAL = 400


def new_key() -> str:
    """Make the key of a form."""
    return secrets.token_urlsafe(18)


def signs_up(stage: Stage, person: Person) -> None:
    """Choose a plan, begin with its free days or not, and sign in the wallet."""
    plan = plan_on_sale(person.plan_key, clock.now())
    if plan is None:
        raise LookupError(f"plan {person.plan_key} is not on sale")
    wants_trial = person.happens(WANTS_TRIAL) and not person.had_trial
    days = trial_of(plan, person.household_id) if wants_trial else 0
    number = subscribe(person.household_id, plan, plan.price, new_key(), trial_days=days)
    person.had_trial = person.had_trial or bool(days)
    with stage.shop.test_request_context(base_url=stage.shop.extensions["tbo.settings"].base_url):
        address = sign_address(number, SignChannel.QRCODE)
    stage.visit(address)
    stage.press(f"/agreements/{number}/signature", buyer_id=person.buyer_id)


def cancels(_stage: Stage, person: Person) -> None:
    """Cancel in two clicks."""
    number = _running(person)
    cancel(person.household_id)
    person.cancelled.append((number, clock.now()))


def thinks_better(_stage: Stage, person: Person) -> None:
    """Undo it."""
    undo(person.household_id)
    person.cancelled.pop()


def pauses(_stage: Stage, person: Person) -> None:
    """Skip one to three months."""
    pause(person.household_id, person.dice.randint(1, 3))


def goes_on(_stage: Stage, person: Person) -> None:
    """End a pause early."""
    resume(person.household_id)
    person.asked_for.append(clock.now())


def asks_to_try_again(_stage: Stage, person: Person) -> None:
    """Press the button that deducts at once."""
    try_again(_running(person), person.household_id)
    person.asked_for.append(clock.now())


def ends_in_wallet(stage: Stage, person: Person) -> None:
    """End the agreement in the wallet; the shop hears of it, or finds it."""
    number = _running(person)
    with stage.sandbox.store.writing() as far:
        agreement = agreement_or_none(far, number=number)
        if agreement is not None and agreement["state"] == "NORMAL":
            end(stage.sandbox, far, agreement, BUYER, clock.now())
            person.cancelled.append((number, clock.now()))


def purse(stage: Stage, person: Person, is_full: bool) -> None:
    """Have money, or none."""
    with stage.sandbox.store.writing() as far:
        fill(far, person.buyer_id, is_full)


def takes_back(person: Person, number: str) -> None:
    """Give an order back with one tap."""
    take_back(number, person.household_id)


def takes_back_the_newest(_stage: Stage, person: Person) -> None:
    """Give back with one tap what was bought last."""
    number = _newest(person)
    if number is not None:
        takes_back(person, number)


def gets_money_from_staff(_stage: Stage, person: Person, whole: bool) -> None:
    """Complain, and get all or five yuan back."""
    number = _newest(person)
    if number is not None:
        refund_order(number, "a complaint", None if whole else Money(500), STAFF)


def _newest(person: Person) -> str | None:
    paid = Order.household_id == person.household_id, Order.state.in_(sorted(SETTLED)), Order.total_fen > 0
    return db.session.scalar(select(Order.number).where(*paid).order_by(Order.id.desc()).limit(1))


def _running(person: Person) -> str:
    found = running_of(person.household_id)
    if found is None:
        found = db.session.scalars(
            select(Subscription)
            .where(Subscription.household_id == person.household_id)
            .order_by(Subscription.id.desc())
        ).first()
    return found.number if found is not None else ""

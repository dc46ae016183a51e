"""Households that renew, for tests: they sign at Alipay's side in memory, and time goes by in days."""

import secrets
from datetime import UTC, datetime, timedelta

from flask import current_app
from sqlalchemy import func, select

from tbo import clock
from tbo.accounts.models import Household
from tbo.alipay.agreements import SignChannel
from tbo.db import db, writing
from tbo.entitlements.grants import paid_until
from tbo.jobs import Job, run_due_jobs
from tbo.messages.delivery import _finish
from tbo.messages.models import Message
from tbo.offers.plans import plan_on_sale
from tbo.orders.agreements.placing import sign_address, subscribe
from tbo.orders.models import Payment, Refund
from tbo.orders.renewals.sweep import look_after, sweep_subscriptions
from tbo.orders.sweeping import sweep
from tbo.subscriptions.models import RenewalAttempt, Subscription

from ..support.agreeing_side import AgreeingSide
from ..support.selling import household
from .shopper import arrives

MORNING = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
# Of a subscription signed that morning: when its second period is deducted first, and when its first one ends.
CHARGE = datetime(2026, 12, 15, 2, 0, tzinfo=UTC)
PLANNED_ENDS = datetime(2026, 12, 18, 16, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def stumbles_at(side: AgreeingSide, method: str, done: bool, error: Exception) -> None:
    """Let Alipay's side answer one call with trouble, before or after it was done."""

    def trouble(asked: str, is_done: bool) -> None:
        if asked == method and is_done == done:
            raise error

    side.trouble = trouble


def with_address(email: str | None = "lin@example.com") -> int:
    """A household that can be told."""
    made = household()
    with writing():
        db.session.execute(db.update(Household).where(Household.id == made).values(email=email))
    return made


def placed(household_id: int | None = None) -> str:
    """An agreement that waits to be signed."""
    plan = plan_on_sale("monthly", clock.now())
    return subscribe(household_id or with_address(), plan, plan.price, secrets.token_urlsafe(18))


def sign_url(number: str) -> str:
    """What the code of its page says."""
    with current_app.test_request_context():
        return sign_address(number, SignChannel.QRCODE)


def subscribed(side: AgreeingSide, household_id: int | None = None) -> str:
    """A subscription that was signed and deducted the first time."""
    number = placed(household_id)
    side.signs(sign_url(number))
    look_after(number)
    assert subscription(number).state == "active"
    return number


def subscription(number: str) -> Subscription:
    """A subscription as it is now."""
    db.session.expire_all()
    return db.session.scalars(select(Subscription).where(Subscription.number == number)).one()


def tries(number: str) -> list[tuple[int, int, str]]:
    """Period, try and outcome of each deduction."""
    rows = select(RenewalAttempt).where(RenewalAttempt.subscription_id == subscription(number).id)
    return [(row.period, row.nth, row.state) for row in db.session.scalars(rows.order_by(RenewalAttempt.id))]


def live(until: datetime, since: datetime = MORNING, letters: bool = True) -> None:
    """Let time go by as a worker meets it, from one thing that is due to the next: jobs, both sweeps, and the post."""
    moment = since
    while moment <= until:
        with clock.standing_at(moment):
            sweep_subscriptions()
            sweep()
            if letters:
                deliver_all()
            run_due_jobs()
        moment = max(moment + timedelta(minutes=1), min(next_moments(), default=until + DAY))


def next_moments() -> list[datetime]:
    """When the shop has something to do again."""
    db.session.expire_all()
    columns = (
        (Subscription.next_look_at, Subscription.next_look_at.is_not(None)),
        (Payment.next_query_at, Payment.next_query_at.is_not(None)),
        (Refund.next_try_at, Refund.state == "requested"),
        (Job.due_at, Job.finished_at.is_(None)),
    )
    found = [db.session.scalar(select(func.min(column)).where(wanted)) for column, wanted in columns]
    return [moment for moment in found if moment is not None]


def deliver_all() -> None:
    """Let the postman come."""
    waiting = select(Message.id).where(Message.sent_at.is_(None), Message.failed_at.is_(None))
    for message_id in list(db.session.scalars(waiting)):
        _finish(message_id, sent=True)


def letters() -> list[str]:
    """The keys of all letters, without what follows the event's name."""
    return [key.partition(":")[0] for key in db.session.scalars(select(Message.key).order_by(Message.id))]


def watches_until(number: str) -> datetime | None:
    """When the household's paid time ends."""
    return paid_until(subscription(number).household_id)


def hears(notice: bytes) -> None:
    """Let a notice arrive; what the test read before is let go, so that nothing it does later undoes the request's."""
    db.session.commit()
    arrives(notice)

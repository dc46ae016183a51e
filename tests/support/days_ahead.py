"""Days that pass in a shop that runs: its processes share no clock, so what is planned is brought nearer."""

import sqlite3
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select, update

from tbo import clock
from tbo.db import db, writing
from tbo.entitlements.models import Entitlement
from tbo.messages.delivery import deliver
from tbo.messages.models import Message
from tbo.orders.renewals.sweep import look_after
from tbo.rules.renewal_schedule import LAST_DAY_OF_MONTH, day_in_china, end_of
from tbo.subscriptions.models import RenewalNotice, Subscription

from .processes import RunningShop

LONG_TOLD = timedelta(days=9)


def row_of(number: str) -> Subscription:
    """Read a subscription."""
    return db.session.scalars(select(Subscription).where(Subscription.number == number)).one()


def bring_planned_day(shop: RunningShop, *numbers: str, lasts: timedelta) -> None:
    """Let these subscriptions' planned day be one whose window is open; the running period began `lasts` before it."""
    planned = _open_day(day_in_china(clock.now()))
    held = Entitlement.household_id == row_of(numbers[0]).household_id, Entitlement.given_up_at.is_(None)
    times = {"starts_at": end_of(planned) - lasts, "ends_at": end_of(planned)}
    with writing():
        db.session.execute(update(Subscription).where(Subscription.number.in_(numbers)).values(planned_on=planned))
        has_period = Subscription.number.in_(numbers), Subscription.period_ends_at.is_not(None)
        db.session.execute(update(Subscription).where(*has_period).values(period_ends_at=end_of(planned)))
        db.session.execute(update(Entitlement).where(*held).values(**times))
    with sqlite3.connect(Path(shop.environ["TBO_INSTANCE"]) / "sandbox" / "sandbox.sqlite3") as theirs:
        marks = ",".join("?" * len(numbers))
        theirs.execute(f"UPDATE agreements SET next_day = ? WHERE number IN ({marks})", (planned.isoformat(), *numbers))


def tell_long_ago(number: str) -> None:
    """Let the letter of the next deduction be written, sent, and in its reader's hands for days."""
    look_after(number)
    of_it = RenewalNotice.subscription_id == row_of(number).id
    letters = select(Message).join(RenewalNotice).where(of_it).order_by(Message.id.desc())
    message = db.session.scalars(letters.limit(1)).one()
    deliver(message.id)
    with writing():
        db.session.execute(update(Message).where(Message.id == message.id).values(sent_at=clock.now() - LONG_TOLD))


def _open_day(today: date) -> date:
    """Return a planned day whose window is open, and which months have."""
    days = [today + timedelta(days=ahead) for ahead in (1, 2, 0, 3)]
    return next((day for day in days if day.day <= LAST_DAY_OF_MONTH), days[0])

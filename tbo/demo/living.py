"""Lets households of the demo shop renew: signed, told, deducted, failed, paused and left by the shop's own code.

Their days go by on one line, so that everything happens in the order of time, in moments at which something is due.
A shop that is set up in the night before a 29th has nobody in grace yet: the deduction fails at ten, as it would have.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from flask import current_app
from sqlalchemy import select

from .. import clock
from ..alipay.agreements import SignChannel
from ..db import db
from ..jobs import run_due_jobs
from ..offers.plans import required_plan
from ..orders.agreements.ending import cancel, pause
from ..orders.agreements.placing import sign_address, subscribe
from ..orders.renewals.coupons import first_charge, promised_by
from ..orders.renewals.sweep import look_after
from ..rules.order_states import CHINA
from ..rules.renewal_schedule import LAST_DAY_OF_MONTH, day_in_china, notice_due_at, planned_day, tries_of
from ..subscriptions.models import Subscription
from .arrivals import arrival_ids
from .content import Anchor, content
from .households import household_ids
from .passing_by import NEVER, Passing
from .sandbox_near import NearSandbox
from .stable import token

SIGNS_AT, ACTS_AT = time(19, 30), time(12)


def lived_households() -> frozenset[str]:
    """Return the slugs of households whose plan renews where a sandbox is near."""
    return frozenset(told["household"] for told in content("subscriptions"))


def live(at: Anchor, sandbox: NearSandbox) -> None:
    """Let every one of them live until the anchor, others pass by; households, plans and coupons must be there."""
    lives: list[_Life | Passing] = [_Life(told, at, sandbox) for told in content("subscriptions")]
    lives.append(Passing(at, sandbox))
    while (next_one := min(lives, key=lambda life: life.due_at)).due_at <= at.instant:
        with clock.standing_at(next_one.due_at):
            next_one.goes_on()


class _Life:
    """One household's subscription: what it will do and when, and when the shop has something to do for it."""

    def __init__(self, told: dict, at: Anchor, sandbox: NearSandbox) -> None:
        self._told, self._sandbox = told, sandbox
        self._household_id = household_ids()[told["household"]]
        self._number = ""
        today = day_in_china(at.instant)
        if "signed_in" in told:
            signed_on, planned = today + timedelta(days=told["signed_in"]), today
        else:
            planned = _planned(today, told["planned_in"])
            signed_on = planned_day(planned, _months_of(told["plan"]), -told["paid_periods"])
        signs = (_moment(signed_on, SIGNS_AT), self._signs)
        self._acts = [signs, *(self._act(told_act, planned) for told_act in told["acts"])]
        self.due_at = signs[0]

    def goes_on(self) -> None:
        """Do what the household does now, or let the shop do what is due for it; then news arrives and jobs run."""
        if self._acts and self._acts[0][0] <= clock.now():
            self._acts.pop(0)[1]()
        else:
            look_after(self._number)
        self._sandbox.tells()
        run_due_jobs()
        self._sandbox.tells()
        self.due_at = self._next()

    def _act(self, told: dict, planned: date) -> tuple[datetime, Callable[[], None]]:
        does = {"cancels": self._cancels, "pauses": self._pauses, "empties purse": self._empties_purse}
        return _moment(planned - timedelta(days=told["before_planned"]), ACTS_AT), does[told["act"]]

    def _signs(self) -> None:
        told, now = self._told, clock.now()
        plan = required_plan(told["plan"], now)
        promised = promised_by(told["coupon"], plan, self._household_id) if "coupon" in told else None
        kept = {"arrival_id": arrival_ids()[told["household"], told["arrival_link"]]} if "arrival_link" in told else {}
        if "signed_in" in told:
            kept["trial_days"] = plan.trial_days
        price = first_charge(plan, promised).total
        key = token("subscription", told["household"])
        self._number = subscribe(self._household_id, plan, price, key, told.get("coupon", ""), **kept)
        self._sandbox.fills(told["buyer_id"], True)
        with current_app.test_request_context(base_url=current_app.extensions["tbo.settings"].base_url):
            address = sign_address(self._number, SignChannel.QRCODE)
        self._sandbox.signs(address, self._number, told["buyer_id"])

    def _cancels(self) -> None:
        cancel(self._household_id)

    def _pauses(self) -> None:
        pause(self._household_id, 1)

    def _empties_purse(self) -> None:
        self._sandbox.fills(self._told["buyer_id"], False)

    def _next(self) -> datetime:
        """Return the next moment at which something happens; there always is one."""
        db.session.expire_all()
        found = db.session.scalars(select(Subscription).where(Subscription.number == self._number)).one()
        moments = [notice_due_at(found.planned_on), *tries_of(found.planned_on), *(at for at, _act in self._acts)]
        if found.unsign_at is not None and found.unsigned_at is None:
            moments.append(found.unsign_at)
        return min(moment for moment in (*moments, NEVER) if moment > clock.now())


def _planned(today: date, days: Sequence[int]) -> date:
    """Return the first of some days from today that Alipay plans a deduction for: no month has them after the 28th."""
    found = (today + timedelta(days=number) for number in days)
    return next(day for day in found if day.day <= LAST_DAY_OF_MONTH)


def _months_of(plan: str) -> int:
    return next(each["period"]["count"] for each in content("plans")["plans"] if each["key"] == plan)


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, CHINA).astimezone(UTC)

"""Tables of subscriptions: the agreement by which a plan renews, every try to deduct a period, and every notice."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Json, Model, UtcTime
from ..rules.subscription_states import TryState

STATES = "'signing', 'trial', 'active', 'grace', 'cancelled', 'paused', 'lapsed'"
RUNNING = text("state IN ('trial', 'active', 'grace', 'cancelled', 'paused')")
SIGNING, GRACE = text("state = 'signing'"), text("state = 'grace'")
OPEN, PAID = text("state = 'open'"), text("state = 'paid'")


class Subscription(Model):
    """A plan that renews. `number` is ours at Alipay, `agreement_no` Alipay's own once it was signed.

    `period` counts the periods that were paid; it names the next one too, whose planned day at Alipay is `planned_on`.
    `period_ends_at` is exclusive. `paused_months`: by how much a pause has moved the planned day. `unsign_at`: when the
    agreement is to be ended at Alipay, `unsigned_at`: when it was. `deduct_at`: when somebody asked for a deduction at
    once, by signing or by a button; such a one needs no notice. `asked_at`: when Alipay was asked for the agreement.
    `follows_id`: the subscription whose place it takes once its first period is paid, `begins` when that is; `credits`:
    what the first period is credited for, as rules.plan_changes.Credit.
    `cap_fen`: the most that the agreement lets one deduction take; none: its price. `priced_at`: up to when changes of
    the plan's price are in `price_fen`; none: since it was created. `trial_days`: free days that were promised,
    `trial_ends_at` (exclusive) when they were given, `trial_refused_at` when whoever signed had had some before.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="state_known"),
        CheckConstraint("months > 0", name="months_positive"),
        CheckConstraint("price_fen > 0", name="price_positive"),
        CheckConstraint("period >= 0", name="period_not_negative"),
        CheckConstraint("state <> 'trial' OR trial_ends_at IS NOT NULL", name="trial_has_end"),
        CheckConstraint("state IN ('signing', 'lapsed') OR period_ends_at IS NOT NULL", name="running_has_period"),
        CheckConstraint("(state = 'paused') = (paused_months IS NOT NULL)", name="paused_has_length"),
        Index("uq_subscription_running", "household_id", unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING),
        Index(None, "household_id"),
        Index(None, "next_look_at"),
        CheckConstraint("begins IN ('now', 'next')", name="begins_known"),
        CheckConstraint("(follows_id IS NULL) = (begins IS NULL)", name="follows_somehow"),
        Index("ix_subscription_grace", "id", sqlite_where=GRACE, postgresql_where=GRACE),
        Index("uq_subscription_follows", "follows_id", unique=True, sqlite_where=SIGNING, postgresql_where=SIGNING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    state: Mapped[str] = mapped_column(String(12), default="signing")
    plan_key: Mapped[str] = mapped_column(String(40))
    plan_version: Mapped[int]
    months: Mapped[int]
    price_fen: Mapped[int]
    cap_fen: Mapped[int | None]
    priced_at: Mapped[datetime | None] = mapped_column(UtcTime)
    trial_days: Mapped[int] = mapped_column(default=0, server_default="0")
    trial_ends_at: Mapped[datetime | None] = mapped_column(UtcTime)
    trial_refused_at: Mapped[datetime | None] = mapped_column(UtcTime)
    form_key: Mapped[str] = mapped_column(String(64), unique=True)
    wanted_episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id"))
    arrival_id: Mapped[int | None] = mapped_column(ForeignKey("arrival.id"), index=True)
    agreement_no: Mapped[str | None] = mapped_column(String(64), unique=True)
    buyer_id: Mapped[str | None] = mapped_column(String(128))
    planned_on: Mapped[date]
    period: Mapped[int] = mapped_column(default=0)
    period_ends_at: Mapped[datetime | None] = mapped_column(UtcTime)
    paused_months: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    signed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_because: Mapped[str | None] = mapped_column(String(200))
    unsign_at: Mapped[datetime | None] = mapped_column(UtcTime)
    unsigned_at: Mapped[datetime | None] = mapped_column(UtcTime)
    deduct_at: Mapped[datetime | None] = mapped_column(UtcTime)
    asked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    next_look_at: Mapped[datetime | None] = mapped_column(UtcTime)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("subscription.id"))
    begins: Mapped[str | None] = mapped_column(String(4))
    credits: Mapped[list | None] = mapped_column(Json)


class RenewalAttempt(Model):
    """One try to have a period paid; its number at Alipay is made of agreement, period and try."""

    __tablename__ = "renewal_attempt"
    __table_args__ = (
        UniqueConstraint("subscription_id", "period", "nth"),
        CheckConstraint("state IN ('open', 'paid', 'failed')", name="state_known"),
        Index(
            "uq_renewal_attempt_open",
            *("subscription_id", "period"),
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(
            "uq_renewal_attempt_paid",
            *("subscription_id", "period"),
            unique=True,
            sqlite_where=PAID,
            postgresql_where=PAID,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"))
    period: Mapped[int]
    nth: Mapped[int]
    order_number: Mapped[str] = mapped_column(String(40), index=True)
    payment_number: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(10), default=TryState.OPEN)
    sub_code: Mapped[str | None] = mapped_column(String(64))
    tried_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)


class RenewalNotice(Model):
    """What a payer was told before a deduction, once for each day named; when it was sent is the proof of it."""

    __tablename__ = "renewal_notice"
    __table_args__ = (UniqueConstraint("subscription_id", "period", "charge_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"))
    period: Mapped[int]
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    amount_fen: Mapped[int]
    charge_on: Mapped[date]
    told_at: Mapped[datetime] = mapped_column(UtcTime)


class PriceLetter(Model):
    """What a payer was told of a price that is to reach them; when its message was sent is the proof of it."""

    __tablename__ = "price_letter"
    __table_args__ = (UniqueConstraint("subscription_id", "plan_version_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"))
    plan_version_id: Mapped[int] = mapped_column(ForeignKey("plan_version.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    amount_fen: Mapped[int]
    told_at: Mapped[datetime] = mapped_column(UtcTime)


class Trial(Model):
    """Free days that a person was given, once; `person` is who signed the agreement, as Alipay names them."""

    __tablename__ = "trial"

    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(String(128), unique=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"), unique=True)
    begun_at: Mapped[datetime] = mapped_column(UtcTime)


class SubscriptionCoupon(Model):
    """A coupon's place that a subscription holds, with what it takes off its first `periods`, frozen.

    Given back when nothing was ever paid; `is_beyond`: money came after that, and the place had gone meanwhile.
    """

    __tablename__ = "subscription_coupon"
    __table_args__ = (
        CheckConstraint(
            "(percent BETWEEN 1 AND 99 AND amount_fen = 0) OR (percent = 0 AND amount_fen > 0)", name="takes_one_way"
        ),
        CheckConstraint("periods > 0", name="periods_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"), unique=True)
    coupon_id: Mapped[int] = mapped_column(ForeignKey("coupon.id"), index=True)
    coupon_code_id: Mapped[int | None] = mapped_column(ForeignKey("coupon_code.id"), index=True)
    percent: Mapped[int] = mapped_column(default=0)
    amount_fen: Mapped[int] = mapped_column(default=0)
    periods: Mapped[int]
    held_at: Mapped[datetime] = mapped_column(UtcTime)
    given_back_at: Mapped[datetime | None] = mapped_column(UtcTime)
    is_beyond: Mapped[bool] = mapped_column(default=False)

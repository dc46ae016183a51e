"""Tables of households: who pays, who watches, on which device, and the codes that sign them in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Json, Model, UtcTime
from ..rules.profiles import Guarded

ACCOUNT = text("became_account_at IS NOT NULL")


class Household(Model):
    """Who pays. A guest until `became_account_at`; merged into another when `merged_into_id` is set.

    `form_key` is the hash of the order form that made a guest, so that a double click makes one household.
    """

    __tablename__ = "household"
    __table_args__ = (
        UniqueConstraint("phone"),
        UniqueConstraint("email"),
        Index(None, "created_at", "id"),
        Index("ix_household_account", "created_at", "id", sqlite_where=ACCOUNT, postgresql_where=ACCOUNT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    label: Mapped[str | None] = mapped_column(String(120))
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(254))
    alipay_user_id: Mapped[str | None] = mapped_column(String(40), index=True)
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    locale: Mapped[str] = mapped_column(String(10), default="zh-Hans")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    became_account_at: Mapped[datetime | None] = mapped_column(UtcTime)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    pin_hash: Mapped[str | None] = mapped_column(String(200))
    pin_to_buy: Mapped[bool] = mapped_column(default=False, server_default=false())

    profiles: Mapped[list["Profile"]] = relationship(back_populates="household", order_by="Profile.id")
    devices: Mapped[list["Device"]] = relationship(back_populates="household", order_by="Device.id")

    @property
    def is_guest(self) -> bool:
        """Whether nobody has signed in to this household yet."""
        return self.became_account_at is None


class Profile(Model):
    """Who watches. A locked one is entered with the household's PIN; limits of spending are whole fen.

    Minutes are None without a budget; a night's rest is in minutes since midnight (see `rules.screen_time`).
    """

    __tablename__ = "profile"
    __table_args__ = (
        UniqueConstraint("household_id", "name"),
        CheckConstraint("kind IN ('adult', 'teen', 'child')", name="kind_known"),
        CheckConstraint("spend_at_once_fen >= 0", name="spend_at_once_not_negative"),
        CheckConstraint("spend_on_a_day_fen >= 0", name="spend_on_a_day_not_negative"),
        CheckConstraint("weekday_minutes BETWEEN 0 AND 1440", name="weekday_minutes_in_a_day"),
        CheckConstraint("weekend_minutes BETWEEN 0 AND 1440", name="weekend_minutes_in_a_day"),
        CheckConstraint("rest_from BETWEEN 0 AND 1439", name="rest_from_in_a_day"),
        CheckConstraint("rest_until BETWEEN 0 AND 1439", name="rest_until_in_a_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10), default="adult")
    avatar: Mapped[str] = mapped_column(String(40), default="lantern")
    rating_cap: Mapped[int] = mapped_column(default=18)
    language: Mapped[str | None] = mapped_column(String(10))
    blocked_titles: Mapped[list] = mapped_column(Json, default=list)
    player_choices: Mapped[dict] = mapped_column(Json, default=dict)
    is_locked: Mapped[bool] = mapped_column(default=False, server_default=false())
    spend_at_once_fen: Mapped[int | None]
    spend_on_a_day_fen: Mapped[int | None]
    weekday_minutes: Mapped[int | None]
    weekend_minutes: Mapped[int | None]
    rest_from: Mapped[int | None]
    rest_until: Mapped[int | None]
    is_strict: Mapped[bool] = mapped_column(default=False, server_default=false())
    watched_on: Mapped[date | None]
    watched_s: Mapped[int] = mapped_column(default=0, server_default="0")
    free_until: Mapped[datetime | None] = mapped_column(UtcTime)

    household: Mapped[Household] = relationship(back_populates="profiles")

    @property
    def guarded(self) -> Guarded:
        """What of it decides on a PIN."""
        minutes, night = (self.weekday_minutes, self.weekend_minutes), self.rest_from
        return Guarded(
            self.kind,
            self.rating_cap,
            self.is_locked,
            has_time=night is not None or minutes != (None, None),
            has_limits=(self.spend_at_once_fen, self.spend_on_a_day_fen) != (None, None),
            blocked_titles=frozenset(self.blocked_titles),
        )


class ListedTitle(Model):
    """A title on a profile's own list."""

    __tablename__ = "listed_title"

    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), primary_key=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"), primary_key=True)
    listed_at: Mapped[datetime] = mapped_column(UtcTime)


class Device(Model):
    """A browser that is signed in, as a guest or as an account; its cookie's secret is kept hashed.

    `came_by` says how it got in: by a code, by a purchase as a guest, or by a receipt's link. Until `unlocked_until`
    (exclusive) somebody has proved here that they are grown up: by the PIN, or by a sign-in code.
    """

    __tablename__ = "device"
    __table_args__ = (CheckConstraint("came_by IN ('code', 'purchase', 'receipt')", name="came_by_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"), index=True)
    profile_id: Mapped[int | None] = mapped_column(ForeignKey("profile.id", ondelete="SET NULL"))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10), default="computer")
    came_by: Mapped[str] = mapped_column(String(10), default="code")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    unlocked_until: Mapped[datetime | None] = mapped_column(UtcTime)

    household: Mapped[Household] = relationship(back_populates="devices")
    profile: Mapped[Profile | None] = relationship()


class SignInCode(Model):
    """A six-digit code for a telephone number or an e-mail address, and what the right one leads to.

    Without `was_sent` it only stands for somebody who is asked for a code. `contact` is empty while a job still looks
    for whom a trade number belongs to, and stays so when it belongs to nobody.
    """

    __tablename__ = "sign_in_code"
    __table_args__ = (
        Index(None, "contact", "created_at"),
        CheckConstraint("purpose IN ('sign-in', 'contact', 'restore')", name="purpose_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    contact: Mapped[str] = mapped_column(String(254))
    purpose: Mapped[str] = mapped_column(String(10), default="sign-in")
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"))
    was_sent: Mapped[bool] = mapped_column(default=False)
    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Attempt(Model):
    """One try at something that is limited (sending a code, typing one), counted in the database."""

    __tablename__ = "attempt"
    __table_args__ = (Index(None, "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcTime)

"""The table of entitlements: what a household may watch, until when, and because of what."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Model, UtcTime

OF_PLAN = text("kind = 'plan'")


class Entitlement(Model):
    """A right to watch. `source` with `source_kind` names the order, code or decision that gave it.

    `given_up_for`: the order that credited its unused days; from `given_up_at` on it opens nothing. `refunding_fen`: of
    what was paid, what is on its way back; it opens the thing until it is there, and counts as credit no more.
    `is_given_back`: its household itself asked the money back; it opens nothing while that is under way. `own_from`: a
    plan that came beside another when households were merged; before it the time is the other's.
    """

    __tablename__ = "entitlement"
    __table_args__ = (
        UniqueConstraint("source_kind", "source", name="uq_entitlement_once"),
        CheckConstraint("kind IN ('episode', 'season', 'rental', 'plan')", name="kind_known"),
        CheckConstraint(
            "(kind IN ('episode', 'rental') AND episode_id IS NOT NULL)"
            " OR (kind = 'season' AND season_id IS NOT NULL) OR (kind = 'plan' AND plan_key IS NOT NULL)",
            name="names_its_thing",
        ),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="in_order"),
        CheckConstraint("kind <> 'rental' OR start_by_at IS NOT NULL", name="rental_has_first_clock"),
        CheckConstraint("started_at IS NULL OR ends_at IS NOT NULL", name="rental_has_second_clock"),
        CheckConstraint("paid_fen >= 0", name="paid_not_negative"),
        CheckConstraint("refunding_fen >= 0", name="refunding_not_negative"),
        CheckConstraint("own_from IS NULL OR own_from >= starts_at", name="own_time_within"),
        CheckConstraint("(given_up_at IS NULL) = (given_up_for IS NULL)", name="given_up_for_something"),
        Index(None, "household_id", "episode_id"),
        Index(None, "household_id", "season_id"),
        Index("ix_entitlement_plan", "ends_at", "household_id", sqlite_where=OF_PLAN, postgresql_where=OF_PLAN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    kind: Mapped[str] = mapped_column(String(10))
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id"))
    season_id: Mapped[int | None] = mapped_column(ForeignKey("season.id"))
    plan_key: Mapped[str | None] = mapped_column(String(40))
    paid_fen: Mapped[int] = mapped_column(default=0)
    refunding_fen: Mapped[int] = mapped_column(default=0, server_default="0")
    is_given_back: Mapped[bool] = mapped_column(default=False, server_default=false())
    source_kind: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(String(200))
    starts_at: Mapped[datetime] = mapped_column(UtcTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcTime)
    own_from: Mapped[datetime | None] = mapped_column(UtcTime)
    start_by_at: Mapped[datetime | None] = mapped_column(UtcTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    revoked_because: Mapped[str | None] = mapped_column(String(200))
    given_up_at: Mapped[datetime | None] = mapped_column(UtcTime)
    given_up_for: Mapped[str | None] = mapped_column(String(40))

"""Tables of families: what a child asked for, and what a grown-up answered."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Model, UtcTime


class TimeWish(Model):
    """A wish for more time today; its public id is the link that a grown-up opens. 0 minutes is a no."""

    __tablename__ = "time_wish"
    __table_args__ = (
        Index(None, "profile_id", "asked_at"),
        CheckConstraint("minutes BETWEEN 0 AND 240", name="minutes_in_an_evening"),
        CheckConstraint("(minutes IS NULL) = (answered_at IS NULL)", name="answered_with_minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"))
    asked_at: Mapped[datetime] = mapped_column(UtcTime)
    ends_at: Mapped[datetime] = mapped_column(UtcTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    minutes: Mapped[int | None]

"""Tables of playback: who is watching what right now, and how far everybody got."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Model, UtcTime


class PlaybackSession(Model):
    """One viewing on one device; its id stands in every signed address. Without household: a free episode."""

    __tablename__ = "playback_session"
    __table_args__ = (Index(None, "household_id", "last_beat_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"))
    profile_id: Mapped[int | None] = mapped_column(ForeignKey("profile.id", ondelete="SET NULL"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id", ondelete="SET NULL"))
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), index=True)
    arrival_id: Mapped[int | None] = mapped_column(ForeignKey("arrival.id", ondelete="SET NULL"), index=True)
    started_at: Mapped[datetime] = mapped_column(UtcTime)
    last_beat_at: Mapped[datetime] = mapped_column(UtcTime)
    played_s: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)


class PlaybackMeasure(Model):
    """What the player of one session measured; names nobody, and outlives its session."""

    __tablename__ = "playback_measure"
    __table_args__ = (
        Index(None, "at"),
        CheckConstraint("startup_ms >= 0 AND stalls >= 0 AND stalled_ms >= 0 AND failures >= 0", name="not_negative"),
    )

    session_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    startup_ms: Mapped[int | None]
    stalls: Mapped[int]
    stalled_ms: Mapped[int]
    failures: Mapped[int]


class Progress(Model):
    """How far a profile got in an episode, in seconds of the played file."""

    __tablename__ = "progress"
    __table_args__ = (
        Index(None, "profile_id", "updated_at"),
        CheckConstraint("position_s >= 0", name="position_not_negative"),
    )

    profile_id: Mapped[int] = mapped_column(ForeignKey("profile.id", ondelete="CASCADE"), primary_key=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), primary_key=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("title.id", ondelete="CASCADE"))
    position_s: Mapped[int]
    length_s: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcTime)


class StreamLease(Model):
    """A device that plays what its household has by plan or bought, kept by its beats; a device has one."""

    __tablename__ = "stream_lease"
    __table_args__ = (CheckConstraint("position_s >= 0", name="position_not_negative"),)

    household_id: Mapped[int] = mapped_column(ForeignKey("household.id", ondelete="CASCADE"), primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"), primary_key=True)
    profile_id: Mapped[int | None] = mapped_column(ForeignKey("profile.id", ondelete="SET NULL"))
    session_id: Mapped[str] = mapped_column(String(32))
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"))
    is_owned: Mapped[bool]
    position_s: Mapped[int] = mapped_column(default=0)
    is_playing: Mapped[bool] = mapped_column(default=True)
    beat_at: Mapped[datetime] = mapped_column(UtcTime)

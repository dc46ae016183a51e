"""Tables of films: which packaged version an episode played from when to when."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Model, UtcTime

ON_AIR = text("replaced_at IS NULL")


class FilmVersion(Model):
    """One packaged version of an episode's film. Without `on_air_at` it was there before versions were kept.

    `is_removable`: it was packaged for this episode alone, so its files go when nobody can play them any more.
    """

    __tablename__ = "film_version"
    __table_args__ = (
        Index("uq_film_version_on_air", "episode_id", unique=True, sqlite_where=ON_AIR, postgresql_where=ON_AIR),
        CheckConstraint("replaced_at IS NULL OR on_air_at IS NULL OR replaced_at >= on_air_at", name="in_order"),
        CheckConstraint("removed_at IS NULL OR replaced_at IS NOT NULL", name="removed_after_replaced"),
        Index(None, "episode_id", "replaced_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"))
    asset: Mapped[str] = mapped_column(String(80))
    on_air_at: Mapped[datetime | None] = mapped_column(UtcTime)
    replaced_at: Mapped[datetime | None] = mapped_column(UtcTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    is_removable: Mapped[bool] = mapped_column(default=False)

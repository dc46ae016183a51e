"""Table of uploaded films: what came, what is being made of it, and how it ended."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ...db import Json, Model, UtcTime
from ...rules.film_uploads import UploadState

UNDER_WAY = text("state IN ('coming', 'waiting', 'packaging')")


class FilmUpload(Model):
    """One film that somebody of the staff sends for an episode; one at a time for each.

    `pieces` have arrived, of `size` bytes: the film, and the sound tracks that follow it (`film_sounds`), of which
    `sounds` holds language and size. `texts` are languages of the subtitles beside it. `failure` is a key of
    `film_refusals.failure_words`, mostly a refusal of `media.refusals`, `detail` its own sentence.
    """

    __tablename__ = "film_upload"
    __table_args__ = (
        Index(
            "uq_film_upload_under_way", "episode_id", unique=True, sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY
        ),
        CheckConstraint("size > 0", name="size_positive"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(24), unique=True)
    episode_id: Mapped[int] = mapped_column(ForeignKey("episode.id", ondelete="CASCADE"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    place: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(BigInteger)
    pieces: Mapped[int] = mapped_column(default=0)
    texts: Mapped[list] = mapped_column(Json, default=list)
    sounds: Mapped[list] = mapped_column(Json, default=list, server_default="[]")
    is_encrypted: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(12), default=UploadState.COMING)
    percent: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None] = mapped_column(String(40))
    detail: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    touched_at: Mapped[datetime] = mapped_column(UtcTime)

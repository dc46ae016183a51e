"""Tables of the picture library: what a picture shows and how it is cut, and the picture itself.

The master is in the database, so that a backup has it and a disk that forgets loses nothing: renditions are made again.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Json, Model, UtcTime


class Picture(Model):
    """A picture of the library. `version` rises with each other cut; `made_version` is the one whose files are there.

    `heaviest` is the size in bytes of the largest file that a phone or a screen gets of it.
    """

    __tablename__ = "picture"
    __table_args__ = (
        CheckConstraint("0 <= crop_left AND crop_left < crop_right AND crop_right <= 100", name="crop_across"),
        CheckConstraint("0 <= crop_top AND crop_top < crop_bottom AND crop_bottom <= 100", name="crop_down"),
        CheckConstraint("focus_x BETWEEN crop_left AND crop_right", name="focus_across"),
        CheckConstraint("focus_y BETWEEN crop_top AND crop_bottom", name="focus_down"),
        CheckConstraint("width > 0 AND height > 0", name="has_a_size"),
        CheckConstraint("made_version <= version", name="made_was_asked_for"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    alt: Mapped[dict] = mapped_column(Json)
    width: Mapped[int]
    height: Mapped[int]
    crop_left: Mapped[int] = mapped_column(default=0)
    crop_top: Mapped[int] = mapped_column(default=0)
    crop_right: Mapped[int] = mapped_column(default=100)
    crop_bottom: Mapped[int] = mapped_column(default=100)
    focus_x: Mapped[int] = mapped_column(default=50)
    focus_y: Mapped[int] = mapped_column(default=50)
    version: Mapped[int] = mapped_column(default=1)
    made_version: Mapped[int | None]
    heaviest: Mapped[int | None]
    failure: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(120))


class PictureFile(Model):
    """The picture as it was taken: a JPEG without metadata, and a small one to look at."""

    __tablename__ = "picture_file"

    picture_id: Mapped[int] = mapped_column(ForeignKey("picture.id", ondelete="CASCADE"), primary_key=True)
    master: Mapped[bytes] = mapped_column(LargeBinary)
    preview: Mapped[bytes] = mapped_column(LargeBinary)

"""The table of what is counted of blocks: sums by day, of nobody in particular."""

from datetime import date

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Model


class BlockDay(Model):
    """How often a block of a page was seen and clicked on a day of the shop; money and minutes come from elsewhere.

    `version_id` is the version shown, 0 for the page that the shop began with; `page` is the address, which never
    changes.
    """

    __tablename__ = "block_day"
    __table_args__ = (CheckConstraint("views >= 0 AND clicks >= 0", name="not_negative"),)

    page: Mapped[str] = mapped_column(String(60), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    block: Mapped[str] = mapped_column(String(8), primary_key=True)
    views: Mapped[int] = mapped_column(default=0)
    clicks: Mapped[int] = mapped_column(default=0)

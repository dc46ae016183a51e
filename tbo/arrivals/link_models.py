"""The table of short links: a place of the shop, and what the arrivals that come by it say of their source."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Model, UtcTime


class ShortLink(Model):
    """A link that marketing made: `/k/<code>`. It is never changed, for it may be printed."""

    __tablename__ = "short_link"
    __table_args__ = (
        CheckConstraint("kind IN ('title', 'season', 'episode', 'rental', 'plan', 'gift', 'page')", name="kind_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    ref: Mapped[str] = mapped_column(String(160))
    source: Mapped[str] = mapped_column(String(60))
    medium: Mapped[str | None] = mapped_column(String(60))
    campaign: Mapped[str | None] = mapped_column(String(60))
    spm: Mapped[str | None] = mapped_column(String(200))
    coupon: Mapped[str | None] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(120))

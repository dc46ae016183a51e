"""The table of gifts: what a paid order gives to whoever has its code, and who opened it."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...db import Model, UtcTime

if TYPE_CHECKING:
    from ..models import Order


class Gift(Model):
    """A paid gift. Its code is kept as a hash; `seed` makes it again for the page of who bought it."""

    __tablename__ = "gift"
    __table_args__ = (
        CheckConstraint("(redeemed_at IS NULL) = (household_id IS NULL)", name="redeemed_by_somebody"),
        CheckConstraint(
            "(kind = 'plan' AND plan_key IS NOT NULL AND months > 0) OR (kind = 'season' AND season_id IS NOT NULL)"
            " OR (kind = 'episode' AND episode_id IS NOT NULL)",
            name="names_its_thing",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    prefix: Mapped[str] = mapped_column(String(8), index=True)
    seed: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(10))
    plan_key: Mapped[str | None] = mapped_column(String(40))
    months: Mapped[int | None]
    season_id: Mapped[int | None] = mapped_column(ForeignKey("season.id"))
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id"))
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    redeemed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)

    order: Mapped["Order"] = relationship()

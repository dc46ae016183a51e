"""Tables of vouchers: batches with what they give, and each code with what became of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Model, UtcTime


class VoucherBatch(Model):
    """Codes that give the same thing. `value_fen`: what one of them costs where it is sold.

    `item_id` and `sku_id` name the item of the Tmall shop whose orders are sent codes of this batch. `key_id` tells
    under which of our keys its codes were hashed. `ends_at` (exclusive): when no code is redeemed any more. With
    `low_stock` codes or fewer left, somebody is told.
    """

    __tablename__ = "voucher_batch"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'plan' AND plan_key IS NOT NULL AND months > 0) OR (kind = 'season' AND season_id IS NOT NULL)"
            " OR (kind = 'episode' AND episode_id IS NOT NULL)",
            name="names_its_thing",
        ),
        CheckConstraint("value_fen IS NULL OR value_fen >= 0", name="value_not_negative"),
        CheckConstraint("low_stock >= 0", name="low_stock_not_negative"),
        CheckConstraint("sku_id IS NULL OR item_id IS NOT NULL", name="sku_of_an_item"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    plan_key: Mapped[str | None] = mapped_column(String(40))
    months: Mapped[int | None]
    season_id: Mapped[int | None] = mapped_column(ForeignKey("season.id"))
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("episode.id"))
    is_imported: Mapped[bool] = mapped_column(default=False)
    value_fen: Mapped[int | None]
    item_id: Mapped[str | None] = mapped_column(String(20), index=True)
    sku_id: Mapped[str | None] = mapped_column(String(20))
    low_stock: Mapped[int] = mapped_column(default=0)
    key_id: Mapped[str] = mapped_column(String(16))
    ends_at: Mapped[datetime | None] = mapped_column(UtcTime)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    made_by: Mapped[str] = mapped_column(String(120))
    exported_at: Mapped[datetime | None] = mapped_column(UtcTime)
    exported_by: Mapped[str | None] = mapped_column(String(120))


class Voucher(Model):
    """One code, good once. Kept is a keyed hash; `seed` makes it readable again until it was given away in a file.

    `number` names it where everybody may read. `ends_at` and `value_fen` come before the batch's where they are set.
    `handed_to` says to which order elsewhere, or by whom, it was given. `revoked_at` ends it, and what it gave.
    """

    __tablename__ = "voucher"
    __table_args__ = (
        CheckConstraint("(redeemed_at IS NULL) = (household_id IS NULL)", name="redeemed_by_somebody"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_because IS NULL)", name="revoked_for_a_reason"),
        CheckConstraint("(handed_at IS NULL) = (handed_to IS NULL)", name="handed_to_somebody"),
        CheckConstraint("exported_at IS NULL OR (seed IS NULL AND handed_at IS NULL)", name="exported_is_unreadable"),
        CheckConstraint("value_fen IS NULL OR value_fen >= 0", name="value_not_negative"),
        Index(None, "batch_id", "handed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("voucher_batch.id"))
    number: Mapped[str] = mapped_column(String(24), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    prefix: Mapped[str] = mapped_column(String(8))
    seed: Mapped[str | None] = mapped_column(String(32))
    value_fen: Mapped[int | None]
    ends_at: Mapped[datetime | None] = mapped_column(UtcTime)
    exported_at: Mapped[datetime | None] = mapped_column(UtcTime)
    handed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    handed_to: Mapped[str | None] = mapped_column(String(80), index=True)
    redeemed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    arrival_id: Mapped[int | None] = mapped_column(ForeignKey("arrival.id"), index=True)
    played_at: Mapped[datetime | None] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    revoked_because: Mapped[str | None] = mapped_column(String(200))

    batch: Mapped[VoucherBatch] = relationship()

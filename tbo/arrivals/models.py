"""Tables of arrivals: clicks from Tmall and the items that lead here."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Json, Model, UtcTime


class TmallItem(Model):
    """An item of the Tmall shop and the offer it leads to.

    `coupon` is tried unasked for whoever comes by it, `price_fen` what one costs there.
    """

    __tablename__ = "tmall_item"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'withdrawn')", name="status_known"),
        CheckConstraint("price_fen IS NULL OR price_fen >= 0", name="price_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[dict] = mapped_column(Json)
    offer_kind: Mapped[str] = mapped_column(String(20))
    offer_ref: Mapped[str] = mapped_column(String(160))
    skus: Mapped[list] = mapped_column(Json, default=list)
    status: Mapped[str] = mapped_column(String(20), default="active")
    coupon: Mapped[str | None] = mapped_column(String(40))
    price_fen: Mapped[int | None]


class Arrival(Model):
    """One click that brought somebody, kept before any sign-in.

    `first_id`: the first link of its chain; none: itself. `position`: the block of ours that was clicked since, in a
    row of its own that goes on from that of the link (`goes_on_id`; none: nobody came by a link). `stopped_at`: when it
    first met an episode that is not free. `visitor`: the browser that an experiment dealt a version to; who came by no
    link and clicked no block has a row without a path for it.
    """

    __tablename__ = "arrival"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    path: Mapped[str] = mapped_column(String(200), index=True)
    item_id: Mapped[str | None] = mapped_column(String(20), index=True)
    sku_id: Mapped[str | None] = mapped_column(String(20))
    spm: Mapped[str | None] = mapped_column(String(200))
    known: Mapped[dict] = mapped_column(Json, default=dict)
    raw: Mapped[list] = mapped_column(Json, default=list)
    host_app: Mapped[str] = mapped_column(String(10), default="plain")
    source: Mapped[str | None] = mapped_column(String(40))
    position: Mapped[str | None] = mapped_column(String(80))
    stopped_at: Mapped[datetime | None] = mapped_column(UtcTime)
    visitor: Mapped[str | None] = mapped_column(String(22), index=True)
    first_id: Mapped[int | None] = mapped_column(ForeignKey("arrival.id"), index=True)
    goes_on_id: Mapped[int | None] = mapped_column(ForeignKey("arrival.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime, index=True)

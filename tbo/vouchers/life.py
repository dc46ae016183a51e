"""The life of batches: how many codes are with whom, how fast they go, which run low, and who began to watch."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, func, or_, select, update

from .. import clock
from ..catalog.models import Episode
from ..db import commits, db, rows_changed
from ..playback.models import PlaybackSession
from .models import Voucher, VoucherBatch

PACE = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """How many codes of a batch stand where; each code is in one place, `played` beside them.

    `left`: nobody has it; `exported`: in the file; `handed`: sent or given to one buyer; `recent`: how many were handed
    out or redeemed within the last days.
    """

    made: int = 0
    left: int = 0
    exported: int = 0
    handed: int = 0
    redeemed: int = 0
    expired: int = 0
    revoked: int = 0
    played: int = 0
    recent: int = 0

    @property
    def unsold(self) -> int:
        """How many may still be sold: those in a file as long as nobody redeemed them."""
        return self.left + self.exported

    @property
    def lasts(self) -> timedelta | None:
        """Return how long they last if they go as they went, None when none went."""
        return PACE * self.unsold / self.recent if self.recent and self.unsold else None


def lives(batches: Iterable[VoucherBatch]) -> dict[int, Life]:
    """Return the life of each batch by its id; one query."""
    found = dict.fromkeys((batch.id for batch in batches), Life())
    for row in db.session.execute(_counted(found)):
        numbers = {name: int(count) for name, count in row._mapping.items() if name != "batch_id"}
        found[row.batch_id] = Life(**numbers)
    return found


def running_low() -> list[tuple[VoucherBatch, Life]]:
    """List batches with few codes left to sell, unless another of the same item can take their place."""
    now = clock.now()
    batches = list(
        db.session.scalars(
            select(VoucherBatch)
            .where(or_(VoucherBatch.ends_at.is_(None), VoucherBatch.ends_at > now))
            .order_by(VoucherBatch.id)
        )
    )
    known = lives(batches)
    full = {_sold_as(batch) for batch in batches if batch.item_id and known[batch.id].unsold > batch.low_stock}
    low = [batch for batch in batches if known[batch.id].unsold <= batch.low_stock and batch.low_stock]
    return [(batch, known[batch.id]) for batch in low if _sold_as(batch) not in full]


@commits
def note_first_plays() -> int:
    """Keep when who redeemed a code first played something of it, before sessions are forgotten; return how many."""
    first = (
        select(func.min(PlaybackSession.started_at))
        .join(Episode, Episode.id == PlaybackSession.episode_id)
        .where(
            PlaybackSession.household_id == Voucher.household_id,
            PlaybackSession.played_s > 0,
            PlaybackSession.last_beat_at >= Voucher.redeemed_at,
            VoucherBatch.id == Voucher.batch_id,
            or_(
                VoucherBatch.kind == "plan",
                Episode.season_id == VoucherBatch.season_id,
                Episode.id == VoucherBatch.episode_id,
            ),
        )
        .correlate(Voucher)
        .scalar_subquery()
    )
    waiting = Voucher.redeemed_at.is_not(None), Voucher.played_at.is_(None)
    noted = update(Voucher).where(*waiting, first.is_not(None)).values(played_at=first)
    return rows_changed(noted.execution_options(synchronize_session=False))


def _counted(ids: Collection[int]):
    now = clock.now()
    ends_at = func.coalesce(Voucher.ends_at, VoucherBatch.ends_at)
    is_open = and_(Voucher.redeemed_at.is_(None), Voucher.revoked_at.is_(None))
    is_late = and_(ends_at.is_not(None), ends_at <= now)
    is_good = and_(is_open, or_(ends_at.is_(None), ends_at > now))
    at = func.coalesce(Voucher.handed_at, Voucher.redeemed_at)
    where = {
        "left": and_(is_good, Voucher.handed_at.is_(None), Voucher.exported_at.is_(None)),
        "exported": and_(is_good, Voucher.exported_at.is_not(None)),
        "handed": and_(is_good, Voucher.handed_at.is_not(None)),
        "redeemed": and_(Voucher.redeemed_at.is_not(None), Voucher.revoked_at.is_(None)),
        "expired": and_(is_open, is_late),
        "revoked": Voucher.revoked_at.is_not(None),
        "played": Voucher.played_at.is_not(None),
        "recent": and_(at.is_not(None), at > now - PACE),
    }
    sums = [func.sum(db.case((is_there, 1), else_=0)).label(name) for name, is_there in where.items()]
    columns = Voucher.batch_id, func.count().label("made"), *sums
    joined = select(*columns).join(VoucherBatch, VoucherBatch.id == Voucher.batch_id)
    return joined.where(Voucher.batch_id.in_(ids)).group_by(Voucher.batch_id)


def _sold_as(batch: VoucherBatch) -> tuple[str | None, str | None]:
    return batch.item_id, batch.sku_id

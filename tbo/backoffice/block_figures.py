"""What came of each block of a page: seen, clicked, paid and watched; the money is the ledger's, to the fen."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from .. import clock
from ..arrivals.models import Arrival
from ..db import db
from ..orders.ledger import LedgerEntry
from ..pages.figure_models import BlockDay
from ..pages.models import Page
from ..playback.models import PlaybackSession
from ..rules.ledger import LedgerKind
from ..rules.money import Money
from ..rules.positions import position_or_none

CAME = (LedgerKind.PAID, LedgerKind.PAID_TWICE)
NO_BLOCK = ("", "")

Place = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockFigures:
    """Sums of some days. `fen` is what was paid less what went back, and may be below nothing."""

    views: int = 0
    clicks: int = 0
    fen: int = 0
    played_s: int = 0

    @property
    def paid(self) -> Money:
        """The money."""
        return Money(self.fen)

    @property
    def minutes(self) -> int:
        """Whole minutes watched."""
        return self.played_s // 60


def by_block(begins: datetime) -> dict[Place, BlockFigures]:
    """Return the figures since then by page and block; three queries.

    What no block of a page that there is brought stands under NO_BLOCK, so that the sum is the whole shop's.
    """
    found: dict[Place, BlockFigures] = defaultdict(BlockFigures)
    day = begins.astimezone(clock.shop_zone()).date()
    counted = select(BlockDay.page, BlockDay.block, func.sum(BlockDay.views), func.sum(BlockDay.clicks))
    for page, block, views, clicks in db.session.execute(
        counted.where(BlockDay.day >= day).group_by(BlockDay.page, BlockDay.block)
    ):
        found[page, block] = BlockFigures(views=int(views), clicks=int(clicks))
    pages = {*db.session.scalars(select(Page.slug)), "home"}
    for name, sums in (("fen", _fen(begins)), ("played_s", _played(begins))):
        for position, total in sums:
            place = _place(position, pages)
            now: Any = getattr(found[place], name)
            found[place] = replace(found[place], **{name: now + int(total or 0)})
    return dict(found)


def of_page(figures: dict[Place, BlockFigures], page: str) -> dict[str, BlockFigures]:
    """Return the figures of one page by block."""
    return {block: each for (slug, block), each in figures.items() if slug == page}


def _place(position: str | None, pages: set[str]) -> Place:
    found = position_or_none(position or "")
    return (found.page, found.block) if found and found.page in pages else NO_BLOCK


def net_fen() -> ColumnElement:
    """Sum up what the ledger says came in, less what went back."""
    came = case((LedgerEntry.kind.in_(CAME), LedgerEntry.fen), else_=0)
    went = case((LedgerEntry.kind == LedgerKind.REFUNDED, LedgerEntry.fen), else_=0)
    return func.sum(came - went)


def _fen(begins: datetime):
    moved = LedgerEntry.kind.in_((*CAME, LedgerKind.REFUNDED))
    entries = select(Arrival.position, net_fen()).select_from(LedgerEntry)
    entries = entries.outerjoin(Arrival, Arrival.id == LedgerEntry.arrival_id)
    return db.session.execute(entries.where(moved, LedgerEntry.at >= begins).group_by(Arrival.position)).all()


def _played(begins: datetime):
    row = PlaybackSession
    sums = select(Arrival.position, func.sum(row.played_s)).select_from(row)
    sums = sums.outerjoin(Arrival, Arrival.id == row.arrival_id)
    return db.session.execute(sums.where(row.started_at >= begins).group_by(Arrival.position)).all()

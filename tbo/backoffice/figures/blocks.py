"""What came of each block of a page, and of pages: seen, clicked, paid, watched; money is the ledger's, to the fen."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, func, select

from ... import clock
from ...arrivals.models import Arrival
from ...db import db
from ...orders.books.ledger import LedgerEntry
from ...orders.books.sums import net_fen
from ...pages.figure_models import BlockDay
from ...playback.models import PlaybackSession
from ...rules.ledger import MOVED
from ...rules.money import Money
from ...rules.positions import position_or_none


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFigures:
    """Sums of some days. `seen` is how often the block was seen that was seen most: so often the page was, at least."""

    seen: int = 0
    fen: int = 0

    @property
    def paid(self) -> Money:
        """What its blocks brought together, less what went back."""
        return Money(self.fen)


def of_page(page: str, begins: datetime) -> dict[str, BlockFigures]:
    """Return the figures of a page's blocks since then; three queries."""
    found: dict[str, BlockFigures] = defaultdict(BlockFigures)
    day = begins.astimezone(clock.shop_zone()).date()
    counted = select(BlockDay.block, func.sum(BlockDay.views), func.sum(BlockDay.clicks))
    counted = counted.where(BlockDay.page == page, BlockDay.day >= day)
    for block, views, clicks in db.session.execute(counted.group_by(BlockDay.block)):
        found[block] = BlockFigures(views=int(views), clicks=int(clicks))
    is_here = Arrival.position.startswith(f"{page}.", autoescape=True)
    for name, sums in (("fen", _fen(begins)), ("played_s", _played(begins))):
        for text, total in db.session.execute(sums.where(is_here).group_by(Arrival.position)):
            position = position_or_none(text)
            if position is not None:
                now = found[position.block]
                found[position.block] = replace(now, **{name: getattr(now, name) + int(total or 0)})
    return dict(found)


def of_pages(begins: datetime) -> dict[str, PageFigures]:
    """Return the figures of every page that has some since then, each what its blocks add up to; two queries."""
    seen: dict[str, int] = defaultdict(int)
    fen: dict[str, int] = defaultdict(int)
    day = begins.astimezone(clock.shop_zone()).date()
    views = select(BlockDay.page, func.sum(BlockDay.views)).where(BlockDay.day >= day)
    for page, count in db.session.execute(views.group_by(BlockDay.page, BlockDay.block)):
        seen[page] = max(seen[page], int(count))
    for text, total in db.session.execute(_fen(begins).where(Arrival.position.is_not(None)).group_by(Arrival.position)):
        position = position_or_none(text)
        if position is not None:
            fen[position.page] += int(total or 0)
    return {page: PageFigures(seen=seen[page], fen=fen[page]) for page in {*seen, *fen}}


def _fen(begins: datetime) -> Select:
    entries = select(Arrival.position, net_fen()).join(LedgerEntry, LedgerEntry.arrival_id == Arrival.id)
    return entries.where(LedgerEntry.kind.in_(MOVED), LedgerEntry.at >= begins)


def _played(begins: datetime) -> Select:
    row = PlaybackSession
    sums = select(Arrival.position, func.sum(row.played_s)).join(row, row.arrival_id == Arrival.id)
    return sums.where(row.started_at >= begins)

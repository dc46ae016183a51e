"""From the link to the renewal: how many of those who were brought in some days got how far, by what brought them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from ... import clock
from ...arrivals.models import Arrival
from ...arrivals.tested import NO_PATH
from ...catalog.models import Episode
from ...db import db
from ...orders.books.ledger import LedgerEntry
from ...orders.books.sums import net_fen
from ...orders.models import Order
from ...orders.renewals.ordering import is_later_period
from ...pages.figure_models import BlockDay
from ...playback.models import PlaybackSession
from ...rules.ledger import MOVED
from ...rules.money import Money

STAGES = ("arrived", "free", "stopped", "ordered", "paid", "played", "renewed")
DIMENSIONS = ("source", "item", "page", "block")
# The link that brought somebody, and the row that what followed names: the same, or a block clicked since.
ROOT = aliased(Arrival, name="root")
HAS_ROOT = ROOT.id == func.coalesce(Arrival.goes_on_id, Arrival.id)
PLAYED = PlaybackSession.played_s > 0


@dataclass(slots=True)
class Row:
    """How many got how far, and the money of the days whoever it came from."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STAGES, 0))
    fen: int = 0

    @property
    def paid(self) -> Money:
        """The money, less what went back."""
        return Money(self.fen)


def funnel(by: str, begins: datetime) -> dict[str | None, Row]:
    """Return the rows of a dimension, those with most arrivals first; eight queries.

    Counted are links opened since `begins`, each once a stage, however late it got there. A block may be clicked long
    after the link was opened: there the first stage is every click, and each other one who reached it since `begins`.
    Money is that of the ledger since `begins`, so that the rows add up to it.
    """
    rows: dict[str | None, Row] = defaultdict(Row)
    of = _dimension(by)
    for stage, (query, at) in _stages(of, by == "block").items():
        since = at if by == "block" else ROOT.created_at
        for name, count in db.session.execute(query.where(since >= begins).group_by(of)):
            rows[name].counts[stage] = count
    if by == "block":
        for name, clicks in _clicks(begins):
            rows[name].counts["arrived"] = int(clicks)
    for name, fen in _money(of, begins):
        rows[name].fen = int(fen or 0)
    order = sorted(rows.items(), key=lambda pair: (pair[0] is None, -pair[1].counts["arrived"], -pair[1].fen, pair[0]))
    return dict(order)


def whole(rows: Iterable[Row], stages: tuple[str, ...] = STAGES) -> Row:
    """Return the sum of rows."""
    total = Row(dict.fromkeys(stages, 0))
    for row in rows:
        total.fen += row.fen
        for stage in stages:
            total.counts[stage] += row.counts[stage]
    return total


def _dimension(by: str) -> Any:
    if by == "item":
        return ROOT.item_id
    if by == "page":
        return case((ROOT.path.like("/l/%"), ROOT.path))
    # Without the number of the link, "home.b3.": both engines cut digits off an end.
    return func.rtrim(Arrival.position, "0123456789") if by == "block" else ROOT.source


def _stages(of: ColumnElement, is_block: bool) -> dict[str, tuple[Select, Any]]:
    """Return what is counted of each stage, with the instant at which it is reached."""
    session, order = PlaybackSession, Order
    counted = select(of, func.count(ROOT.id.distinct())).select_from(Arrival).join(ROOT, HAS_ROOT)
    # A row without a path is there for an experiment alone: nobody came.
    is_counted = (Arrival.position.is_not(None),) if is_block else (ROOT.position.is_(None), ROOT.path != NO_PATH)
    counted = counted.where(*is_counted)
    orders = counted.join(order, order.arrival_id == Arrival.id)
    is_later = is_later_period()
    paid = orders.where(order.paid_at.is_not(None))
    plays = and_(session.household_id == order.household_id, PLAYED, session.started_at >= order.paid_at)
    sessions = counted.join(session, session.arrival_id == Arrival.id).join(Episode, Episode.id == session.episode_id)
    first = {} if is_block else {"arrived": (counted, ROOT.created_at)}
    return first | {
        "free": (sessions.where(PLAYED, or_(session.household_id.is_(None), Episode.is_free)), session.started_at),
        "stopped": (counted.where(Arrival.stopped_at.is_not(None)), Arrival.stopped_at),
        "ordered": (orders.where(~is_later), order.placed_at),
        "paid": (paid.where(~is_later), order.paid_at),
        "played": (paid.join(session, plays), session.started_at),
        "renewed": (paid.where(is_later), order.paid_at),
    }


def _clicks(begins: datetime):
    name = BlockDay.page + "." + BlockDay.block + "."
    day = begins.astimezone(clock.shop_zone()).date()
    sums = select(name, func.sum(BlockDay.clicks)).where(BlockDay.day >= day, BlockDay.clicks > 0)
    return db.session.execute(sums.group_by(BlockDay.page, BlockDay.block)).all()


def _money(of: ColumnElement, begins: datetime):
    moved = LedgerEntry.kind.in_(MOVED), LedgerEntry.at >= begins
    joined = select(of, net_fen()).select_from(LedgerEntry).outerjoin(Arrival, Arrival.id == LedgerEntry.arrival_id)
    return db.session.execute(joined.outerjoin(ROOT, HAS_ROOT).where(*moved).group_by(of)).all()

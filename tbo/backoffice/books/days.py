"""The books of each day: what Alipay's bill says, what we say, and how much nobody has explained."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from ...db import db
from ...orders.books.bill_models import BillDay, BillDifference
from ...rules.money import Money
from ..days import day_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One day that was compared. `unexplained` is the sum of what has no story."""

    day: date
    rows: int
    came: Money
    went: Money
    compared_at: datetime
    stories: int
    open_count: int
    unexplained: Money

    @property
    def words(self) -> str:
        """Say the day."""
        return day_words(self.day)


def last_days(count: int, before: date | None = None) -> list[Book]:
    """Return the days that were compared, the newest first; two queries."""
    wanted = select(BillDay).order_by(BillDay.day.desc()).limit(count)
    days = db.session.scalars(wanted.where(BillDay.day < before) if before else wanted).all()
    return [_book(day, found) for day, found in _with_differences(days)]


def book_or_none(day: date) -> Book | None:
    """Return one day's book, None for a day that was not compared."""
    row = db.session.get(BillDay, day)
    return _book(row, _sums([day]).get(day, (0, 0, 0))) if row else None


def unexplained() -> Money:
    """Return all that nobody has explained, of any day."""
    total = select(func.sum(BillDifference.size_fen)).where(BillDifference.story.is_(None))
    return Money(int(db.session.scalar(total) or 0))


def _with_differences(days):
    sums = _sums([day.day for day in days])
    return [(day, sums.get(day.day, (0, 0, 0))) for day in days]


def _sums(days: list[date]) -> dict[date, tuple[int, int, int]]:
    """Return (differences, those without a story, fen of these) by day."""
    is_open = BillDifference.story.is_(None)
    query = select(
        BillDifference.day,
        func.count(),
        func.sum(db.case((is_open, 1), else_=0)),
        func.sum(db.case((is_open, BillDifference.size_fen), else_=0)),
    )
    rows = db.session.execute(query.where(BillDifference.day.in_(days)).group_by(BillDifference.day))
    return {day: (count, int(open_count), int(fen)) for day, count, open_count, fen in rows}


def _book(day: BillDay, found: tuple[int, int, int]) -> Book:
    count, open_count, fen = found
    return Book(
        day=day.day,
        rows=day.row_count,
        came=Money(day.came_fen),
        went=Money(day.went_fen),
        compared_at=day.compared_at,
        stories=count - open_count,
        open_count=open_count,
        unexplained=Money(fen),
    )

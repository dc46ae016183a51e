"""Who could watch when, against who had paid when: a second reckoning that shares no code with the shop's."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from ..db import db
from ..entitlements.models import Entitlement
from ..orders.gifts.models import Gift
from .findings import Findings
from .money import Paid

# A period ends with a planned day, never after the 28th, and the day before pays for it: so far from plain months.
ABOUT = timedelta(days=6)
# So long may pass until money that nobody told of is found.
SOON = timedelta(hours=26)
SOLD = ("order", "gift")
Span = tuple[datetime, datetime]


@dataclass(frozen=True, order=True)
class Given:
    """Months that somebody came by at an instant; `must`: they are still paid."""

    at: datetime
    months: int
    must: bool


def judge_access(findings: Findings, money: list[Paid], since: datetime, until: datetime) -> None:
    """Compare for each household: without access while it had paid, and with access while it had not."""
    has_paid = findings.promise("access", "nobody was without access in a period they had paid")
    has_not = findings.promise("unpaid", "nobody had access that nobody had paid or given")
    given, (watched, watched_by_sale) = _given(money, since), _watched()
    for household in sorted(set(given) | set(watched)):
        must, may = reckoned(given.get(household, []), until)
        could = joined(watched.get(household, []))
        has_paid.looked_at += len(must)
        has_not.looked_at += len(could)
        has_paid.broken += [f"household {household} {_told(gap)}" for gap in without(must, could)]
        sold = _after(watched_by_sale.get(household, []), since)
        has_not.broken += [f"household {household} {_told(gap)}" for gap in without(sold, joined(may))]


def joined(spans: Iterable[Span]) -> list[Span]:
    """Put spans together that touch."""
    found: list[Span] = []
    for begins, ends in sorted(spans):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        elif begins < ends:
            found.append((begins, ends))
    return found


def without(spans: Iterable[Span], covers: list[Span]) -> list[Span]:
    """Return what of the spans is not covered; `covers` are joined."""
    left = []
    for begins, ends in spans:
        at = begins
        for covered, until in covers:
            if until <= at or covered >= ends:
                continue
            if covered > at:
                left.append((at, covered))
            at = max(at, until)
        if at < ends:
            left.append((at, ends))
    return left


def reckoned(given: list[Given], until: datetime) -> tuple[list[Span], list[Span]]:
    """Return when somebody must have had access, and when they may have had it."""
    must, may, paid_to, sold_to = [], [], None, None
    for one in sorted(given):
        # What went back later was paid until then, and what followed stands behind it.
        sold_to = _months_later(max(sold_to or one.at, one.at), one.months)
        may.append((one.at, sold_to + ABOUT))
        if one.must:
            begins = max(paid_to or one.at, one.at)
            paid_to = _months_later(begins, one.months)
            must.append((begins + SOON, min(paid_to - ABOUT, until)))
    return [span for span in must if span[0] < span[1]], may


def _given(money: list[Paid], since: datetime) -> dict[int, list[Given]]:
    given: dict[int, list[Given]] = defaultdict(list)
    for paid in money:
        bought = paid.bought
        if bought is not None and bought.months and not bought.is_gift:
            given[bought.household_id].append(Given(paid.paid_at, bought.months, paid.kept_fen > 0))
    opened = Gift.months.is_not(None), Gift.household_id.is_not(None), Gift.redeemed_at > since
    columns = Gift.household_id, Gift.redeemed_at, Gift.months, Gift.revoked_at
    rows: Iterable[Any] = db.session.execute(select(*columns).where(*opened))
    for household, at, months, revoked_at in rows:
        given[household].append(Given(at, months, revoked_at is None))
    return given


def _watched() -> tuple[dict[int, list[Span]], dict[int, list[Span]]]:
    """Return when each household could watch by a plan, and when by one that was sold: not a trial, not staff's."""
    watched: dict[int, list[Span]] = defaultdict(list)
    by_sale: dict[int, list[Span]] = defaultdict(list)
    columns = (Entitlement.household_id, Entitlement.starts_at, Entitlement.ends_at, Entitlement.revoked_at)
    plans = select(*columns, Entitlement.source_kind).where(
        Entitlement.kind == "plan", Entitlement.ends_at.is_not(None)
    )
    rows: Iterable[Any] = db.session.execute(plans)
    for household, starts_at, ends_at, revoked_at, source in rows:
        span = starts_at, min(ends_at, revoked_at) if revoked_at else ends_at
        watched[household].append(span)
        if source in SOLD:
            by_sale[household].append(span)
    return watched, by_sale


def _after(spans: list[Span], since: datetime) -> list[Span]:
    return [(begins, ends) for begins, ends in spans if begins >= since]


def _months_later(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, 28)) + timedelta(days=max(0, moment.day - 28))


def _told(span: Span) -> str:
    return f"from {span[0]:%Y-%m-%d %H:%M} to {span[1]:%Y-%m-%d %H:%M}"

"""What happened to an order, in order: from the click that brought somebody to the money that went back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import get_timezone
from flask_babel import gettext as _
from sqlalchemy import select

from ...accounts.merging import surviving
from ...arrivals.models import Arrival
from ...arrivals.tested import NO_PATH
from ...db import db
from ...orders.books.ledger import LedgerEntry, entries_of
from ...orders.gifts.giving import gift_of
from ...orders.models import Order, Payment, PaymentEvent
from ...orders.naming import names_of
from ...rules.ledger import LedgerKind
from ...rules.money import Money
from ..deeds import deed_words
from ..models import AuditEntry
from ..naming import host_words, household_words, ledger_words, product_words, told_words
from ..reasons import reason_words

_FACES = {
    LedgerKind.QUOTED: ("file", "grey"),
    LedgerKind.CREDITED: ("file", "grey"),
    LedgerKind.DISCOUNTED: ("file", "grey"),
    LedgerKind.ORDERED: ("file", "grey"),
    LedgerKind.CLOSED: ("x", "grey"),
    LedgerKind.PAID: ("banknote", "green"),
    LedgerKind.PAID_TWICE: ("copy", "amber"),
    LedgerKind.FLAGGED: ("circle-alert", "red"),
    LedgerKind.GRANTED: ("key", "green"),
    LedgerKind.TAKEN_BACK: ("key", "red"),
    LedgerKind.REFUND_REQUESTED: ("undo", "amber"),
    LedgerKind.REFUNDED: ("undo", "red"),
    LedgerKind.REFUND_REFUSED: ("circle-alert", "red"),
}
# Their reasons are written for the log, in one language.
_WITHOUT_REASON = frozenset({LedgerKind.PAID, LedgerKind.PAID_TWICE, LedgerKind.CLOSED})
_PLACED = frozenset({LedgerKind.QUOTED, LedgerKind.CREDITED, LedgerKind.DISCOUNTED, LedgerKind.ORDERED})
_BY_TRADE = frozenset({LedgerKind.PAID, LedgerKind.PAID_TWICE})
_SIGNS = {LedgerKind.PAID: 1, LedgerKind.PAID_TWICE: 1, LedgerKind.REFUNDED: -1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened; `amount` is signed, and only where money moved."""

    at: datetime
    sign: str
    colour: str
    words: str
    more: str = ""
    amount: Money | None = None

    @property
    def day(self) -> date:
        """The shop's day it happened on."""
        return self.at.astimezone(get_timezone()).date()

    @property
    def time(self) -> str:
        """The hour to the hundredth of a second."""
        return self.at.astimezone(get_timezone()).strftime("%H:%M:%S.%f")[:-4]


def events_of(order: Order) -> list[Event]:
    """Return every event of an order, the oldest first; of one instant, what led to the other first."""
    placed, followed = _ledger(order)
    found = [*_arrival(order), *placed, *_attempts(order.payments), *_staff(order), *_told(order.payments), *followed]
    found += _opened(order)
    return sorted(found, key=lambda event: event.at)


def came_by_or_none(order: Order) -> Arrival | None:
    """Return what brought an order's household, None where nothing did."""
    arrival = db.session.get(Arrival, order.arrival_id) if order.arrival_id else None
    return arrival if arrival is not None and arrival.path != NO_PATH else None


def _arrival(order: Order) -> Iterator[Event]:
    arrival = came_by_or_none(order)
    if arrival is not None:
        parts = [_("商品 %(item)s", item=arrival.item_id) if arrival.item_id else arrival.path]
        parts += [_("位置 %(spm)s", spm=arrival.spm)] if arrival.spm else []
        words = _("从%(where)s来", where=host_words(arrival.host_app))
        yield Event(at=arrival.created_at, sign="link", colour="grey", words=words, more=" · ".join(parts))


def _ledger(order: Order) -> tuple[list[Event], list[Event]]:
    """Return what the ledger says of placing the order, and of what followed."""
    names = {order.subject: names_of({order.id: order.subject})[order.id]}
    trades = {payment.number: payment.trade_no for payment in order.payments}
    placed: list[Event] = []
    followed: list[Event] = []
    for entry in entries_of(order):
        event = _booked(entry, trades.get(entry.payment_number or ""), order.is_gift, names)
        (placed if entry.kind in _PLACED else followed).append(event)
    return placed, followed


def _booked(entry: LedgerEntry, trade_no: str | None, is_gift: bool, names: dict[str, str]) -> Event:
    kind = LedgerKind(entry.kind)
    is_gift_made = is_gift and kind is LedgerKind.GRANTED
    sign, colour = _FACES.get(kind, ("file", "grey"))
    amount = Money((entry.fen or 0) * _SIGNS[kind]) if kind in _SIGNS else None
    trade = _("支付宝 %(number)s", number=trade_no) if trade_no and kind in _BY_TRADE else ""
    said = "" if kind in _WITHOUT_REASON else names.get(entry.reason) or reason_words(entry.reason)
    parts = entry.refund_number or entry.payment_number, trade, said
    return Event(
        at=entry.at,
        sign=sign,
        colour=colour,
        words=_("礼物做好了，可以打开") if is_gift_made else ledger_words(kind, None if amount else entry.fen),
        more=" · ".join(part for part in parts if part),
        amount=amount,
    )


def _opened(order: Order) -> Iterator[Event]:
    gift = gift_of(order) if order.is_gift else None
    if gift is not None and gift.redeemed_at is not None and gift.household_id is not None:
        opener = surviving(gift.household_id)
        who = household_words(opener) if opener is not None else ""
        yield Event(at=gift.redeemed_at, sign="gift", colour="green", words=_("礼物打开了，开通观看"), more=who)


def _attempts(payments: list[Payment]) -> Iterator[Event]:
    for payment in payments:
        words = _("去支付宝付款")
        more = f"{product_words(payment.product)} · {payment.number}"
        yield Event(at=payment.created_at, sign="outside", colour="grey", words=words, more=more)


def _told(payments: list[Payment]) -> Iterator[Event]:
    """What Alipay told us, by notice, by answer or by bill; the ledger tells what followed."""
    numbers = [payment.number for payment in payments]
    told = select(PaymentEvent).where(PaymentEvent.payment_number.in_(numbers), PaymentEvent.told_by != "refund")
    for event in db.session.scalars(told.order_by(PaymentEvent.id)):
        words = told_words(event.told_by, event.what)
        more = reason_words(event.detail) if event.what.endswith("flag") else ""
        yield Event(at=event.at, sign="info", colour="blue", words=words, more=more)


def _staff(order: Order) -> Iterator[Event]:
    done = select(AuditEntry).where(AuditEntry.subject_kind == "order", AuditEntry.subject == order.number)
    for entry in db.session.scalars(done.order_by(AuditEntry.id)):
        words = _("%(who)s：%(what)s", who=entry.who.split(" <")[0], what=deed_words(entry.what))
        yield Event(at=entry.at, sign="user", colour="blue", words=words, more=entry.reason)

"""The model: a small account of its own of what must be true, kept beside the shop and compared after every step.

It knows what people did and what Alipay took, and from the ledger only in which order the shop heard of it. What
follows from that it works out by rules of its own, written down once more and more simply.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .books import Here, There
from .places import PLACES

SETTLED = ("paid", "fulfilled", "partly_refunded", "refunded")
RENTED_FOR = timedelta(days=30)


class Difference(AssertionError):
    """The shop and the account do not agree."""


def require(is_so: object, sentence: str) -> None:
    """Raise Difference with the sentence unless it is so."""
    if not is_so:
        raise Difference(sentence)


@dataclass
class Deal:
    """An order as the account has it; `thing` is an episode's number in its season, or None."""

    number: str
    household: int
    kind: str
    thing: int | None
    is_gift: bool
    total: int
    has_coupon: bool
    ends_at: datetime
    state: str = "pending"
    payer: str | None = None
    given_at: datetime | None = None
    opened_by: int | None = None
    is_gone: bool = False
    holds_place: bool = False

    @property
    def holder(self) -> int | None:
        """The household that has what was sold, if anybody has."""
        if self.given_at is None or self.is_gone:
            return None
        return self.opened_by if self.is_gift else self.household

    @property
    def source(self) -> tuple[str, str]:
        """What its right says it is from."""
        return ("gift" if self.is_gift else "order"), self.number


@dataclass
class Paid:
    """A payment's money as the account has it, in fen."""

    deal: Deal
    amount: int
    is_known: bool = False
    back: int = 0


@dataclass
class Account:
    """All deals and money of one history; `places` of the coupon are taken, and `read_at` is when it learned last."""

    episodes: tuple[int, ...]
    deals: dict[str, Deal] = field(default_factory=dict)
    money: dict[str, Paid] = field(default_factory=dict)
    places: int = 0
    read_to: int = 0
    read_at: datetime | None = None

    def learn(self, here: Here, there: There, now: datetime) -> None:
        """Take note of new orders, and let what the shop has heard since, in its order, have its consequences."""
        self.note(here)
        self._hear(here, there, now)
        self.read_at = now

    def note(self, here: Here) -> None:
        """Take note of new orders and payments."""
        ids = {row.id: row.number for row in here.orders.values()}
        for row in here.orders.values():
            if row.number not in self.deals:
                self._note(row)
        for number, row in here.payments.items():
            if number not in self.money:
                self.money[number] = Paid(self.deals[ids[row.order_id]], row.amount_fen)
                require(row.amount_fen == self.money[number].deal.total, f"{number} asks for {row.amount_fen} fen")

    def _hear(self, here: Here, there: There, now: datetime) -> None:
        ids = {row.id: row.number for row in here.orders.values()}
        for entry in here.told:
            self.read_to, at = entry.id, entry.at
            # A step may be days long: what happened in it has its own instant.
            require((self.read_at or at) <= at <= now, f"ledger entry {entry.id} is of {at}, at {now}")
            if entry.kind == "paid":
                self._paid(entry.payment_number, here, there, at)
            elif entry.kind == "granted" and not self.deals[ids[entry.order_id]].total:
                deal = self.deals[ids[entry.order_id]]
                deal.state, deal.given_at = "fulfilled", at
            elif entry.kind == "refunded":
                self._refunded(entry, here)
            elif entry.kind == "closed":
                self._closed(self.deals[ids[entry.order_id]], here, at)

    def gift_opened(self, number: str, by: int) -> None:
        """Somebody opened the gift of an order, and was told that it is theirs."""
        self.deals[number].opened_by = by

    def owns(self, household: int, kind: str, thing: int | None, now: datetime) -> bool:
        """Whether a household has for good (a rental: for now) what it would buy."""
        held = [deal for deal in self.deals.values() if deal.holder == household]
        kept = {e for deal in held for e in self._kept_by(deal)}
        if kind == "season":
            return kept.issuperset(self.episodes)
        if kind == "plan":
            return False
        return thing in kept or (kind == "rental" and self._rents(held, thing, now))

    def may_watch(self, household: int, episode: int, plans: list, now: datetime) -> bool:
        """Whether a household may watch an episode; `plans` are its rights to every episode for a time."""
        held = [deal for deal in self.deals.values() if deal.holder == household]
        if any(right.starts_at <= now < right.ends_at for right in plans):
            return True
        return any(episode in self._kept_by(deal) for deal in held) or self._rents(held, episode, now)

    def _kept_by(self, deal: Deal) -> set[int | None]:
        if deal.kind == "season":
            return set(self.episodes)
        return {deal.thing} if deal.kind == "episode" else set()

    def _rents(self, held: list[Deal], thing: int | None, now: datetime) -> bool:
        return any(
            deal.kind == "rental" and deal.thing == thing and deal.given_at and now < deal.given_at + RENTED_FOR
            for deal in held
        )

    def _note(self, row) -> None:
        deal = Deal(
            number=row.number,
            household=row.household_id,
            kind=row.offer_kind,
            thing=row.episode_id,
            is_gift=row.is_gift,
            total=row.total_fen,
            has_coupon=False,
            ends_at=row.expires_at,
        )
        self.deals[row.number] = deal

    def takes_place(self, number: str) -> None:
        """An order was placed with the coupon."""
        require(self.places < PLACES, f"{number} has a coupon that {self.places} of {PLACES} use")
        self.places += 1
        self.deals[number].has_coupon = self.deals[number].holds_place = True

    def _paid(self, number: str, here: Here, there: There, now: datetime) -> None:
        paid = self.money[number]
        deal, row = paid.deal, here.orders[paid.deal.number]
        require(there.came(number) == paid.amount, f"{number} is paid here, at Alipay {there.came(number)} fen came")
        require(not paid.is_known, f"{number} is booked as paid twice")
        paid.is_known = True
        is_all_back = there.went_back(number) >= paid.amount and row.paid_by != number
        if deal.state in SETTLED or is_all_back or self._is_owned(deal, now):
            return
        if deal.has_coupon and not deal.holds_place and self.places < PLACES:
            self.places, deal.holds_place = self.places + 1, True
        deal.state, deal.payer, deal.given_at = "fulfilled", number, now
        if paid.back:
            deal.state = "partly_refunded"

    def _is_owned(self, deal: Deal, now: datetime) -> bool:
        return not deal.is_gift and self.owns(deal.household, deal.kind, deal.thing, now)

    def _refunded(self, entry, here: Here) -> None:
        paid = self.money[entry.payment_number]
        paid.back += entry.fen
        require(paid.back <= paid.amount, f"{paid.back} of {paid.amount} fen of {entry.payment_number} went back")
        deal, takes_back = paid.deal, here.refunds[entry.refund_number].takes_back
        if deal.payer != entry.payment_number or not takes_back:
            return
        gone = paid.back + sum(
            row.amount_fen
            for row in here.refunds.values()
            if row.state == "requested" and not row.takes_back and row.number.startswith(f"{entry.payment_number}R")
        )
        deal.state = "refunded" if gone >= paid.amount else "partly_refunded"
        deal.is_gone = deal.is_gone or gone >= paid.amount

    def _closed(self, deal: Deal, here: Here, now: datetime) -> None:
        is_paid = any(paid.is_known for paid in self.money.values() if paid.deal is deal)
        require(is_paid or deal.ends_at <= now, f"{deal.number} closed before its end, and nobody paid it")
        require(deal.state == "pending", f"{deal.number} was {deal.state} and closed")
        deal.state = "closed"
        if deal.holds_place:
            self.places, deal.holds_place = self.places - 1, False

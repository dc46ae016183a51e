"""Random histories of order, payment, subscription, entitlement and ledger: one rule for each thing that can happen."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tbo.orders.books.check import differences
from tbo.orders.payments import Product

from .account import Account, require
from .books import OurBooks, TheirBooks
from .comparing import compare, compare_in_the_end
from .deductions import Deductions
from .places import HOUSEHOLDS, Person, Place
from .watching import Watching
from .world import World

# Every so many steps the shop's own check of its books runs too.
VERIFY_EVERY = 20
ANY = st.integers(0, 10_000)
WHO = st.integers(0, HOUSEHOLDS - 1)


class Histories(RuleBasedStateMachine):
    """What all histories share: the world, the account beside it, and comparing them after every step."""

    place: Place
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.place.put_back()
        self.deductions = Deductions()
        self.world = World(self.place, lambda *asked: self.deductions.asked(self.world.alipay, *asked))
        self.account = Account(self.place.series.episodes)
        self.ours, self.theirs = OurBooks(), TheirBooks(self.world.alipay)
        self.watching = Watching(self.place)
        self.done = 0
        self.agree()

    def agree(self) -> None:
        """Compare both sides with the account."""
        type(self).steps += 1
        self.done += 1
        self.here, self.there = self.ours.read(self.account.read_to), self.theirs.read()
        now = self.world.now
        self.account.learn(self.here, self.there, now)
        compare(self.account, self.here, self.there, self.watching, now)
        require(not self.world.breakage.heard, "; ".join(self.world.breakage.heard))
        require(not self.deductions.wrong, "; ".join(self.deductions.wrong))
        if self.done % VERIFY_EVERY == 0:
            self.verify()

    def verify(self) -> None:
        """Let the shop check its own books."""
        said = [sentence for sentence in differences() if not self._is_for_a_person(sentence)]
        require(not said, "; ".join(said))

    def teardown(self) -> None:
        """Let quiet days pass after the last step: now nothing may be missing on any side."""
        try:
            self.world.troubles.clear()
            self.world.hangs(0)
            self.world.passes(timedelta(days=4))
            # Of these nothing else tells; Alipay repeats its notices until they were heard.
            for notice_id in self.world.notices_nobody_asks_for():
                self.world.tells(notice_id)
            self.world.passes(timedelta(hours=20))
            self.agree()
            compare_in_the_end(self.account, self.here, self.there, self.world.now)
            self.verify()
        finally:
            self.end()

    def end(self) -> None:
        """Leave the world, and read no more."""
        self.ours.close()
        self.theirs.close()
        self.world.end()

    def _is_for_a_person(self, sentence: str) -> bool:
        """Whether a sentence names money that Alipay gives back no more; the shop has said so to its staff."""
        return any(row.flagged_because and number in sentence for number, row in self.here.payments.items())

    def person(self, which: int) -> Person:
        """One of the households."""
        return self.place.people[which]

    def some(self, what: Sequence, pick: int) -> Any:
        """One of a list."""
        return what[pick % len(what)]

    @property
    def open_orders(self) -> list[str]:
        """Orders that wait."""
        return [number for number, deal in self.account.deals.items() if deal.state == "pending"]

    @property
    def sold(self) -> list[str]:
        """Orders that were paid by a payment."""
        return [number for number, deal in self.account.deals.items() if deal.payer]

    @property
    def payments(self) -> list[str]:
        """Payments that a buyer can open."""
        return [number for number, row in self.here.payments.items() if row.product != "deduct"]

    @property
    def notices(self) -> Sequence[int]:
        """Everything that Alipay has to tell."""
        return self.there.notices

    @property
    def gifts(self) -> list[str]:
        """Orders of gifts that were made."""
        return [number for number, deal in self.account.deals.items() if deal.is_gift and deal.given_at]


def step(deed: Callable) -> Callable:
    """Compare after a rule's deed."""

    def done(self, *arguments, **named) -> None:
        deed(self, *arguments, **named)
        self.agree()

    done.__name__ = deed.__name__
    return done


def a_rule(has: str = "", **strategies: Any) -> Callable[[Callable], Callable]:
    """Mark a rule; with `has` only while that list of the machine is not empty."""

    def mark(deed: Callable) -> Callable:
        made = rule(**strategies)(step(deed))
        return precondition(lambda self: bool(getattr(self, has)))(made) if has else made

    return mark


class Buying(Histories):
    """Ordering, paying in every way, and news of it that is late, twice, forged or lost."""

    @a_rule(who=WHO, pick=ANY, with_coupon=st.booleans())
    def order(self, who: int, pick: int, with_coupon: bool) -> None:
        """Order an episode, a rental, a season or a month."""
        series, person = self.place.series, self.person(who)
        wishes = [*(series.episode(n) for n in (1, 2, 3)), series.rental(1), series.season, _monthly()]
        wish = self.some(wishes, pick)
        is_owned = self.account.owns(person.household_id, wish.kind, wish.episode_id, self.world.now)
        placed = self.world.orders(person, wish, with_coupon)
        if isinstance(placed, str):
            require(not is_owned, f"order {placed} sells what the household has")
            self.account.note(self.ours.read(self.account.read_to))
            if with_coupon:
                self.account.takes_place(placed)

    @a_rule(who=WHO, is_month=st.booleans())
    def order_gift(self, who: int, is_month: bool) -> None:
        """Order a season or a month for somebody else."""
        wish = _monthly() if is_month else self.place.series.season
        self.world.orders(self.person(who), replace(wish, is_gift=True))

    @a_rule("open_orders", pick=ANY, product=st.sampled_from([Product.PAGE, Product.WAP]))
    def leave(self, pick: int, product: Product) -> None:
        """Go to the cashier."""
        self.world.leaves(self.some(self.open_orders, pick), product)

    @a_rule("open_orders", pick=ANY, product=st.sampled_from([Product.PAGE, Product.WAP]))
    def leave_and_pay(self, pick: int, product: Product) -> None:
        """Go to the cashier, and pay."""
        started = self.world.leaves(self.some(self.open_orders, pick), product)
        if hasattr(started, "number"):
            self.world.presses(started.number, "now", self._buyer_of(started.number))

    @a_rule("payments", pick=ANY, how=st.sampled_from(["now", "now", "late", "after_expiry", "twice", "fail"]))
    def press(self, pick: int, how: str) -> None:
        """Press a button of the wallet, also long after."""
        number = self.some(self.payments, pick)
        self.world.presses(number, how, self._buyer_of(number))

    @a_rule("notices", pick=ANY)
    def tell(self, pick: int) -> None:
        """Bring a notice: any of them, again and out of order."""
        self.world.tells(self.some(self.notices, pick))

    @a_rule("notices")
    def tell_newest(self) -> None:
        """Bring the newest notice."""
        self.world.tells(self.notices[-1])

    @a_rule("payments", pick=ANY, how=st.sampled_from(["another key", "no signature", "another app"]))
    def forge(self, pick: int, how: str) -> None:
        """Tell of money that never came."""
        number = self.some(self.payments, pick)
        fen = self.here.payments[number].amount_fen
        said = self.world.forges(number, f"{fen // 100}.{fen % 100:02d}", how)
        require(said == "failure", f"a forged notice of {number} was answered {said}")

    @a_rule("open_orders", pick=ANY)
    def poll(self, pick: int) -> None:
        """Let an order's page ask."""
        self.world.polls(self.some(self.open_orders, pick))

    @a_rule(which=st.sampled_from(["not sent", "answer lost"]), times=st.integers(1, 3))
    def trouble(self, which: str, times: int) -> None:
        """Let the next calls go wrong, before Alipay heard of them or after."""
        self.world.troubles = [which] * times

    def _buyer_of(self, payment: str) -> str:
        household = self.account.money[payment].deal.household if payment in self.account.money else 0
        return next((p.buyer_id for p in self.place.people if p.household_id == household), self.person(0).buyer_id)


def _monthly():
    from ..support.selling import MONTHLY

    return MONTHLY

"""The rest of what can happen: refunds, gifts, renewing, leaving, time; together with buying, one whole history."""

from datetime import timedelta

from hypothesis import strategies as st
from sqlalchemy import select

from tbo.accounts.models import Profile
from tbo.db import db
from tbo.orders.agreements.ending import cancel, pause, resume, try_again, undo
from tbo.orders.gifts.giving import code_of
from tbo.orders.gifts.models import Gift
from tbo.orders.refunds.requests import take_back
from tbo.orders.refunds.sending import refund_order
from tbo.rules.money import Money
from tbo.web.errors import Refusal

from .account import require
from .comparing import RUNNING
from .machine import ANY, WHO, Buying, a_rule


class Giving(Buying):
    """Money that goes back, and gifts."""

    @a_rule("sold", pick=ANY, fen=st.sampled_from([None, 1, 50, 300]))
    def staff_refund(self, pick: int, fen: int | None) -> None:
        """Refund an order, or part of it."""
        amount = Money(fen) if fen else None
        self.world.does(refund_order, self.some(self.sold, pick), "a wish", amount)

    @a_rule("sold", pick=ANY)
    def own_refund(self, pick: int) -> None:
        """Take an order back with one tap; whose period it was renews no more."""
        deal = self.account.deals[self.some(self.sold, pick)]
        taken = self.world.does(take_back, deal.number, deal.household)
        if not isinstance(taken, Refusal) and deal.state not in ("refunded",):
            self._note_who_left()

    @a_rule("payments", pick=ANY, yuan=st.sampled_from(["", "0.50"]))
    def console_refund(self, pick: int, yuan: str) -> None:
        """Refund in Alipay's console, behind the shop's back."""
        self.world.at_console(self.some(self.payments, pick), "refunds", **({"refund_amount": yuan} if yuan else {}))

    @a_rule("payments", pick=st.integers(0, 60))
    def finish(self, pick: int) -> None:
        """Let the time of refunds be over; seldom, for then a person must decide."""
        if pick < len(self.payments):
            self.world.at_console(self.payments[pick], "completion")

    @a_rule("gifts", pick=ANY, who=WHO)
    def open_gift(self, pick: int, who: int) -> None:
        """Open a gift: once, by whoever is first."""
        number, person = self.some(self.gifts, pick), self.person(who)
        gift = db.session.scalars(select(Gift).where(Gift.order_id == self.here.orders[number].id)).one()
        deal = self.account.deals[number]
        opened = self.world.opens_gift(person, code_of(gift) or "")
        if isinstance(opened, str):
            require(opened == number, f"the code of {number} opened {opened}")
            require(not deal.is_gone, f"the gift of {number} was opened after its money went back")
            require(deal.opened_by in (None, person.household_id), f"the gift of {number} was opened twice")
            self.account.gift_opened(number, person.household_id)

    @a_rule(who=WHO, pick=ANY)
    def play(self, who: int, pick: int) -> None:
        """Watch a minute of something."""
        profile = select(Profile.id).where(Profile.household_id == self.person(who).household_id)
        self.world.plays(db.session.scalars(profile).first(), self.some(list(self.place.series.episodes), pick))

    def _note_who_left(self) -> None:
        """Whoever is cancelled now is not to be charged again."""
        rows = self.ours.read(self.account.read_to).subscriptions.values()
        self.deductions.left |= {row.number for row in rows if row.state == "cancelled"}


class Renewing(Giving):
    """Agreements: signed, deducted, failing, left, paused, ended in the wallet."""

    @property
    def agreements(self) -> list[str]:
        """Every subscription."""
        return list(self.here.subscriptions)

    @a_rule(who=WHO)
    def subscribe(self, who: int) -> None:
        """Ask for an agreement, and sign it at once."""
        person = self.person(who)
        number = self.world.subscribes(person)
        if isinstance(number, str):
            self.world.signs(number, person.buyer_id)
            self.world.works()

    @a_rule(who=WHO)
    def subscribe_only(self, who: int) -> None:
        """Ask for an agreement, and leave the page."""
        self.world.subscribes(self.person(who))

    @a_rule("agreements", pick=ANY)
    def sign(self, pick: int) -> None:
        """Sign what was left, as late as it may be."""
        number = self.some(self.agreements, pick)
        row = self.here.subscriptions[number]
        if row.agreement_no is None and row.state == "signing":
            buyer = next(p.buyer_id for p in self.place.people if p.household_id == row.household_id)
            self.world.signs(number, buyer)

    @a_rule(who=WHO)
    def cancel(self, who: int) -> None:
        """Deduct nothing more."""
        household = self.person(who).household_id
        answer = self.world.does(cancel, household)
        if not isinstance(answer, Refusal):
            self.deductions.left |= {row.number for row in self.here.subscriptions.values() if self._runs(row, who)}

    @a_rule(who=WHO)
    def undo(self, who: int) -> None:
        """Think better of it."""
        if not isinstance(self.world.does(undo, self.person(who).household_id), Refusal):
            self.deductions.left -= {row.number for row in self.here.subscriptions.values() if self._runs(row, who)}

    @a_rule(who=WHO, months=st.integers(1, 3))
    def pause(self, who: int, months: int) -> None:
        """Skip some months."""
        self.world.does(pause, self.person(who).household_id, months)

    @a_rule(who=WHO)
    def resume(self, who: int) -> None:
        """Go on; when the paid days are over, by a deduction at once."""
        if not isinstance(self.world.does(resume, self.person(who).household_id), Refusal):
            self.deductions.wanted |= {row.number for row in self.here.subscriptions.values() if self._runs(row, who)}

    @a_rule("agreements", pick=ANY)
    def try_again(self, pick: int) -> None:
        """Ask for a deduction to be tried once more."""
        row = self.here.subscriptions[self.some(self.agreements, pick)]
        if not isinstance(self.world.does(try_again, row.number, row.household_id), Refusal):
            self.deductions.wanted.add(row.number)

    @a_rule("agreements", pick=ANY)
    def leave_in_wallet(self, pick: int) -> None:
        """End an agreement at Alipay."""
        self.world.leaves_agreement(self.some(self.agreements, pick))

    @a_rule(who=WHO, is_full=st.booleans())
    def purse(self, who: int, is_full: bool) -> None:
        """Let a buyer have money, or none."""
        self.world.turns_purse(self.person(who).buyer_id, is_full)

    @a_rule(seconds=st.sampled_from([0, 0, 60, 3600]))
    def hang(self, seconds: int) -> None:
        """Let deductions stay under way."""
        self.world.hangs(seconds)

    def _runs(self, row, who: int) -> bool:
        return row.household_id == self.person(who).household_id and row.state in RUNNING


class Soak(Renewing):
    """Whole histories: all of that, and time."""

    @a_rule(hands=st.sampled_from([1, 1, 1, 2]))
    def work(self, hands: int) -> None:
        """Let a worker, or two at once, go their round."""
        self.world.works(hands)

    @a_rule(minutes=st.sampled_from([1, 5, 10, 16, 25, 61]))
    def minutes_pass(self, minutes: int) -> None:
        """Let a little time pass without a worker: it has died, and another will come."""
        self.world.move_to(self.world.now + timedelta(minutes=minutes))

    @a_rule(minutes=st.sampled_from([2, 20, 20, 90, 600]))
    def time_passes(self, minutes: int) -> None:
        """Let time pass with a worker."""
        self.world.passes(timedelta(minutes=minutes))

    @a_rule(days=st.integers(1, 12), hands=st.sampled_from([1, 1, 1, 1, 2]))
    def days_pass(self, days: int, hands: int) -> None:
        """Let days pass with one worker or two."""
        self.world.passes(timedelta(days=days), hands)

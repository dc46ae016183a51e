"""What must be true of every deduction that the shop asks Alipay for, looked at before Alipay is."""

from datetime import timedelta

from sqlalchemy import select

from tbo import clock
from tbo.db import db
from tbo.messages.models import Message
from tbo.orders.models import Payment
from tbo.sandbox.sandbox import Sandbox
from tbo.subscriptions.models import RenewalAttempt, RenewalNotice, Subscription

PRICE = 1900
TOLD_BEFORE = timedelta(days=5)


class Deductions:
    """Keeps what is wrong with deductions: they are asked for where an exception would be taken for trouble.

    `left`: agreements whose household has said that it will not pay again. `wanted`: those it asked to be tried at
    once, for which nobody need be told days before.
    """

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.left: set[str] = set()
        self.wanted: set[str] = set()
        self.count = 0

    def asked(self, alipay: Sandbox, agreement_no: str, number: str, fen: int) -> None:
        """A deduction is asked for: note what must not be."""
        self.count += 1
        with alipay.store.reading() as far:
            mine = "SELECT trades.* FROM trades JOIN deductions USING (out_trade_no) JOIN agreements USING (number)"
            trades = far.execute(f"{mine} WHERE agreement_no = ?", (agreement_no,)).fetchall()
            ours = far.execute("SELECT number FROM agreements WHERE agreement_no = ?", (agreement_no,)).fetchone()
        subscription, period = self._period_of(number)
        if ours is None or subscription is None or ours["number"] != subscription.number:
            self.wrong.append(f"deduction {number} is of nobody's agreement")
            return
        self._look(subscription, period, number, fen, trades)

    def _look(self, subscription: Subscription, period: int, number: str, fen: int, trades) -> None:
        others = [trade for trade in trades if trade["out_trade_no"] != number]
        if fen != PRICE:
            self.wrong.append(f"deduction {number} is of {fen} fen")
        if subscription.number in self.left:
            self.wrong.append(f"deduction {number} after {subscription.number} was left")
        if any(trade["state"] == "WAIT_BUYER_PAY" for trade in others):
            self.wrong.append(f"deduction {number} was asked for while another was under way")
        if any(trade["paid_at"] and self._period_of(trade["out_trade_no"])[1] == period for trade in others):
            self.wrong.append(f"deduction {number} was asked for, and period {period} is paid")
        if period and subscription.number not in self.wanted and not self._is_told(subscription, period):
            self.wrong.append(f"deduction {number} was not told of five days before")

    def _period_of(self, number: str) -> tuple[Subscription | None, int]:
        found = select(Subscription, RenewalAttempt.period).join(
            RenewalAttempt, RenewalAttempt.subscription_id == Subscription.id
        )
        row = db.session.execute(found.where(RenewalAttempt.payment_number == number)).first()
        if row is None or db.session.scalar(select(Payment.id).where(Payment.number == number)) is None:
            return None, 0
        return row[0], row[1]

    def _is_told(self, subscription: Subscription, period: int) -> bool:
        told = select(Message.sent_at).join(RenewalNotice, RenewalNotice.message_id == Message.id)
        mine = RenewalNotice.subscription_id == subscription.id, RenewalNotice.period == period
        moments = db.session.scalars(told.where(*mine, Message.sent_at.is_not(None)))
        return any(sent_at + TOLD_BEFORE <= clock.now() for sent_at in moments)

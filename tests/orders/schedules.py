"""Random histories of payments: what happens at Alipay, what of it reaches us when and how often, and what we do."""

import contextlib
import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from tbo import clock
from tbo.alipay import keys
from tbo.alipay.signed_form import signed_text
from tbo.alipay.trouble import NotSent, OutcomeUnknown
from tbo.jobs import run_due_jobs
from tbo.orders.asking import look_for
from tbo.orders.refunds.sending import NothingToRefund, TooMuchToRefund, refund_order
from tbo.orders.sweeping import sweep
from tbo.rules.money import Money

from ..support.far_side import FarSide
from ..support.keys import STRANGER
from .telling import tell

MINUTE = timedelta(minutes=1)
PAYING_ENDS = 15
# Gaps in minutes between the copies that Alipay posts until it reads "success".
GAPS = (4, 10, 10, 60, 120, 360, 900)
LAST_MINUTE = 3000


@dataclass
class Histories:
    """Many orders on one line of time, made of nothing but a seed; every happening is a minute and a function."""

    seed: int
    alipay: FarSide
    begins_at: datetime
    orders: list[str] = field(default_factory=list)
    delivered: int = 0
    believed_forgeries: int = 0

    def __post_init__(self) -> None:
        self.choose = random.Random(self.seed)
        self.minute = 0.0
        self._line: list[tuple[float, int, Callable[[], object]]] = []
        self._count = 0

    def at(self, minute: float, happens: Callable[[], object]) -> None:
        """Let something happen; what falls on one instant happens in the order in which it was planned."""
        self._count += 1
        heapq.heappush(self._line, (max(minute, self.minute), self._count, happens))

    def add(self, order: str, payments: list[tuple[str, int]]) -> None:
        """Begin one more history: an order, its attempts with their sums, and what becomes of them."""
        self.orders.append(order)
        for number, fen in payments:
            self._plan_attempt(number, fen)
        if self.choose.random() < 0.2:
            self.at(self.choose.uniform(1, 3000), lambda: self._staff_refunds(order))
        for _ in range(self.choose.choice((0, 0, 0, 1, 2))):
            self.at(self.choose.uniform(0, 60), lambda: look_for(order))

    def run(self) -> None:
        """Let everything happen in its order while sweeper and worker go their rounds and Alipay stumbles."""
        minute = 0.0
        while minute < LAST_MINUTE:
            minute += self.choose.choice((3, 15, 120, 600))
            self.at(minute, sweep)
            self.at(minute, run_due_jobs)
        self.alipay.trouble = self._stumble
        while self._line:
            self.minute, _, happens = heapq.heappop(self._line)
            if self.minute > LAST_MINUTE:
                self.alipay.trouble = lambda method, is_done: None
            known = len(self.alipay.notices)
            with clock.standing_at(self.begins_at + self.minute * MINUTE):
                happens()
            for _number, body in self.alipay.notices[known:]:
                self._post(body)

    def calm_down(self) -> datetime:
        """Let as many days pass without trouble as anything may wait; return when they are over."""
        self.alipay.trouble = lambda method, is_done: None
        now = self.begins_at + max(self.minute, LAST_MINUTE) * MINUTE
        for _ in range(8):
            now += timedelta(hours=7)
            with clock.standing_at(now):
                while sweep() + run_due_jobs():
                    pass
        return now

    def _plan_attempt(self, number: str, fen: int) -> None:
        choose = self.choose
        fate = choose.choices(("pays", "pays late", "times out", "never opens"), (6, 2, 1, 1))[0]
        if fate == "never opens":
            return
        opens = choose.uniform(0.1, 12)
        self.at(opens, lambda: self.alipay.opens(number, fen))
        if fate == "times out":
            self.at(PAYING_ENDS, lambda: self.alipay.closes(number))
            return
        pays = choose.uniform(opens, PAYING_ENDS) if fate == "pays" else choose.uniform(PAYING_ENDS, 900)
        self.at(pays, lambda: self._pays(number, fen))
        if choose.random() < 0.15:
            self.at(choose.uniform(pays, 3000), lambda: self._console_refunds(number))
        if choose.random() < 0.1:
            self.at(choose.uniform(pays, 3000), lambda: self._finishes(number))
        if choose.random() < 0.5:
            self.at(choose.uniform(0, 1500), lambda: self._forge(number, fen))

    def _pays(self, number: str, fen: int) -> None:
        """Pay, unless the shop closed the trade in time; a wallet that had begun may still finish it."""
        if self.alipay.trades[number].state == "WAIT_BUYER_PAY" or self.choose.random() < 0.3:
            self.alipay.pays(number, fen)

    def _console_refunds(self, number: str) -> None:
        trade = self.alipay.trades[number]
        if trade.state == "TRADE_SUCCESS":
            left = trade.fen - trade.refunded
            self.alipay.refunds(number, self.choose.choice((left, self.choose.randint(1, left))))

    def _finishes(self, number: str) -> None:
        if self.alipay.trades[number].state == "TRADE_SUCCESS":
            self.alipay.finishes(number)

    def _staff_refunds(self, order: str) -> None:
        with contextlib.suppress(NothingToRefund, TooMuchToRefund):
            refund_order(order, "a wish", self.choose.choice((None, Money(1), Money(50))))

    def _post(self, body: bytes) -> None:
        """Lose a notice, or bring it now or after hours, and some copies of it behind.

        Of a refund made by hand nothing but its notice tells; one copy of it always arrives.
        """
        choose = self.choose
        if choose.random() < 0.3 and b"out_biz_no=console" not in body:
            return
        arrives = self.minute + choose.choice((0, 0.02, choose.uniform(0, 30), choose.uniform(0, 1500)))
        for gap in (0, *GAPS)[: choose.choice((1, 1, 1, 2, 4))]:
            arrives += gap * choose.random()
            self.at(arrives, lambda: self._deliver(body))

    def _deliver(self, body: bytes) -> None:
        self.delivered += 1
        tell(body)

    def _forge(self, number: str, fen: int) -> None:
        """Post what nobody but us must believe: money that never came, or that is another sum, or for others."""
        genuine = dict(parse_qsl(self.alipay.notice(number, fen).decode()))
        forged = self.choose.choice(
            (
                genuine | {"sign": keys.sign(keys.private_key(STRANGER.private), signed_text(genuine))},
                genuine | {"total_amount": "0.01"},
                {name: value for name, value in genuine.items() if name != "sign"},
                genuine | {"sign_type": "RSA"},
            )
        )
        self.believed_forgeries += tell(urlencode(forged).encode()) is not None
        tell(self.alipay.notice(number, fen + 1))
        tell(self.alipay.notice(number, fen, app_id="2021000000000009"))

    def _stumble(self, method: str, is_done: bool) -> None:
        """Fail one call in ten: before anything was done, or after it was, so that nobody here can know."""
        if self.choose.random() < 0.05:
            raise OutcomeUnknown(method) if is_done or self.choose.random() < 0.5 else NotSent(method)

"""What can happen to a shop: all that people do, what Alipay does and tells, two workers, trouble, and time."""

import json
import logging
import secrets
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl, urlencode, urlsplit

from tbo import clock
from tbo.alipay.transport import carried_by
from tbo.alipay.trouble import GatewayTrouble, NotSent, OutcomeUnknown
from tbo.db import db, writing
from tbo.jobs import run_due_jobs
from tbo.messages import inbox
from tbo.offers.plans import plan_on_sale
from tbo.orders.agreements.placing import subscribe
from tbo.orders.asking import look_for
from tbo.orders.gifts.giving import open_gift
from tbo.orders.payments import Product, start_payment
from tbo.orders.renewals.sweep import sweep_subscriptions
from tbo.orders.sweeping import sweep
from tbo.orders.wishes import Wish
from tbo.playback.models import Progress
from tbo.sandbox.near import answer_near
from tbo.sandbox.notices import head, signed, signed_form
from tbo.sandbox.sandbox import Sandbox, sandbox_of
from tbo.web.errors import Refusal

from ..orders.subscribers import MORNING, next_moments, sign_url
from ..support.at_once import at_once
from ..support.far_side import FORM
from ..support.selling import place
from .places import COUPON, Person, Place

MINUTE = timedelta(minutes=1)
MOST_ROUNDS = 10
PAY = "alipay.trade.pay"


class Breakage(logging.Handler):
    """Hears of what broke in a sweep or a job, which go on with the rest all the same."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what is not Alipay's trouble."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None or isinstance(error, GatewayTrouble):
            return
        self.heard.append(f"{type(error).__name__}: {error}")


class World:
    """One history, at a `place` as it was left; `asked` hears of every deduction before Alipay does."""

    def __init__(self, place: Place, asked: Callable[[str, str, int], None]) -> None:
        self.place, self.asked = place, asked
        self.now = MORNING
        self.troubles: list[str] = []
        self.breakage = Breakage()
        logging.getLogger("tbo").addHandler(self.breakage)
        self._stack, self._standing = ExitStack(), ExitStack()
        self._stack.enter_context(place.app.app_context())
        self._stack.enter_context(carried_by(self._carry))
        # Every letter arrives.
        self._stack.enter_context(patch.object(inbox, "send", lambda letter: None))
        self._client, self._buyer = place.app.test_client(), place.sandbox.test_client()
        self.move_to(MORNING)

    @property
    def alipay(self) -> Sandbox:
        """Alipay's own books."""
        return sandbox_of(self.place.sandbox)

    def end(self) -> None:
        """Leave it."""
        logging.getLogger("tbo").removeHandler(self.breakage)
        db.session.remove()
        self._standing.close()
        self._stack.close()

    def move_to(self, moment: datetime) -> None:
        """Let it be `moment` on both sides."""
        self._standing.close()
        self.now = moment
        self._standing.enter_context(clock.standing_at(moment))

    def passes(self, time: timedelta, hands: int = 1) -> None:
        """Let time go by as workers meet it, from one thing that is due to the next, a few times in all.

        A worker that comes every minute meets no more than one that is held up: what is due is due still.
        """
        until, gap = self.now + time, max(MINUTE, time / MOST_ROUNDS)
        while self.now < until:
            due = min(next_moments(), default=until)
            self.move_to(min(until, max(due, self.now + gap)))
            self.works(hands)

    def works(self, hands: int = 1) -> None:
        """Let as many workers as `hands` go one round at one instant."""
        db.session.rollback()
        if hands == 1:
            _round()
        else:
            answers = at_once(self.place.app, *[_round] * hands)
            assert not any(isinstance(answer, Exception) for answer in answers), answers
        db.session.rollback()

    def does(self, deed: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Let somebody do something; a refusal is an answer too."""
        db.session.rollback()
        try:
            return deed(*arguments, **named)
        except Refusal as refusal:
            return refusal
        finally:
            db.session.rollback()

    def orders(self, who: Person, wish: Wish, with_coupon: bool = False) -> Any:
        """Place an order at the price of now."""
        return self.does(place, who.household_id, replace(wish, coupon=COUPON) if with_coupon else wish)

    def leaves(self, order: str, product: Product) -> Any:
        """Go where the button leads; the cashier is open then."""
        with self.place.app.test_request_context():
            started = self.does(start_payment, order, product)
        if not isinstance(started, Refusal):
            self._buyer.get("/gateway.do?" + urlsplit(started.url).query)
        return started

    def presses(self, payment: str, how: str, buyer_id: str) -> bool:
        """Press one of the wallet's buttons; whether it had that effect."""
        return self._far(f"/trades/{payment}/payment", how=how, buyer_id=buyer_id)

    def at_console(self, payment: str, what: str, **fields: str) -> bool:
        """Do something to a trade in Alipay's console."""
        return self._far(f"/trades/{payment}/{what}", **fields)

    def subscribes(self, who: Person) -> Any:
        """Ask for an agreement."""
        plan = plan_on_sale("monthly", clock.now())
        assert plan is not None
        return self.does(subscribe, who.household_id, plan, plan.price, secrets.token_urlsafe(18))

    def signs(self, number: str, buyer_id: str) -> bool:
        """Open the sign page and agree."""
        self._buyer.get("/gateway.do?" + urlsplit(sign_url(number)).query)
        return self._far(f"/agreements/{number}/signature", buyer_id=buyer_id)

    def leaves_agreement(self, number: str) -> bool:
        """End an agreement in the wallet."""
        return self._far(f"/agreements/{number}/ending")

    def turns_purse(self, buyer_id: str, is_full: bool) -> None:
        """Give a buyer money, or take it."""
        self._far(f"/wallet/{buyer_id}/purse", purse="full" if is_full else "empty")

    def hangs(self, seconds: int) -> None:
        """Let every deduction stay under way for so long; 0 decides at once."""
        self._far("/chaos.json", deductions_pending_seconds=seconds)

    def tells(self, notice_id: int) -> str:
        """Bring one of Alipay's notices, now or again; return the shop's answer."""
        with self.alipay.store.reading() as far:
            notice = far.execute("SELECT * FROM notices WHERE id = ?", (notice_id,)).fetchone()
        return self._post(signed_form(self.alipay, notice, self.now))

    def notices_nobody_asks_for(self) -> list[int]:
        """What only Alipay's notices tell: refunds by hand, and money that came long after an attempt was over."""
        by_hand = 'fields LIKE \'%"out_biz_no": "console%\''
        too_late = "julianday(paid_at) - julianday(expires_at) > 1"
        joined = "SELECT notices.id FROM notices LEFT JOIN trades USING (out_trade_no)"
        query = f"{joined} WHERE {by_hand} OR {too_late} ORDER BY notices.id"
        with self.alipay.store.reading() as far:
            return [row[0] for row in far.execute(query).fetchall()]

    def forges(self, payment: str, total: str, how: str) -> str:
        """Tell of money that never came, as nobody but Alipay may; `total` in yuan."""
        fields = head(self.alipay, "trade_status_sync") | {
            **{"trade_no": "2026112822001000000000000001", "out_trade_no": payment, "trade_status": "TRADE_SUCCESS"},
            **{"total_amount": total, "seller_id": self.alipay.options.seller_id, "subject": "-"},
        }
        fields |= {"another app": {"app_id": "2021000000000009"}}.get(how, {})
        form = signed(self.alipay, fields, wrong_key=how == "another key")
        if how == "no signature":
            del form["sign"]
        return self._post(form)

    def polls(self, order: str) -> None:
        """Let an order's page ask."""
        self.does(look_for, order)

    def opens_gift(self, who: Person, code: str) -> Any:
        """Type a gift's code."""
        return self.types(open_gift, who, code)

    def types(self, deed: Callable[..., Any], who: Person, code: str, *more: Any) -> Any:
        """Type a code, as somebody at a screen."""
        db.session.rollback()
        known = {"Cookie": f"tbo-device={who.secret}"}
        address = {"REMOTE_ADDR": f"203.0.113.{who.household_id % 200}"}
        asked = self.place.app.test_request_context(headers=known, environ_overrides=address)
        with self.place.app.app_context(), asked:
            return self.does(deed, code, secrets.token_urlsafe(18), *more)

    def plays(self, profile_id: int, episode_id: int) -> None:
        """Watch a minute of an episode."""
        title, now = self.place.series.title_id, clock.now()
        with writing():
            row = Progress(profile_id=profile_id, episode_id=episode_id, title_id=title, updated_at=now)
            row.position_s, row.length_s = 60, 1500
            db.session.merge(row)

    def _carry(self, query: str, body: str) -> bytes:
        trouble = self.troubles.pop() if self.troubles else ""
        if trouble == "not sent":
            raise NotSent("no way to Alipay")
        if dict(parse_qsl(query))["method"] == PAY:
            content = json.loads(dict(parse_qsl(body))["biz_content"])
            agreement_no, number = content["agreement_params"]["agreement_no"], content["out_trade_no"]
            self.asked(agreement_no, number, round(float(content["total_amount"]) * 100))
        answer = answer_near(self.place.sandbox, query, body)
        if trouble:
            raise OutcomeUnknown("the answer was lost")
        return answer

    def _far(self, address: str, **fields: Any) -> bool:
        return self._buyer.post(address, json=fields).status_code == 200

    def _post(self, form: dict[str, str]) -> str:
        db.session.rollback()
        with self.place.app.app_context():
            answer = self._client.post("/alipay/notices", data=urlencode(form), content_type=FORM)
        return answer.get_data(as_text=True)


def _round() -> None:
    run_due_jobs()
    sweep()
    sweep_subscriptions()
    run_due_jobs()

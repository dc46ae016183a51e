"""Answers of the gateway, from verified text to values that are safe to act on."""

from __future__ import annotations

import json
from datetime import datetime

from tbo.alipay import china_time
from tbo.alipay.sub_codes import (
    BUSINESS_REFUSAL,
    OUR_FAULT,
    WORKED,
    NextStep,
    next_step,
    readable_code,
)
from tbo.alipay.trades import STATES, TradeState
from tbo.alipay.trouble import GatewayRefused, OutcomeUnknown
from tbo.rules.money import Money, NotAnAmount


class Answer:
    """One verified inner object. Whatever is missing or misshapen in it is OutcomeUnknown."""

    def __init__(self, verified_text: str) -> None:
        self._fields = json.loads(verified_text)
        self.code = readable_code(self._fields.get("code"))
        self.sub_code = readable_code(self._fields.get("sub_code"))

    def refusal_or_none(self) -> NextStep | None:
        """None when the call worked. Raises OutcomeUnknown when it may or may not have."""
        if self.code == WORKED:
            return None
        if self.code in OUR_FAULT:
            return NextStep.ALERT
        if self.code != BUSINESS_REFUSAL or self.sub_code.endswith("SYSTEM_ERROR"):
            raise OutcomeUnknown(f"Alipay answered {self.code} {self.sub_code}")
        return next_step(self.sub_code)

    def require_worked(self) -> None:
        """Raises GatewayRefused for a refusal, OutcomeUnknown as above."""
        refusal = self.refusal_or_none()
        if refusal is not None:
            raise GatewayRefused(self.code, self.sub_code, refusal)

    def require(self, **expected: str) -> None:
        """The signature ties an answer to no question, so the numbers in it must be ours."""
        for name, value in expected.items():
            if self._fields.get(name) != value:
                raise OutcomeUnknown(f"the answer is about another {name}")

    def require_if_told(self, **expected: str) -> None:
        """The same for fields that the answer may leave out."""
        self.require(**{n: v for n, v in expected.items() if n in self._fields})

    def text_or_none(self, *names: str) -> str | None:
        """The first of the named fields that holds text."""
        for name in names:
            found = self._fields.get(name)
            if isinstance(found, str) and found:
                return found
        return None

    def text(self, name: str) -> str:
        found = self.text_or_none(name)
        if found is None:
            raise OutcomeUnknown(f"the answer has no {name}")
        return found

    def money(self, name: str) -> Money:
        try:
            return Money.from_yuan_text(self.text(name))
        except NotAnAmount as error:
            raise OutcomeUnknown(f"the answer's {name} is not an amount") from error

    def moment_or_none(self, name: str) -> datetime | None:
        return china_time.moment_or_none(self._fields.get(name))

    def state(self) -> TradeState:
        status = self.text("trade_status")
        if status not in STATES:
            raise OutcomeUnknown(f"trade_status {readable_code(status)} is not known")
        return STATES[status]

    def require_yuan(self) -> None:
        if self._fields.get("trans_currency", "CNY") != "CNY":
            raise OutcomeUnknown("the trade is not in yuan")

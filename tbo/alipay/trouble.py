"""What can go wrong between Alipay and us, by name; none of it means that a payment failed."""

from __future__ import annotations


class GatewayTrouble(Exception):
    """Alipay could not be asked, or did not give an answer that can be used."""


class NotSent(GatewayTrouble):
    """Not one byte left us: nothing happened at Alipay, and the call can be repeated."""


class OutcomeUnknown(GatewayTrouble):
    """It may or may not have happened at Alipay: ask by query, never assume that it failed."""


class GatewayRefused(GatewayTrouble):
    """A signed refusal. `next_step` (sub_codes.NextStep) says what to do about it."""

    def __init__(self, code: str, sub_code: str, next_step) -> None:
        super().__init__(f"Alipay refused with {code} {sub_code}: {next_step.value}")
        self.code = code
        self.sub_code = sub_code
        self.next_step = next_step

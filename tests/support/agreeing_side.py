"""Alipay's side of renewals, in memory: agreements, their windows, and deductions that succeed, hang or are refused."""

import json
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit

from tbo import clock
from tbo.alipay import china_time, keys, signed_form
from tbo.rules.money import Money
from tbo.rules.renewal_schedule import WINDOW, day_in_china, planned_day
from tbo.settings import SANDBOX_APP_ID

from .far_side import FarSide, _named, _numbers, _refusal, _yuan

GONE = "USER_AGREEMENT_NOT_EXIST"


@dataclass
class Agreement:
    """One agreement; `next_day` is the planned day that its window ends with."""

    number: str
    agreement_no: str
    next_day: date
    months: int
    cap: int
    buyer: str = "2088102"
    state: str = "NORMAL"


class AgreeingSide(FarSide):
    """A far side that deducts. `refuses` is the sub_code of every deduction, `hangs` lets it answer 10003."""

    def __init__(self) -> None:
        super().__init__()
        self.agreements: dict[str, Agreement] = {}
        self.refuses: str | None = None
        self.hangs = False

    def signs(self, url: str, buyer: str = "2088102") -> bytes:
        """A buyer opens the sign page of an address and agrees; return the notice of it."""
        content = json.loads(dict(parse_qsl(urlsplit(url).query))["biz_content"])
        number, rule = content["external_agreement_no"], content["period_rule_params"]
        self.agreements[number] = Agreement(
            number=number,
            agreement_no=f"2026{next(_numbers):016d}",
            next_day=date.fromisoformat(rule["execute_time"]),
            months=int(rule["period"]),
            cap=Money.from_yuan_text(rule["single_amount"]).fen,
            buyer=buyer,
        )
        return self.tells_of(number, "dut_user_sign", status="NORMAL", sign_time=china_time.stamp(clock.now()))

    def leaves(self, number: str) -> bytes:
        """The buyer ends it in the wallet; return the notice of it."""
        self.agreements[number].state = "STOP"
        return self.tells_of(number, "dut_user_unsign", status="UNSIGN", unsign_time=china_time.stamp(clock.now()))

    def tells_of(self, number: str, kind: str, **more: str) -> bytes:
        """A notice about an agreement, genuinely signed."""
        fields = {
            **{"notify_time": china_time.stamp(clock.now()), "notify_type": kind, "notify_id": f"n{next(_numbers)}"},
            **{
                "charset": "utf-8",
                "version": "1.0",
                "app_id": SANDBOX_APP_ID,
                "alipay_user_id": self.agreements[number].buyer,
            },
            **{"external_agreement_no": number, "agreement_no": self.agreements[number].agreement_no, **more},
        }
        signature = keys.sign(self._key, signed_form.signed_text(fields))
        return urlencode({"sign_type": "RSA2", **fields, "sign": signature}).encode()

    def deductions(self) -> list[str]:
        """The numbers by which money was taken."""
        return [trade.number for trade in self.trades.values() if trade.is_paid]

    def _by_no(self, agreement_no: str) -> Agreement:
        return next(found for found in self.agreements.values() if found.agreement_no == agreement_no)

    def _agreement(self, content: dict) -> dict:
        found = self.agreements.get(content["external_agreement_no"])
        if found is None:
            return _refusal(GONE)
        told = {"external_agreement_no": found.number, "agreement_no": found.agreement_no, "status": found.state}
        return told | {"alipay_user_id": found.buyer, "next_deduct_time": found.next_day.isoformat()}

    def _unsign(self, content: dict) -> dict:
        found = self._by_no(content["agreement_no"])
        if found.state != "NORMAL":
            return _refusal(GONE)
        found.state = "STOP"
        return {}

    def _modify(self, content: dict) -> dict:
        found, day = self._by_no(content["agreement_no"]), date.fromisoformat(content["deduct_time"])
        assert day > found.next_day, "a planned day only moves to a later one"
        found.next_day = day
        return {"agreement_no": found.agreement_no}

    def _deduct(self, content: dict) -> dict:
        number, fen = content["out_trade_no"], Money.from_yuan_text(content["total_amount"]).fen
        found = self._by_no(content["agreement_params"]["agreement_no"])
        refused = self._refuses(found, number, fen)
        if refused:
            return _refusal(refused)
        self.opens(number, fen)
        if self.hangs:
            return {"code": "10003", "out_trade_no": number}
        self.pays(number, fen)
        found.next_day = planned_day(found.next_day, found.months, 1)
        return _named(self.trades[number]) | {"total_amount": _yuan(fen), "gmt_payment": self.trades[number].paid_at}

    def _refuses(self, found: Agreement, number: str, fen: int) -> str | None:
        if number in self.trades:
            return "ACQ.TRADE_HAS_SUCCESS"
        if found.state != "NORMAL":
            return "ACQ.AGREEMENT_STATUS_NOT_NORMAL"
        if not found.next_day - WINDOW <= day_in_china(clock.now()) <= found.next_day:
            return "ACQ.CYCLE_PAY_DATE_NOT_MATCH"
        return "ACQ.CYCLE_PAY_SINGLE_FEE_EXCEED" if fen > found.cap else self.refuses

    METHODS = {
        "alipay.user.agreement.query": _agreement,
        "alipay.user.agreement.unsign": _unsign,
        "alipay.user.agreement.executionplan.modify": _modify,
        "alipay.trade.pay": _deduct,
    }

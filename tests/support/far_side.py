"""Alipay as far as the shop can tell, in memory: trades, signed answers, signed notices; quick enough for thousands.

The sandbox plays the same part over HTTP; here a test holds every notice in its hand before it delivers it.
"""

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from tbo import clock
from tbo.alipay import china_time, keys, signed_form
from tbo.rules.money import Money
from tbo.settings import SANDBOX_APP_ID, SANDBOX_SELLER_ID

from .keys import ALIPAY

FORM = "application/x-www-form-urlencoded; charset=utf-8"
_numbers = itertools.count(1)


@dataclass
class Trade:
    """One trade; `refunds` are the sums in fen by their request number."""

    number: str
    fen: int
    state: str = "WAIT_BUYER_PAY"
    paid_at: str | None = None
    refunds: dict[str, int] = field(default_factory=dict)

    @property
    def refunded(self) -> int:
        """All that went back."""
        return sum(self.refunds.values())

    @property
    def is_paid(self) -> bool:
        """Whether money came."""
        return self.paid_at is not None


class FarSide:
    """Alipay's side. `notices` are the bodies it would post, oldest first; `trouble` may raise before or after work."""

    METHODS: dict[str, Callable] = {}

    def __init__(self, private_key: str = ALIPAY.private) -> None:
        self._key = keys.private_key(private_key)
        self.trades: dict[str, Trade] = {}
        self.notices: list[tuple[str, bytes]] = []
        self.asked: list[tuple[str, dict]] = []
        self.trouble: Callable[[str, bool], None] = lambda method, is_done: None
        self.seller_has_money = True

    def opens(self, number: str, fen: int) -> Trade:
        """The buyer logs in at the cashier: from now on the trade exists."""
        return self.trades.setdefault(number, Trade(number, fen))

    def pays(self, number: str, fen: int) -> bytes:
        """The buyer pays, also after the end; return the notice of it."""
        trade = self.opens(number, fen)
        trade.state, trade.paid_at = "TRADE_SUCCESS", china_time.stamp(clock.now())
        return self._tell(trade)

    def closes(self, number: str) -> bytes:
        """The time to pay is over, or the shop closed it."""
        self.trades[number].state = "TRADE_CLOSED"
        return self._tell(self.trades[number])

    def finishes(self, number: str) -> bytes:
        """The time for refunds is over."""
        self.trades[number].state = "TRADE_FINISHED"
        return self._tell(self.trades[number])

    def refunds(self, number: str, fen: int, request: str | None = None) -> bytes:
        """Money goes back, by the shop's request or (without its number) by a hand in the console."""
        trade, request = self.trades[number], request or f"console{next(_numbers)}"
        trade.refunds[request] = fen
        if trade.refunded == trade.fen:
            trade.state = "TRADE_CLOSED"
        told = {"refund_fee": _yuan(trade.refunded), "gmt_refund": china_time.stamp(clock.now()) + ".120"}
        return self._tell(trade, **told, out_biz_no=request)

    def post_form(self, _url: str, query: str, body: str, _deadline_s: float) -> bytes:
        """Answer the shop's call, signed; stands in for the wire."""
        method = dict(parse_qsl(query))["method"]
        content = json.loads(dict(parse_qsl(body))["biz_content"])
        self.asked.append((method, content))
        self.trouble(method, False)
        answer = (_METHODS | self.METHODS)[method](self, content)
        self.trouble(method, True)
        text = json.dumps({"code": "10000", "msg": "Success", **answer}, ensure_ascii=False).replace("/", "\\/")
        name = method.replace(".", "_") + "_response"
        return f'{{"{name}":{text},"sign":"{keys.sign(self._key, text)}"}}'.encode()

    def notice(self, number: str, fen: int, status: str = "TRADE_SUCCESS", **changed: str | None) -> bytes:
        """Any notice about a number, genuinely signed; `changed` fields replace (None: remove) the usual ones."""
        usual = {
            **{"notify_time": china_time.stamp(clock.now()), "notify_type": "trade_status_sync"},
            **{"notify_id": f"n{next(_numbers)}", "charset": "utf-8", "version": "1.0", "buyer_id": "2088102"},
            **{"app_id": SANDBOX_APP_ID, "seller_id": SANDBOX_SELLER_ID, "trade_no": f"T{number}"},
            **{"out_trade_no": number, "trade_status": status, "total_amount": _yuan(fen), "subject": "雨夜便利店"},
        }
        fields = {name: value for name, value in {**usual, **changed}.items() if value is not None}
        signature = keys.sign(self._key, signed_form.signed_text(fields))
        return urlencode({"sign_type": "RSA2", **fields, "sign": signature}).encode()

    def _tell(self, trade: Trade, **more: str) -> bytes:
        paid = {"gmt_payment": trade.paid_at} if trade.paid_at else {}
        body = self.notice(trade.number, trade.fen, trade.state, **paid, **more)
        self.notices.append((trade.number, body))
        return body

    def _query(self, content: dict) -> dict:
        trade = self.trades.get(content["out_trade_no"])
        if trade is None:
            return _refusal("ACQ.TRADE_NOT_EXIST")
        paid = {"send_pay_date": trade.paid_at} if trade.paid_at else {}
        return _named(trade) | {"trade_status": trade.state, "total_amount": _yuan(trade.fen)} | paid

    def _close(self, content: dict) -> dict:
        trade = self.trades.get(content["out_trade_no"])
        if trade is None:
            return _refusal("ACQ.TRADE_NOT_EXIST")
        if trade.state != "WAIT_BUYER_PAY":
            return _refusal("ACQ.TRADE_HAS_CLOSE" if trade.state == "TRADE_CLOSED" else "ACQ.TRADE_STATUS_ERROR")
        self.closes(trade.number)
        return _named(trade)

    def _refund(self, content: dict) -> dict:
        trade, request = self.trades[content["out_trade_no"]], content["out_request_no"]
        fen = Money.from_yuan_text(content["refund_amount"]).fen
        refused = self._refused(trade, request, fen)
        if refused:
            return _refusal(refused)
        change = "N" if request in trade.refunds else "Y"
        if change == "Y":
            self.refunds(trade.number, fen, request)
        return _named(trade) | {"fund_change": change, "refund_fee": _yuan(trade.refunded)}

    def _refused(self, trade: Trade, request: str, fen: int) -> str | None:
        if request in trade.refunds:
            return "ACQ.DISCORDANT_REPEAT_REQUEST" if trade.refunds[request] != fen else None
        if trade.state != "TRADE_SUCCESS":
            return {"TRADE_FINISHED": "ACQ.TRADE_HAS_FINISHED"}.get(trade.state, "ACQ.TRADE_STATUS_ERROR")
        if trade.refunded + fen > trade.fen:
            return "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"
        return None if self.seller_has_money else "ACQ.SELLER_BALANCE_NOT_ENOUGH"

    def _refund_query(self, content: dict) -> dict:
        trade, request = self.trades[content["out_trade_no"]], content["out_request_no"]
        if request not in trade.refunds:
            return {}
        found = {"out_request_no": request, "refund_amount": _yuan(trade.refunds[request])}
        return _named(trade) | found | {"refund_status": "REFUND_SUCCESS"}

    def _precreate(self, content: dict) -> dict:
        return {"out_trade_no": content["out_trade_no"], "qr_code": f"https://qr.example/{content['out_trade_no']}"}


_METHODS = {
    "alipay.trade.query": FarSide._query,
    "alipay.trade.close": FarSide._close,
    "alipay.trade.refund": FarSide._refund,
    "alipay.trade.fastpay.refund.query": FarSide._refund_query,
    "alipay.trade.precreate": FarSide._precreate,
}


def _named(trade: Trade) -> dict:
    return {"out_trade_no": trade.number, "trade_no": f"T{trade.number}", "buyer_user_id": "2088102"}


def _refusal(sub_code: str) -> dict:
    return {"code": "40004", "msg": "Business Failed", "sub_code": sub_code, "sub_msg": "-"}


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"

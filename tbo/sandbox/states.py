"""The words of Alipay's side: states of a trade, kinds of a payment page, and fates of a notice."""

from enum import StrEnum


class TradeState(StrEnum):
    """A trade as `alipay.trade.query` tells it."""

    WAIT = "WAIT_BUYER_PAY"
    SUCCESS = "TRADE_SUCCESS"
    CLOSED = "TRADE_CLOSED"
    FINISHED = "TRADE_FINISHED"


PAID = (TradeState.SUCCESS, TradeState.FINISHED)


class Kind(StrEnum):
    """How the buyer meets the cashier."""

    PAGE = "page"
    WAP = "wap"
    PRECREATE = "precreate"
    DEDUCTION = "deduction"


PRODUCT_CODES = {
    Kind.PAGE: "FAST_INSTANT_TRADE_PAY",
    Kind.WAP: "QUICK_WAP_WAY",
    Kind.PRECREATE: "FACE_TO_FACE_PAYMENT",
}
TELLS_CLOSING = (Kind.WAP,)


class AgreementState(StrEnum):
    """An agreement as `alipay.user.agreement.query` tells it."""

    TEMP = "TEMP"
    NORMAL = "NORMAL"
    STOP = "STOP"


class NoticeState(StrEnum):
    """What became of a notice."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    GIVEN_UP = "given_up"
    DROPPED = "dropped"

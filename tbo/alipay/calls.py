"""The SDK's request objects, filled from our words; every value is text."""

from __future__ import annotations

from alipay.aop.api.domain.AlipayTradeCloseModel import AlipayTradeCloseModel
from alipay.aop.api.domain.AlipayTradeFastpayRefundQueryModel import (
    AlipayTradeFastpayRefundQueryModel,
)
from alipay.aop.api.domain.AlipayTradePagePayModel import AlipayTradePagePayModel
from alipay.aop.api.domain.AlipayTradePrecreateModel import AlipayTradePrecreateModel
from alipay.aop.api.domain.AlipayTradeQueryModel import AlipayTradeQueryModel
from alipay.aop.api.domain.AlipayTradeRefundModel import AlipayTradeRefundModel
from alipay.aop.api.domain.AlipayTradeWapPayModel import AlipayTradeWapPayModel
from alipay.aop.api.request.AlipayTradeCloseRequest import AlipayTradeCloseRequest
from alipay.aop.api.request.AlipayTradeFastpayRefundQueryRequest import (
    AlipayTradeFastpayRefundQueryRequest,
)
from alipay.aop.api.request.AlipayTradePagePayRequest import AlipayTradePagePayRequest
from alipay.aop.api.request.AlipayTradePrecreateRequest import AlipayTradePrecreateRequest
from alipay.aop.api.request.AlipayTradeQueryRequest import AlipayTradeQueryRequest
from alipay.aop.api.request.AlipayTradeRefundRequest import AlipayTradeRefundRequest
from alipay.aop.api.request.AlipayTradeWapPayRequest import AlipayTradeWapPayRequest

from tbo.alipay import china_time
from tbo.alipay.subjects import safe_subject
from tbo.alipay.trades import PaymentRequest
from tbo.rules.money import Money

_VIRTUAL_GOODS = "0"
_JUMP_TO_THE_PAGE = "2"


def page_pay(payment: PaymentRequest) -> AlipayTradePagePayRequest:
    """The payment page for a desktop browser."""
    model = _payment_model(AlipayTradePagePayModel(), payment, "FAST_INSTANT_TRADE_PAY")
    model.goods_type = _VIRTUAL_GOODS
    model.qr_pay_mode = _JUMP_TO_THE_PAGE
    return _with_addresses(AlipayTradePagePayRequest(model), payment)


def wap_pay(payment: PaymentRequest) -> AlipayTradeWapPayRequest:
    """The payment page for a phone's browser."""
    model = _payment_model(AlipayTradeWapPayModel(), payment, "QUICK_WAP_WAY")
    model.goods_type = _VIRTUAL_GOODS
    model.quit_url = payment.quit_url
    return _with_addresses(AlipayTradeWapPayRequest(model), payment)


def precreate(payment: PaymentRequest) -> AlipayTradePrecreateRequest:
    """A payment by a QR code that we draw."""
    model = _payment_model(AlipayTradePrecreateModel(), payment, "FACE_TO_FACE_PAYMENT")
    request = AlipayTradePrecreateRequest(model)
    request.notify_url = payment.notify_url
    return request


def query(payment_number: str) -> AlipayTradeQueryRequest:
    """Where a trade stands."""
    model = AlipayTradeQueryModel()
    model.out_trade_no = payment_number
    return AlipayTradeQueryRequest(model)


def close(payment_number: str) -> AlipayTradeCloseRequest:
    """The end of an unpaid trade."""
    model = AlipayTradeCloseModel()
    model.out_trade_no = payment_number
    return AlipayTradeCloseRequest(model)


def refund(payment_number: str, refund_number: str, amount: Money, reason: str) -> AlipayTradeRefundRequest:
    """Part or all of a paid trade, given back."""
    model = AlipayTradeRefundModel()
    model.out_trade_no = payment_number
    model.out_request_no = refund_number
    model.refund_amount = amount.yuan_text
    model.refund_reason = safe_subject(reason)
    return AlipayTradeRefundRequest(model)


def refund_query(payment_number: str, refund_number: str) -> AlipayTradeFastpayRefundQueryRequest:
    """Where one refund stands."""
    model = AlipayTradeFastpayRefundQueryModel()
    model.out_trade_no = payment_number
    model.out_request_no = refund_number
    model.query_options = ["gmt_refund_pay"]
    return AlipayTradeFastpayRefundQueryRequest(model)


def _payment_model(model, payment: PaymentRequest, product_code: str):
    model.out_trade_no = payment.number
    model.total_amount = payment.amount.yuan_text
    model.subject = safe_subject(payment.subject)
    model.product_code = product_code
    model.time_expire = china_time.stamp(payment.expires_at)
    return model


def _with_addresses(request, payment: PaymentRequest):
    request.notify_url = payment.notify_url
    request.return_url = payment.return_url
    return request

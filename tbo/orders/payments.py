"""Payments: attempts to pay an order, each under its own number and with the order's frozen amount."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog
from flask import current_app, url_for
from flask_babel import gettext as _

from .. import clock
from ..alipay.trades import Cashier, PaymentRequest
from ..alipay.trouble import GatewayTrouble
from ..db import commits, db
from ..rules.host_apps import HostApp, host_app, is_phone
from ..rules.money import Money
from ..rules.order_states import OrderState, PaymentState, next_look_at, payment_number
from ..web.errors import Refusal
from .locks import locked_order
from .models import Order, Payment
from .provider import gateway

log = structlog.get_logger()
QR_DEADLINE_S = 4.0


class Product(StrEnum):
    """How somebody pays at Alipay."""

    PAGE = "page"
    WAP = "wap"
    PRECREATE = "precreate"


class NotPayable(Refusal):
    """The order is paid, closed or past its end."""

    def words(self) -> str:
        """Say to look at the order."""
        return _("这个订单现在不能付了，没有扣款。看看订单页写了什么。")


@dataclass(frozen=True)
class Started:
    """An attempt that was written down; `url` is the cashier, None when a QR code is drawn instead."""

    number: str
    url: str | None


@dataclass(frozen=True)
class _Attempt:
    number: str
    order_number: str
    amount: Money
    subject: str
    expires_at: datetime
    qr_text: str | None


def product_for(user_agent: str) -> Product | None:
    """Return what works where the page is shown; None inside WeChat, which does not let Alipay open."""
    if host_app(user_agent) is HostApp.WECHAT:
        return None
    return Product.WAP if is_phone(user_agent) else Product.PRECREATE


def start_payment(order_number: str, product: Product) -> Started:
    """Write an attempt down, then say where to send the browser. Raises NotPayable, PayingAway.

    An attempt of the same kind that still waits is used again. Trouble in drawing a QR code is no trouble: the page
    has a button beside it.
    """
    attempt = _reserve(order_number, product)
    if product is Product.PRECREATE:
        if attempt.qr_text is None:
            _draw(attempt)
        return Started(attempt.number, None)
    cashier = Cashier.PHONE if product is Product.WAP else Cashier.DESKTOP
    return Started(attempt.number, gateway().cashier_url(_request(attempt), cashier))


@commits
def _reserve(order_number: str, product: Product) -> _Attempt:
    order = locked_order(order_number)
    now = clock.now()
    if order is None or order.state != OrderState.PENDING or order.expires_at <= now:
        raise NotPayable(f"order {order_number} is not to be paid")
    payment = next((p for p in order.payments if p.product == product and p.state == PaymentState.WAITING), None)
    if payment is None:
        payment = _new_payment(order, product)
    log.info("payment.started", order_number=order.number, payment=payment.number, product=product.value)
    amount = Money(payment.amount_fen)
    return _Attempt(payment.number, order.number, amount, order.subject, payment.expires_at, payment.qr_text)


def _new_payment(order: Order, product: Product) -> Payment:
    now = clock.now()
    payment = Payment(
        number=payment_number(order.number, len(order.payments) + 1),
        product=product,
        state=PaymentState.WAITING,
        amount_fen=order.total_fen,
        created_at=now,
        expires_at=order.expires_at,
        next_query_at=next_look_at(now, order.expires_at, now),
    )
    order.payments.append(payment)
    db.session.flush()
    return payment


def _draw(attempt: _Attempt) -> None:
    try:
        text = gateway(QR_DEADLINE_S).precreate(_request(attempt))
    except GatewayTrouble as trouble:
        log.warning("payment.no_qr", order_number=attempt.order_number, trouble=str(trouble))
        return
    _keep_qr(attempt.number, text)


@commits
def _keep_qr(number: str, text: str) -> None:
    db.session.execute(db.update(Payment).where(Payment.number == number).values(qr_text=text))


def _request(attempt: _Attempt) -> PaymentRequest:
    settings = current_app.extensions["tbo.settings"]
    # Without Alipay's signature the same address is the way back of who did not pay.
    back = settings.base_url + url_for("orders.came_back", number=attempt.order_number)
    return PaymentRequest(
        number=attempt.number,
        amount=attempt.amount,
        subject=attempt.subject,
        expires_at=attempt.expires_at,
        notify_url=settings.notify_url,
        return_url=back,
        quit_url=back,
    )

"""Receipts: what was paid, to be read and printed, with the link that brings it to another browser."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, current_app, make_response, render_template, url_for
from markupsafe import Markup

from ..accounts.restoring import receipt_token
from ..accounts.viewer import viewer
from ..rules.money import Money
from ..rules.order_states import SETTLED, RefundState
from ..web.pages import private, see_other
from ..web.qr_codes import qr_picture
from .addresses import back_url, watch_url
from .blueprint import pages
from .buyers import has_gone_back
from .deciding import may_decide
from .fapiao.money import paid_sum
from .fapiao.requests import newest_request
from .models import Order, Payment
from .order_pages import own_order_or_404
from .order_views import may_watch
from .refunds.requests import own_refund
from .showing import Bought, bought_by_order
from .sold import wanted_goods


@dataclass(frozen=True, slots=True)
class MoneyBack:
    """One refund; without `at` it is on its way."""

    amount: Money
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment that arrived, and what of it went back. `is_extra`: the order had been paid before."""

    trade_no: str | None
    amount: Money
    at: datetime | None
    is_extra: bool
    back: list[MoneyBack]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """All that a receipt says. `restore_url` opens the household's purchases wherever it is opened; there is
    none once the money went back, and of a gift its card is what is passed on.

    `has_fapiao`: one was asked for, or can be.
    """

    number: str
    at: datetime
    bought: Bought
    payments: list[Paid]
    is_gone_back: bool
    play_url: str | None
    back_url: str
    seller: str
    gift_url: str | None
    restore_url: str | None
    qr: Markup | None
    is_refundable: bool
    has_fapiao: bool
    fapiao_state: str


@pages.get("/receipts/<number>")
def receipt(number: str) -> Response:
    """Show a paid order's receipt to its household; an unpaid order has none yet."""
    found = own_order_or_404(number)
    if found.state not in SETTLED:
        return private(see_other(url_for(".order", number=found.number)))
    return private(make_response(render_template("orders/receipt.html", receipt=_receipt(found))))


def _receipt(order: Order) -> Receipt:
    settings = current_app.extensions["tbo.settings"]
    bought = bought_by_order(order)
    goods = bought.goods or wanted_goods(order.wanted_episode_id, viewer().profile)
    play_url = watch_url(goods, order.wanted_episode_id) if goods else None
    token = receipt_token(order.household_id, order.number)
    asked = newest_request(order)
    restore_url = settings.base_url + url_for("accounts.receipt_link", token=token, next=play_url)
    is_gone_back = has_gone_back(order.number)
    is_kept = not is_gone_back and not order.is_gift
    if order.is_gift or (is_gone_back and not may_watch(goods, order.wanted_episode_id)):
        play_url = None
    return Receipt(
        number=order.number,
        at=order.paid_at or order.placed_at,
        bought=bought,
        payments=[_paid(payment, order) for payment in order.payments if payment.paid_at is not None],
        is_gone_back=is_gone_back,
        play_url=play_url,
        back_url=back_url(bought.goods),
        seller=settings.alipay_seller_id,
        gift_url=url_for(".gift", number=order.number) if order.is_gift else None,
        restore_url=restore_url if is_kept else None,
        qr=qr_picture(restore_url) if is_kept else None,
        is_refundable=may_decide() and own_refund(order).is_possible,
        has_fapiao=may_decide() and (asked is not None or bool(paid_sum(order.id).left)),
        fapiao_state=asked.state if asked else "",
    )


def _paid(payment: Payment, order: Order) -> Paid:
    back = [
        MoneyBack(Money(refund.amount_fen), refund.done_at)
        for refund in payment.refunds
        if refund.state != RefundState.REFUSED
    ]
    return Paid(payment.trade_no, Money(payment.amount_fen), payment.paid_at, payment.number != order.paid_by, back)

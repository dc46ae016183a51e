"""The search of the back office: one exact number, contact, code or receipt, or a name, opens its page."""

import re
import unicodedata

from flask import Response, request, url_for
from flask_babel import gettext as _
from sqlalchemy import or_, select

from ..accounts.contacts import ContactUnreadable, read_contact
from ..accounts.models import Household
from ..accounts.restoring import LinkBroken, read_receipt
from ..db import db
from ..orders.gifts.giving import find_gift
from ..orders.models import Order, Payment, Refund
from ..rules.addresses import path_in_link
from ..rules.staff_rights import Right
from ..rules.vouchers import read_code
from ..vouchers.redeeming import find_voucher
from ..web.pages import see_other
from .blueprint import pages
from .households.listing import way_by_name
from .orders.listing import no_results, order_url
from .staff.guard import clerk_now, needs

LONGEST = 600
_ORDER = re.compile(r"(TBO[0-9]{8})-?([0-9A-Z]{8})")
_RECEIPT = re.compile(r"(?:/restore/)?([A-Za-z0-9_=.,\[\]\"%-]{20,})")


@pages.get("/staff/search")
@needs(Right.SEARCH)
def search() -> Response:
    """Open what was looked for, or say that there is no such thing."""
    asked = " ".join(unicodedata.normalize("NFKC", request.args.get("q", "")[:LONGEST]).split())
    if not asked:
        return no_results(_("请输入订单号、付款号、支付宝交易号、手机号、邮箱、礼物码、兑换码，或者收据的链接。"))
    number = _order_of(asked.replace(" ", "").upper()) or _order_of_receipt(asked)
    if number is not None:
        return see_other(order_url(number))
    elsewhere = _household_of(asked) or _household_of(f"+{asked}") or _code_of(asked) or _by_name(asked)
    if elsewhere is not None:
        return see_other(elsewhere)
    if clerk_now().may(Right.HOUSEHOLDS):
        return no_results(_("没有找到“%(asked)s”。号码要完整；家庭也可以写名字。", asked=asked[:80]))
    return no_results(_("没有找到“%(asked)s”。这里只认完整的号码。", asked=asked[:80]))


def _order_of(number: str) -> str | None:
    """Return the order behind a number of ours or of Alipay's, paid or not."""
    bare = _ORDER.fullmatch(number)
    if bare:
        return db.session.scalar(select(Order.number).where(Order.number == f"{bare[1]}-{bare[2]}"))
    named = or_(Payment.number == number, Payment.trade_no == number, Refund.number == number)
    found = select(Order.number).join(Order.payments).outerjoin(Payment.refunds).where(named).limit(1)
    return db.session.scalar(found)


def _order_of_receipt(asked: str) -> str | None:
    """Read the code of a receipt: the link behind its QR, or the end of it."""
    match = _RECEIPT.fullmatch(path_in_link(asked) if "://" in asked else asked)
    if match is None:
        return None
    try:
        return read_receipt(match[1])[1]
    except LinkBroken:
        return None


def _code_of(asked: str) -> str | None:
    """Return where the code of a gift or of a voucher leads, for whoever may open that page."""
    gift = find_gift(asked)
    if gift is not None:
        return order_url(gift.order.number)
    kept = read_code(asked)
    voucher = find_voucher(kept) if kept and clerk_now().may(Right.VOUCHERS) else None
    return url_for(".voucher", key=voucher.batch.key, number=voucher.number) if voucher else None


def _by_name(asked: str) -> str | None:
    """Return where a name leads, for whoever may see households."""
    return way_by_name(asked) if clerk_now().may(Right.HOUSEHOLDS) else None


def _household_of(asked: str) -> str | None:
    """Return where a contact leads: to the household, or for whoever must not see it to its orders."""
    try:
        contact = read_contact(asked)
    except ContactUnreadable:
        return None
    column = getattr(Household, contact.column)
    public_id = db.session.scalar(select(Household.public_id).where(column == contact.value))
    if public_id is None:
        return None
    if clerk_now().may(Right.HOUSEHOLDS):
        return url_for(".household", public_id=public_id)
    return url_for(".orders", household=public_id)

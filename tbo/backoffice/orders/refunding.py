"""Refunds by staff: whole or a part, with a reason, within what a role may give back, once however often asked."""

from flask_babel import gettext as _
from sqlalchemy import select

from ...db import commits, db
from ...orders.locks import locked_order
from ...orders.models import Order
from ...orders.refunds.requests import end_renewal
from ...orders.refunds.sending import NothingToRefund, TooMuchToRefund, payment_of, refund_order
from ...rules.money import Money, NotAnAmount
from ...rules.order_states import SETTLED, PaymentState
from ...rules.staff_rights import most_refunded
from ...web.errors import Refusal
from ...web.filters import money
from ..audit import Deed, record
from ..forms import once
from ..models import Staff
from ..staff.sessions import Clerk

# What a column of whole fen holds on both engines.
NOTHING, LARGEST = Money(0), Money(2**31 - 1)


class NotASum(Refusal):
    """What was typed as an amount is none."""

    status = 422

    def words(self) -> str:
        """Show how to write one."""
        return _("金额要写成 12.00 这样，最多两位小数。")


class MoreThanYouMay(Refusal):
    """A role may give back only so much of an order; others may more."""

    status = 403

    def words(self) -> str:
        """Say who may."""
        return _("一张订单，客服最多退 %(most)s。更多的请店主或财务来退。", most=money(most_refunded(()) or NOTHING))


class MoreThanIsLeft(Refusal):
    """More is asked back than is left of the payment, or nothing is left at all."""

    status = 422

    def __init__(self, said: str, left: Money):
        super().__init__(said)
        self.left = left

    def words(self) -> str:
        """Say what is left."""
        if not self.left:
            return _("这张订单没有可退的了：已经退回，或者正在路上。")
        return _("最多还能退 %(left)s。", left=money(self.left))


def left_of(order: Order) -> Money:
    """Return how much of an order can still be given back."""
    payment = payment_of(order) if order.state in SETTLED else None
    if payment is None or payment.state == PaymentState.FINISHED:
        return NOTHING
    return Money(payment.amount_fen - payment.refunded_fen - payment.refunding_fen)


def asked_of(clerk: Clerk, order: Order, is_all: bool, typed: str) -> Money:
    """Return how much is asked back: all that is left, or what was typed.

    Raises NotASum, MoreThanIsLeft, MoreThanYouMay.
    """
    left = left_of(order)
    asked = left if is_all else read_amount(typed)
    if not left or asked > left:
        raise MoreThanIsLeft(f"{asked} of {order.number}", left)
    _check_bound(clerk, order, asked)
    return asked


def _check_bound(clerk: Clerk, order: Order | None, asked: Money) -> None:
    most = most_refunded(clerk.roles)
    if most is not None and _gone_of(order) + asked > most:
        raise MoreThanYouMay(f"staff {clerk.staff_id} may give back {most} in all, {asked} was asked")


def _gone_of(order: Order | None) -> Money:
    """Return how much of an order went back before or is on its way: a bound by the piece would be none."""
    payment = payment_of(order) if order is not None else None
    return Money(payment.refunded_fen + payment.refunding_fen) if payment is not None else NOTHING


def read_amount(text: str) -> Money:
    """Read yuan as people type them. Raises NotASum."""
    text = text.strip().lstrip("¥￥").strip()
    whole, dot, part = text.partition(".")
    try:
        amount = Money.from_yuan_text(f"{whole}.{part:0<2}" if dot else f"{text}.00")
    except NotAnAmount as error:
        raise NotASum("not an amount") from error
    if not NOTHING < amount <= LARGEST:
        raise NotASum("nothing, or more than any column holds")
    return amount


@commits
def give_back(
    clerk: Clerk, number: str, amount: Money | None, reason: str, form_key: str, ends_renewal: bool = False
) -> str:
    """Ask an order's money back and return the refund's number; the same form again returns the same number.

    `ends_renewal`: the subscription whose period it was renews no more; only with all that is left of the order.
    Raises MoreThanYouMay, MoreThanIsLeft.
    """

    def deed() -> str:
        order = locked_order(number)
        left = left_of(order) if order is not None else NOTHING
        asked = left if amount is None else amount
        _check_bound(clerk, order, asked)
        try:
            refund = refund_order(number, reason, asked if asked else None, actor=f"staff:{clerk.staff_id}")
        except (NothingToRefund, TooMuchToRefund) as refusal:
            raise MoreThanIsLeft(str(refusal), left) from refusal
        is_whole = order is not None and asked == left
        ended = end_renewal(order, f"refunded: {reason}") if order and is_whole and ends_renewal else None
        staff = db.session.scalars(select(Staff).where(Staff.id == clerk.staff_id)).one()
        before, after = {"left_fen": left.fen}, {"refund": refund, "fen": asked.fen, "left_fen": left.fen - asked.fen}
        after |= {"renews_no_more": ended} if ended else {}
        record(staff, Deed("refund", "order", number, before, after, reason))
        return refund

    return once(clerk, form_key, deed)

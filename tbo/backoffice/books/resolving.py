"""Explaining a difference between the bill and our books: ask Alipay, give the money back, or write it off."""

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ...db import commits, db
from ...orders.asking import look
from ...orders.books import bill_books
from ...orders.books.bill_models import BillDifference
from ...orders.books.ledger import record as book
from ...orders.models import Order, Payment
from ...rules.ledger import LedgerKind
from ...rules.money import Money
from ...rules.order_states import Told
from ...rules.reconciliation import Story
from ...web.errors import Refusal
from ..audit import Deed, record
from ..models import Staff
from ..orders.refunding import give_back, left_of
from ..staff.sessions import Clerk


class StillDifferent(Refusal):
    """Alipay was asked, and the bill and our books disagree as before."""

    def __init__(self, said: str, told: Told | None):
        super().__init__(said)
        self.told = told

    def words(self) -> str:
        """Say what Alipay answered."""
        if self.told is None:
            return _("支付宝没有给出确定的回答，差异还在。过一会儿可以再问。")
        return _("支付宝的回答是“%(told)s”，差异还在。", told=_told_words(self.told))


class AlreadyExplained(Refusal):
    """Somebody was faster."""

    def words(self) -> str:
        """Say it."""
        return _("这处差异已经有说明了。")


class NothingToGiveBack(Refusal):
    """No order of ours holds money of this difference."""

    def words(self) -> str:
        """Say what can be done instead."""
        return _("我们这里没有属于它的钱可退。请在支付宝里处理，再写原因核销。")


def ask(clerk: Clerk, difference_id: int) -> None:
    """Ask Alipay about the payment and settle by its answer; the bill alone changes nothing. Raises StillDifferent."""
    one = _open(difference_id)
    number = one.payment_number
    db.session.rollback()
    told = look(number, "staff")
    is_explained = bill_books.look_again(difference_id, _teller(clerk))
    _write_down(clerk, difference_id, "difference-asked", told.value if told else "unknown")
    if not is_explained:
        raise StillDifferent(f"difference {difference_id} stays after {told}", told)


def refund(clerk: Clerk, difference_id: int, reason: str, form_key: str) -> None:
    """Give back what is left of the order behind a difference. Raises NothingToGiveBack and what `give_back` does."""
    number = order_to_refund(_open(difference_id))
    if number is None:
        raise NothingToGiveBack(f"difference {difference_id} has no money here")
    give_back(clerk, number, None, reason, form_key)
    _explain(clerk, difference_id, Story.REFUNDED, reason, "difference-refunded")


@commits
def write_off(clerk: Clerk, difference_id: int, reason: str) -> None:
    """Let a difference stay, with the reason; the ledger says so. Raises AlreadyExplained."""
    one = _open(difference_id)
    payment = db.session.scalar(select(Payment).where(Payment.number == one.payment_number))
    book(
        LedgerKind.WRITTEN_OFF,
        key=f"written-off:{one.id}",
        amount=Money(one.size_fen),
        payment=payment,
        reason=reason,
        actor=f"staff:{clerk.staff_id}",
    )
    _explain(clerk, difference_id, Story.WRITTEN_OFF, reason, "difference-written-off")


def order_to_refund(one: BillDifference) -> str | None:
    """Return the order behind a difference that still holds money, None where there is none."""
    return orders_to_refund([one]).get(one.payment_number or "")


def orders_to_refund(differences: Iterable[BillDifference]) -> dict[str, str]:
    """Return the same of many at once: orders by the numbers of payments."""
    numbers = {one.payment_number for one in differences}
    of = select(Payment.number, Order).join(Payment.order).where(Payment.number.in_(numbers))
    rows = db.session.execute(of.options(selectinload(Order.payments))).all()
    return {number: order.number for number, order in rows if left_of(order)}


@commits
def _explain(clerk: Clerk, difference_id: int, story: Story, reason: str, what: str) -> None:
    one = _open(difference_id)
    bill_books.tell(one, story, _teller(clerk), reason)
    _write_down(clerk, difference_id, what, reason)


@commits
def _write_down(clerk: Clerk, difference_id: int, what: str, reason: str) -> None:
    one = db.session.get_one(BillDifference, difference_id)
    before, after = {"fen": one.size_fen, "day": one.day.isoformat()}, {"story": one.story}
    staff = db.session.get_one(Staff, clerk.staff_id)
    record(staff, Deed(what, "payment", one.payment_number, before, after, reason))


def _open(difference_id: int) -> BillDifference:
    one = db.session.scalar(select(BillDifference).where(BillDifference.id == difference_id).with_for_update())
    if one is None or one.story is not None:
        raise AlreadyExplained(f"difference {difference_id} has a story")
    return one


def _teller(clerk: Clerk) -> str:
    return clerk.name


def _told_words(told: Told) -> str:
    known = {
        Told.MISSING: _("没有这笔交易"),
        Told.WAITING: _("还没付款"),
        Told.PAID: _("已付款"),
        Told.FINISHED: _("已付款，过了可退期"),
        Told.CLOSED: _("已关闭"),
    }
    return known[told]

"""News of a payment, from whoever tells it, in one form: notices, answers to our queries, staff."""

from dataclasses import dataclass, field
from datetime import datetime

from ..alipay.notices import PaymentNotice
from ..alipay.trades import TradeAnswer, TradeState
from ..rules.money import Money
from ..rules.order_states import News, Told

_TOLD = {
    TradeState.MISSING: Told.MISSING,
    TradeState.WAITING: Told.WAITING,
    TradeState.PAID: Told.PAID,
    TradeState.FINISHED: Told.FINISHED,
    TradeState.CLOSED: Told.CLOSED,
}


@dataclass(frozen=True, kw_only=True)
class Telling:
    """One piece of news. `key` is the same whenever the same thing is told again by the same teller.

    `refund_number` is ours, when the news is of one of our refunds. `must_query`: not to be believed as it stands.
    """

    payment_number: str
    key: str
    told_by: str
    news: News
    trade_no: str | None = None
    buyer_id: str | None = field(default=None, repr=False)
    paid_at: datetime | None = None
    refund_number: str | None = None
    must_query: bool = False


def told_by_notice(notice: PaymentNotice) -> Telling:
    """Read a verified notice; one that says a refund but not its sum is to be asked about."""
    in_full = notice.amount if notice.is_refund and notice.state is TradeState.CLOSED else None
    refunded = notice.refunded_in_all or in_full
    return Telling(
        payment_number=notice.payment_number,
        key=f"notice:{notice.notice_id}",
        told_by="notice",
        news=News(_TOLD[notice.state], notice.amount, refunded or Money.zero()),
        trade_no=notice.trade_no,
        buyer_id=notice.buyer_id,
        paid_at=notice.paid_at,
        refund_number=notice.refund_number,
        must_query=notice.must_query or (notice.is_refund and not refunded),
    )


def told_by_query(answer: TradeAnswer, nth: int, told_by: str = "query") -> Telling:
    """Read a verified answer to our `nth` query about a payment; one that was paid and is closed went back whole."""
    was_paid_and_closed = answer.state is TradeState.CLOSED and answer.paid_at is not None
    refunded = answer.amount if was_paid_and_closed else None
    return Telling(
        payment_number=answer.payment_number,
        key=f"query:{answer.payment_number}:{nth}",
        told_by=told_by,
        news=News(_TOLD[answer.state], answer.amount, refunded or Money.zero(), asked=True),
        trade_no=answer.trade_no,
        buyer_id=answer.buyer_id,
        paid_at=answer.paid_at,
    )

"""What happened to a subscription, in order: signing, notices with their proof, tries, pauses, ends, and who did it."""

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select

from ...db import db
from ...messages.models import Message
from ...orders.models import Order
from ...rules.money import Money
from ...rules.subscription_states import TryState
from ...subscriptions.models import RenewalAttempt, RenewalNotice, Subscription
from ...web.filters import money, to_minute
from ..days import day_words
from ..deeds import deed_words
from ..models import AuditEntry
from ..naming import try_words
from ..orders.timeline import Event
from ..reasons import code_words, reason_words

MOST = 200
OF_SUBSCRIPTION = "subscription"


def events_of(subscription: Subscription, tries: list[RenewalAttempt]) -> list[Event]:
    """Return every event of a subscription, the oldest first."""
    found = [*_its_own(subscription), *_notices(subscription), *_tries(tries), *_staff(subscription)]
    return sorted(found, key=lambda event: event.at)


def tries_of_all_periods(subscription: Subscription) -> list[RenewalAttempt]:
    """Return the tries of every period, the newest first."""
    mine = select(RenewalAttempt).where(RenewalAttempt.subscription_id == subscription.id)
    return list(db.session.scalars(mine.order_by(RenewalAttempt.id.desc()).limit(MOST)))


def _its_own(subscription: Subscription) -> Iterator[Event]:
    yield Event(at=subscription.created_at, sign="file", colour="grey", words=_("打开签约页"))
    known = (
        (subscription.signed_at, "link", "green", _("签好了"), subscription.agreement_no),
        (subscription.cancelled_at, "x", "amber", _("取消续费"), ""),
        (subscription.unsigned_at, "link", "red", _("支付宝那边解约了"), ""),
        (subscription.ended_at, "x", "red", _("结束"), reason_words(subscription.ended_because)),
    )
    for at, sign, colour, words, more in known:
        if at is not None:
            yield Event(at=at, sign=sign, colour=colour, words=words, more=more or "")


def _notices(subscription: Subscription) -> Iterator[Event]:
    told = select(RenewalNotice, Message).join(Message, Message.id == RenewalNotice.message_id)
    mine = told.where(RenewalNotice.subscription_id == subscription.id).order_by(RenewalNotice.id.desc()).limit(MOST)
    for notice, message in db.session.execute(mine):
        said = day_words(notice.charge_on), money(Money(notice.amount_fen))
        words = _("预告：%(day)s扣 %(amount)s", day=said[0], amount=said[1])
        if message.sent_at is not None:
            proof = _("已发出 %(at)s", at=to_minute(message.sent_at))
        else:
            proof = _("发不出去") if message.failed_at is not None else _("还没发出")
        colour = "blue" if message.sent_at is not None else "red" if message.failed_at is not None else "amber"
        yield Event(at=notice.told_at, sign="info", colour=colour, words=words, more=proof)


def _tries(tries: list[RenewalAttempt]) -> Iterator[Event]:
    totals = {row.number: row.total_fen for row in _totals(tries)}
    for one in tries:
        nth = _("第 %(period)s 期第 %(nth)s 次", period=one.period + 1, nth=one.nth)
        more = " · ".join(part for part in (nth, one.payment_number, code_words(one.sub_code or "")) if part)
        yield Event(at=one.tried_at, sign="outside", colour="grey", words=_("去扣款"), more=more)
        if one.ended_at is not None:
            is_paid = one.state == TryState.PAID
            colour, sign = ("green", "banknote") if is_paid else ("red", "circle-alert")
            amount = Money(totals.get(one.order_number, 0)) if is_paid else None
            yield Event(at=one.ended_at, sign=sign, colour=colour, words=try_words(one.state), more=nth, amount=amount)


def _totals(tries: list[RenewalAttempt]):
    numbers = {one.order_number for one in tries}
    return db.session.execute(select(Order.number, Order.total_fen).where(Order.number.in_(numbers)))


def _staff(subscription: Subscription) -> Iterator[Event]:
    done = AuditEntry.subject_kind == OF_SUBSCRIPTION, AuditEntry.subject == subscription.number
    for entry in db.session.scalars(select(AuditEntry).where(*done).order_by(AuditEntry.id).limit(MOST)):
        words = _("%(who)s：%(what)s", who=entry.who.split(" <")[0], what=deed_words(entry.what))
        yield Event(at=entry.at, sign="user", colour="blue", words=words, more=entry.reason)

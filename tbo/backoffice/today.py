"""The page of today: what came in, against a week ago, and what a person has to look at."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, make_response, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from .. import clock
from ..catalog.models import Episode, Season, Title
from ..db import db
from ..jobs import MOST_TRIES, given_up, oldest_due_at
from ..orders.models import Order, Payment, Refund
from ..rules.money import Money
from ..rules.order_states import UNPAID, OrderState, RefundState
from ..rules.staff_rights import Right
from ..tickets.telling import trouble
from ..vouchers.life import running_low
from . import days
from .blueprint import pages
from .books.days import last_days, unexplained
from .counts import failing_subscriptions, flagged_payments, refused_refunds
from .figures.charts import Bars, by_hour
from .staff.guard import clerk_now, needs
from .staff.sessions import Clerk
from .vouchers.words import pace_words

WEEK = 7
LATE = timedelta(hours=1)
WORKER_LATE = timedelta(minutes=5)
TITLES = 6
MOST_BATCHES = 5


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something that waits for a person, with the page where it is done."""

    colour: str
    sign: str
    words: str
    more: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Sales:
    """What came in and went back in a span of time."""

    paid: Money
    returned: Money
    orders: int

    @property
    def collected(self) -> Money:
        """What is left of it."""
        return self.paid - self.returned


@pages.get("/staff")
@needs(Right.TODAY)
def today() -> Response:
    """Show the day to whoever works here, each what their role may see."""
    clerk, day, now = clerk_now(), days.today(), clock.now()
    begins, week_ago = days.begins_at(day), days.begins_at(days.days_before(day, WEEK))
    context: dict = {"day": days.day_words(day), "titles": _titles(begins, now)}
    if clerk.may(Right.ORDERS):
        context |= {
            "sales": sales_between(begins, now),
            "sales_before": sales_between(week_ago, now - timedelta(days=WEEK)),
            "week": sales_between(days.begins_at(days.days_before(day, WEEK - 1)), now),
            "waiting": _count(select(func.count(Order.id)).where(Order.state == OrderState.PENDING)),
            "chart": _chart(begins, week_ago, now),
        }
    context |= {"todo": _todo(clerk, now)}
    if clerk.may(Right.RECONCILIATION):
        context |= {"books": last_days(1), "unexplained": unexplained()}
    return make_response(render_template("backoffice/today.html", **context))


def sales_between(begins: datetime, ends: datetime) -> Sales:
    """Sum up what was paid and what went back; a payment counts when it was paid, a refund when it was done."""
    came = Payment.state.not_in(UNPAID), Payment.paid_at >= begins, Payment.paid_at < ends
    went = Refund.state == RefundState.DONE, Refund.done_at >= begins, Refund.done_at < ends
    fen = db.session.scalar(select(func.sum(Payment.amount_fen)).where(*came))
    count = _count(select(func.count(Order.id)).where(Order.paid_at >= begins, Order.paid_at < ends))
    back = db.session.scalar(select(func.sum(Refund.amount_fen)).where(*went)) or 0
    return Sales(Money(int(fen or 0)), Money(int(back)), count)


def _chart(begins: datetime, week_ago: datetime, now: datetime) -> Bars:
    return by_hour(_paid_by_hour(begins), _paid_by_hour(week_ago), days.hour_of(now))


def _paid_by_hour(begins: datetime) -> list[int]:
    paid = Payment.state.not_in(UNPAID), Payment.paid_at >= begins, Payment.paid_at < begins + timedelta(days=1)
    sums = [0] * 24
    for at, fen in db.session.execute(select(Payment.paid_at, Payment.amount_fen).where(*paid)):
        sums[days.hour_of(at or begins)] += fen
    return sums


def _titles(begins: datetime, now: datetime) -> list:
    """List what was bought most today by title; plans belong to none."""
    paid = Order.paid_at >= begins, Order.paid_at < now
    season = func.coalesce(Order.season_id, Episode.season_id)
    found = (
        select(Title.name, func.count(Order.id).label("orders"), func.sum(Order.total_fen).label("fen"))
        .select_from(Order)
        .outerjoin(Episode, Episode.id == Order.episode_id)
        .join(Season, Season.id == season)
        .join(Title, Title.id == Season.title_id)
        .where(*paid)
        .group_by(Title.id, Title.name)
        .order_by(func.count(Order.id).desc(), Title.id)
    )
    rows = db.session.execute(found.limit(TITLES)).all()
    return [(row.name, row.orders, Money(int(row.fen))) for row in rows]


def _todo(clerk: Clerk, now: datetime) -> list[ToDo]:
    found = _money_to_do(now) if clerk.may(Right.ORDERS) else []
    found += _renewals_to_do() if clerk.may(Right.SUBSCRIPTIONS) else []
    found += _books_to_do() if clerk.may(Right.RECONCILIATION) else []
    found += _vouchers_to_do() if clerk.may(Right.VOUCHERS) else []
    found += _jobs_to_do() if clerk.may(Right.ORDERS) else []
    due_at = oldest_due_at()
    if due_at is not None and now - due_at > WORKER_LATE:
        minutes = int((now - due_at).total_seconds()) // 60
        words = ngettext("后台任务晚了 %(num)s 分钟", "后台任务晚了 %(num)s 分钟", minutes)
        found.append(ToDo("red", "clock", words, _("请看一下 worker 进程是不是还在跑。")))
    return found


def _money_to_do(now: datetime) -> list[ToDo]:
    found = []
    if flagged := flagged_payments():
        words = ngettext("%(num)s 笔付款要人看", "%(num)s 笔付款要人看", flagged)
        more = _("支付宝说的和我们记的不一样。")
        found.append(ToDo("red", "circle-alert", words, more, url_for(".orders", show="flagged")))
    if refused := refused_refunds():
        words = ngettext("%(num)s 笔退款被支付宝拒绝", "%(num)s 笔退款被支付宝拒绝", refused)
        found.append(ToDo("red", "undo", words, _("钱还在我们这里。"), url_for(".orders", show="refused")))
    on_its_way = Refund.state == RefundState.REQUESTED, Refund.requested_at < now - LATE
    if late := _count(select(func.count(Refund.id)).where(*on_its_way)):
        words = ngettext("%(num)s 笔退款还在路上", "%(num)s 笔退款还在路上", late)
        more = _("已经一个多小时了，会自动再试。")
        found.append(ToDo("amber", "undo", words, more, url_for(".orders", show="refunding")))
    return found


def _renewals_to_do() -> list[ToDo]:
    failing = failing_subscriptions()
    if not failing:
        return []
    words = ngettext("%(num)s 家的续费没扣成", "%(num)s 家的续费没扣成", failing)
    more = _("宽限期里会自己再试，照常能看。")
    return [ToDo("amber", "repeat", words, more, url_for(".subscriptions", show="failing"))]


def _books_to_do() -> list[ToDo]:
    found = []
    for book in last_days(31):
        if book.unexplained:
            more = ngettext("%(num)s 处差异没有说明", "%(num)s 处差异没有说明", book.open_count)
            url = url_for(".reconciliation_day", day=book.day.isoformat())
            found.append(ToDo("red", "scale", _("%(day)s的账没对上", day=days.day_words(book.day)), more, url))
    return found


def _vouchers_to_do() -> list[ToDo]:
    found = _tickets_to_do()
    for batch, life in running_low()[:MOST_BATCHES]:
        words = ngettext(
            "“%(batch)s”只剩 %(num)s 个兑换码", "“%(batch)s”只剩 %(num)s 个兑换码", life.unsold, batch=batch.name
        )
        more = pace_words(life) or _("做一批新的，天猫才能接着卖。")
        found.append(
            ToDo("amber" if life.unsold else "red", "ticket", words, more, url_for(".voucher_batch", key=batch.key))
        )
    return found


def _jobs_to_do() -> list[ToDo]:
    lost, _last = given_up()
    if not lost:
        return []
    words = ngettext("%(num)s 个后台任务放弃了", "%(num)s 个后台任务放弃了", lost)
    more = _("各试了 %(tries)s 次都没成，不会再试。请管服务器的人运行 flask tbo doctor。", tries=MOST_TRIES)
    return [ToDo("red", "circle-alert", words, more)]


def _tickets_to_do() -> list[ToDo]:
    found, seen = [], trouble()
    if seen.no_stock:
        words = ngettext("天猫的 %(num)s 个订单没有码可发", "天猫的 %(num)s 个订单没有码可发", seen.no_stock)
        found.append(ToDo("red", "ticket", words, _("给它的商品做一批码，再请天猫重发。"), url_for(".vouchers")))
    if seen.refused:
        words = ngettext("天猫拒绝了 %(num)s 件事", "天猫拒绝了 %(num)s 件事", seen.refused)
        found.append(
            ToDo("amber", "ticket", words, _("发码或核销没有成；码的页面上写着天猫说了什么。"), url_for(".vouchers"))
        )
    if seen.late:
        words = ngettext("有 %(num)s 件事天猫一个多小时没听到", "有 %(num)s 件事天猫一个多小时没听到", seen.late)
        found.append(
            ToDo("amber", "ticket", words, _("会自己再试；看看密钥和授权是不是过期了。"), url_for(".vouchers"))
        )
    return found


def _count(query) -> int:
    return db.session.scalar(query) or 0

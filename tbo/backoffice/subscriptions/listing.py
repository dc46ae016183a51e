"""The list of subscriptions: by state, plan and next charge, or the one that a number or a contact leads to."""

from datetime import timedelta

from flask import Response, abort, make_response, request
from flask_babel import gettext as _
from sqlalchemy import Select, or_, select

from ... import clock
from ...accounts.contacts import ContactUnreadable, read_contact
from ...accounts.models import Household
from ...db import db
from ...offers.models import Plan
from ...rules.renewal_schedule import GRACE, day_in_china
from ...rules.staff_rights import Right
from ...rules.subscription_states import SubscriptionState
from ...subscriptions.models import Subscription
from ...web.pages import page_or_part
from ..blueprint import pages
from ..paging import ON_PAGE, last_seen, listed
from ..staff.guard import clerk_now, needs

_S = SubscriptionState
STATES: dict[str, tuple[SubscriptionState, ...]] = {
    "all": tuple(_S),
    "trial": (_S.TRIAL,),
    "active": (_S.ACTIVE,),
    "failing": (_S.GRACE,),
    "cancelled": (_S.CANCELLED,),
    "paused": (_S.PAUSED,),
    "signing": (_S.SIGNING,),
    "lapsed": (_S.LAPSED,),
}
CHARGED = (_S.TRIAL, _S.ACTIVE, _S.GRACE, _S.PAUSED)
# In days from today in China.
DUE = {"today": 0, "week": 7, "month": 31}


@pages.get("/staff/subscriptions")
@needs(Right.SUBSCRIPTIONS)
def subscriptions() -> Response:
    """Show subscriptions, the newest first."""
    show, plan, due = (request.args.get(name, "")[:40] for name in ("show", "plan", "due"))
    asked = " ".join(request.args.get("q", "")[:200].split())
    if (show and show not in STATES) or (due and due not in DUE):
        abort(404)
    found = _named(asked) if asked else _filtered(show or "all", plan, due)
    last = last_seen()
    found = found.where(Subscription.id < last) if last else found
    rows = db.session.execute(found.order_by(Subscription.id.desc()).limit(ON_PAGE + 1)).all()
    plans = db.session.execute(select(Plan.key, Plan.name).order_by(Plan.months, Plan.id)).all()
    page = page_or_part(
        "backoffice/subscriptions.html",
        "subscriptions",
        found=listed(rows, lambda row: row[0].id),
        show=show or "all",
        plan=plan,
        due=due,
        asked=asked,
        filters=_filter_words(),
        charged=CHARGED,
        dues=[("", _("不限")), ("today", _("今天扣")), ("week", _("七天内扣")), ("month", _("一个月内扣"))],
        plans={row.key: row.name for row in plans},
    )
    return make_response(page)


def _filtered(show: str, plan: str, due: str) -> Select:
    found = _with_households().where(Subscription.state.in_(STATES[show]))
    found = found.where(Subscription.plan_key == plan) if plan else found
    if due:
        until = day_in_china(clock.now()) + timedelta(days=DUE[due]) + GRACE
        found = found.where(Subscription.state.in_(CHARGED), Subscription.planned_on <= until)
    return found


def _named(asked: str) -> Select:
    """Find by our number, by Alipay's, and for whoever may see households by contact or their number."""
    ways = [Subscription.number == asked.upper(), Subscription.agreement_no == asked]
    if clerk_now().may(Right.HOUSEHOLDS):
        ways.append(Household.public_id == asked)
        try:
            contact = read_contact(asked)
            ways.append(getattr(Household, contact.column) == contact.value)
        except ContactUnreadable:
            pass
    return _with_households().where(or_(*ways))


def _with_households() -> Select:
    return select(Subscription, Household).join(Household, Household.id == Subscription.household_id)


def _filter_words() -> list[tuple[str, str]]:
    return [
        ("all", _("全部")),
        ("trial", _("试用中")),
        ("active", _("在续")),
        ("failing", _("没扣成")),
        ("cancelled", _("取消了")),
        ("paused", _("停着")),
        ("signing", _("在签")),
        ("lapsed", _("结束了")),
    ]

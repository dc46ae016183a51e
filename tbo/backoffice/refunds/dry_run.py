"""A dry run as it is shown: who bought each order, what goes back, what is taken back, what is kept or left out."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from ...accounts.models import Household
from ...db import db
from ...entitlements.models import Entitlement
from ...orders.counted import Counted
from ...orders.gifts.giving import GIFT
from ...orders.models import Gift, Order
from ...orders.naming import names_of
from ...orders.refunds.bulk import Plan, Planned
from ...orders.refunds.goods import SOURCE
from ...rules.access import OfferKind
from ...rules.bulk_refunds import LeftOut
from ...rules.contacts import masked
from ...rules.money import Money
from ...rules.subscription_states import RUNNING, SubscriptionState
from ...subscriptions.models import RenewalAttempt, Subscription
from ...web.filters import money
from ..households.owning import span_words
from .words import left_out_words

_RENEWS = sorted(RUNNING - {SubscriptionState.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One order of a dry run: what goes back, or why nothing does."""

    number: str
    is_known: bool
    who: str
    name: str
    amount: Money | None = None
    takes: str = ""
    keeps: tuple[str, ...] = ()
    counted: tuple[Counted, ...] = ()
    skipped: str = ""


def shown_rows(plan: Plan, start: int, most: int) -> list[Shown]:
    """Show a part of a dry run, what goes back first; as many queries for many orders as for one."""
    planned = {one.number: one for one in plan.refunds}
    skipped = dict(plan.left_out)
    numbers = [*planned, *skipped][start : start + most]
    orders = {one.number: one for one in db.session.scalars(select(Order).where(Order.number.in_(numbers)))}
    who, names = whose(orders.values()), names_of({order.id: order.subject for order in orders.values()})
    back = {number: order for number, order in orders.items() if number in planned}
    takes, renews = _taken(back), _renewing(back.values())
    found = []
    for number in numbers:
        order, one = orders.get(number), planned.get(number)
        found.append(
            Shown(
                number=number,
                is_known=order is not None,
                who=who[order.household_id] if order else "",
                name=names[order.id] if order else "",
                amount=one.amount if one else None,
                takes=takes.get(number, ""),
                keeps=tuple(_kept(one, number in renews)) if one else (),
                counted=one.counted if one else (),
                skipped="" if one else left_out_words(skipped[number]),
            )
        )
    return found


def whose(orders: Iterable[Order]) -> dict[int, str]:
    """Say whose orders these are, masked, by household."""
    ids = {order.household_id for order in orders}
    rows = db.session.execute(select(Household.id, Household.phone, Household.email).where(Household.id.in_(ids)))
    return {
        row.id: " · ".join(masked(contact) for contact in (row.phone, row.email) if contact) or _("游客")
        for row in rows
    }


def reasons_of(plan: Plan) -> list[tuple[str, int]]:
    """Say why orders are left out, with how many there are of each."""
    why = [why for _number, why in plan.left_out]
    return [(left_out_words(each), why.count(each)) for each in LeftOut if each in why]


def twice_of(plan: Plan) -> Money:
    """Return how much at most would go back twice."""
    return Money.sum_of(one.amount for planned in plan.refunds for one in planned.counted)


def _kept(planned: Planned, renews: bool) -> Iterable[str]:
    earlier = planned.paid - planned.amount
    if earlier:
        yield _("%(amount)s 早先退过，或者在路上", amount=money(earlier))
    if renews:
        yield _("续费不停：到下次扣款日照常续")


def _taken(orders: dict[str, Order]) -> dict[str, str]:
    """Say what is taken back for each order once its money is there."""
    kinds = Entitlement.source_kind.in_((SOURCE, GIFT)), Entitlement.source.in_(list(orders))
    given = select(Entitlement).where(*kinds, Entitlement.revoked_at.is_(None))
    rights = {right.source: right for right in db.session.scalars(given)}
    of_gifts = select(Gift.order_id, Gift.redeemed_at).where(
        Gift.order_id.in_([order.id for order in orders.values()]), Gift.revoked_at.is_(None)
    )
    gifts = {row.order_id: row.redeemed_at for row in db.session.execute(of_gifts)}
    found = {}
    for number, order in orders.items():
        right = rights.get(number)
        if order.id in gifts and gifts[order.id] is None:
            found[number] = _("礼物码不再能打开")
        elif right is None:
            found[number] = _("没有要收回的")
        elif order.is_gift:
            found[number] = _("打开礼物的人的观看：%(span)s", span=span_words(right))
        else:
            found[number] = _("观看：%(span)s", span=span_words(right))
    return found


def _renewing(orders: Iterable[Order]) -> set[str]:
    """Return after which of these orders, each a period of a plan, a subscription goes on."""
    numbers = [order.number for order in orders if order.offer_kind == OfferKind.PLAN]
    goes_on = RenewalAttempt.order_number.in_(numbers), Subscription.state.in_(_RENEWS)
    found = select(RenewalAttempt.order_number).join(Subscription).where(*goes_on)
    return set(db.session.scalars(found)) if numbers else set()

"""Checkout: placing an order, which freezes a quote that the server has computed again."""

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

import structlog
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import bindparam, func, select

from .. import clock
from ..accounts.guests import household_for_purchase
from ..accounts.viewer import viewer
from ..db import commits, db
from ..offers.quote import Quote
from ..offers.wording import subject_of
from ..rules.access import ProfileFacts
from ..rules.money import Money
from ..rules.order_states import SETTLED, OrderState, new_order_number
from ..statements import run
from ..web.errors import Refusal
from .books.booking import book_order
from .coupons.places import hold_place
from .fulfilment import fulfil, sale_of
from .lines import kept
from .locks import lock_household
from .minors import close_behind_minor, require_pin_to_buy, require_within_limits
from .models import Order
from .wishes import Wish, quote_wish, wanted_episode

log = structlog.get_logger()
FORM_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
MOST_WAITING = 20


class PriceChanged(Refusal):
    """The price shown in the form is not the price now; nothing was ordered."""

    def __init__(self, shown: Money, quote: Quote) -> None:
        super().__init__(f"{shown} was shown, {quote.total} is the price now")
        self.quote = quote

    def words(self) -> str:
        """Say that the price has changed."""
        return _("价格刚刚变了，请再看一眼。还没有下单，也没有扣款。")


class FormTooOld(Refusal):
    """The form has no usable key; it was not one of ours."""

    status = 400

    def words(self) -> str:
        """Say to begin again."""
        return _("这一页放得太久了。请返回、刷新，再试一次；没有扣款。")


class TooManyOrders(Refusal):
    """The household has more unpaid orders than a person would make."""

    status = 429

    def words(self) -> str:
        """Say to pay or wait."""
        return _("有太多没付的订单了。先付一笔，或者过一刻钟再来。")


@dataclass(frozen=True)
class Placed:
    """An order that was placed, now or by an earlier click on the same button."""

    number: str
    is_paid: bool


@commits
def place_for_visitor(wish: Wish, shown: Money, form_key: str, arrival_id: int | None) -> Placed:
    """Place an order for whoever is at the screen; somebody new becomes a guest household with it.

    Raises PinNeeded, and what place_order raises; then there is no household either.
    """
    _require_key(form_key)
    require_pin_to_buy()
    if viewer().household_id is None:
        # Before a household is made: what is not sold makes none.
        quote_wish(wish, None, viewer().profile, clock.now())
    household = household_for_purchase(form_key)
    placed = place_order(household.id, viewer().profile, wish, shown, form_key, arrival_id)
    close_behind_minor()
    return placed


@commits
def place_order(
    household_id: int, profile: ProfileFacts, wish: Wish, shown: Money, form_key: str, arrival_id: int | None = None
) -> Placed:
    """Place an order; the same key of a household places it once. A total of zero is fulfilled at once.

    `shown` is only compared with the price that the server computes. Raises PriceChanged, NotForSale and its kinds,
    FormTooOld, TooManyOrders, TooDearForProfile.
    """
    _require_key(form_key)
    household_id = lock_household(household_id)
    earlier = run(_PLACED, household_id=household_id, key=form_key).first()
    if earlier is not None:
        return Placed(earlier.number, earlier.state in SETTLED)
    _require_few_waiting(household_id)
    quote = quote_wish(wish, household_id, profile, clock.now())
    if quote.total != shown:
        raise PriceChanged(shown, quote)
    require_within_limits(quote.total)
    order = _new_order(household_id, wish, quote, form_key, arrival_id)
    db.session.add(order)
    db.session.flush()
    if quote.coupon:
        hold_place(order, quote.coupon)
    book_order(order)
    if not quote.total:
        order.state, order.paid_at = OrderState.PAID, order.placed_at
        fulfil(sale_of(order), None)
    log.info("order.placed", order_number=order.number, offer=order.offer_kind, fen=order.total_fen)
    return _placed(order)


def _new_order(household_id: int, wish: Wish, quote: Quote, form_key: str, arrival_id: int | None) -> Order:
    now, goods, plan = clock.now(), quote.goods, quote.plan
    minutes = current_app.extensions["tbo.settings"].order_minutes
    return Order(
        number=new_order_number(now, secrets.choice),
        household_id=household_id,
        profile_id=viewer().profile_id if viewer().household_id == household_id else None,
        state=OrderState.PENDING,
        offer_kind=quote.offer_kind,
        is_gift=quote.is_gift,
        episode_id=quote.episode_id,
        season_id=wish.season_id,
        plan_key=plan.key if plan else None,
        plan_version=plan.version.version if plan else None,
        months=plan.months if plan else None,
        wanted_episode_id=None if quote.is_gift else wanted_episode(wish, goods),
        subject=subject_of(quote.offer_kind, goods, quote.episode_id, plan.name if plan else None, quote.is_gift),
        lines=kept(quote.lines),
        total_fen=quote.total.fen,
        arrival_id=arrival_id,
        idempotency_key=form_key,
        placed_at=now,
        expires_at=now + timedelta(minutes=minutes),
    )


def _placed(order: Order) -> Placed:
    return Placed(order.number, order.state in SETTLED)


def _require_key(form_key: str) -> None:
    if not FORM_KEY.fullmatch(form_key):
        raise FormTooOld("the form has no usable key")


def _require_few_waiting(household_id: int) -> None:
    if run(_WAITING, household_id=household_id, now=clock.now()).scalar_one() >= MOST_WAITING:
        raise TooManyOrders(f"household {household_id} has {MOST_WAITING} unpaid orders")


_OF_HOUSEHOLD = Order.household_id == bindparam("household_id")
_PLACED = select(Order.number, Order.state).where(_OF_HOUSEHOLD, Order.idempotency_key == bindparam("key"))
_WAITING = (
    select(func.count())
    .select_from(Order)
    .where(_OF_HOUSEHOLD, Order.state == OrderState.PENDING, Order.expires_at > bindparam("now"))
)

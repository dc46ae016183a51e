"""What people buy beside their plan: an episode, a season, something for others; at the cashier, with a coupon."""

from dataclasses import replace

from sqlalchemy import select

from .. import clock
from ..accounts.devices import sign_in_device
from ..catalog.models import Episode
from ..db import commits, db
from ..orders.checkout import place_order
from ..orders.coupons.places import CouponNotUsable
from ..orders.gifts.giving import code_of, gift_of, open_gift
from ..orders.models import Order
from ..orders.payments import Product, start_payment
from ..orders.wishes import Wish, quote_wish
from ..rules.access import VISITOR, OfferKind
from .acts import new_key
from .cast import Person
from .opening import COUPON
from .stage import Stage

COUPONED = 300


def buys_something(stage: Stage, person: Person, how: str = "now") -> str:
    """Buy an episode or a season, and leave for the cashier; return the order's number."""
    kind = person.dice.choice((OfferKind.EPISODE, OfferKind.EPISODE, OfferKind.RENTAL, OfferKind.SEASON))
    episodes = list(db.session.execute(select(Episode.id, Episode.season_id).order_by(Episode.id)))
    episode = person.dice.choice(episodes)
    is_season = kind is OfferKind.SEASON
    wish = Wish(
        kind=kind,
        episode_id=None if is_season else episode.id,
        season_id=episode.season_id if is_season else None,
        coupon=COUPON if person.happens(COUPONED) else "",
    )
    return _orders(stage, person, wish, how)


def gives(stage: Stage, person: Person) -> str:
    """Buy a month for somebody."""
    return _orders(stage, person, Wish(kind=OfferKind.PLAN, plan_key="monthly", is_gift=True), "now")


def opens_gift(stage: Stage, order_number: str, receiver: Person | None) -> None:
    """Let somebody of the cast, or somebody whom nobody knows, open a gift."""
    with stage.shop.test_request_context(base_url=stage.shop.extensions["tbo.settings"].base_url):
        order = db.session.scalars(select(Order).where(Order.number == order_number)).one()
        gift = gift_of(order)
        code = code_of(gift) if gift is not None and gift.redeemed_at is None else None
        if code is None:
            return
        if receiver is not None:
            _sits_down(receiver)
        open_gift(code, new_key())


def pays(stage: Stage, person: Person, order_number: str, how: str = "now") -> None:
    """Go to the cashier with an order and press its button."""
    with stage.shop.test_request_context(base_url=stage.shop.extensions["tbo.settings"].base_url):
        started = start_payment(order_number, Product.WAP)
    stage.visit(started.url or "")
    stage.press(f"/trades/{started.number}/payment", how=how, buyer_id=person.buyer_id)


def _orders(stage: Stage, person: Person, wish: Wish, how: str) -> str:
    try:
        total = quote_wish(wish, person.household_id, VISITOR, clock.now()).total
    except CouponNotUsable:
        wish = replace(wish, coupon="")
        total = quote_wish(wish, person.household_id, VISITOR, clock.now()).total
    placed = place_order(person.household_id, VISITOR, wish, total, new_key())
    if not placed.is_paid and how != "never":
        pays(stage, person, placed.number, how)
    return placed.number


@commits
def _sits_down(person: Person) -> None:
    sign_in_device(person.household_id)

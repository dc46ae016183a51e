"""Things to sell and people who buy them, for tests of money: small makers with telling defaults."""

import itertools
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import current_app, has_request_context
from sqlalchemy import select

from tbo import clock
from tbo.accounts.guests import new_household
from tbo.catalog.models import Episode, Season, Studio, Title
from tbo.db import commits, db
from tbo.offers.models import Plan, PlanVersion
from tbo.orders.books.booking import book_order
from tbo.orders.checkout import place_order
from tbo.orders.models import Order, Payment
from tbo.orders.payments import Product, start_payment
from tbo.orders.wishes import Wish, quote_wish
from tbo.rules.access import VISITOR, OfferKind
from tbo.rules.money import Money
from tbo.rules.order_states import new_order_number, payment_number

DAY = timedelta(days=1)
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Sold:
    """A season that is on sale, by its numbers."""

    title_id: int
    season_id: int
    episodes: tuple[int, ...] = field(repr=False)

    def episode(self, number: int = 1) -> Wish:
        """The wish to keep an episode."""
        return Wish(kind=OfferKind.EPISODE, episode_id=self.episodes[number - 1])

    def rental(self, number: int = 1) -> Wish:
        """The wish to rent an episode."""
        return Wish(kind=OfferKind.RENTAL, episode_id=self.episodes[number - 1])

    @property
    def season(self) -> Wish:
        """The wish to have the season."""
        return Wish(kind=OfferKind.SEASON, season_id=self.season_id)


MONTHLY = Wish(kind=OfferKind.PLAN, plan_key="monthly")


@commits
def sell_series(episodes: int = 4, price: int = 300, season: int = 900, rental: int | None = 120, **title) -> Sold:
    """Publish a series of one season, its episodes in no plan unless `in_plan_at` says so."""
    made, now, in_plan_at = f"series-{next(_numbers)}", clock.now(), title.pop("in_plan_at", None)
    row = Title(**_title(made, now) | title)
    part = Season(title=row, number=1, price_fen=season)
    for number in range(1, episodes + 1):
        part.episodes.append(_episode(row, number, now, price, rental, in_plan_at))
    db.session.add(part)
    db.session.flush()
    return Sold(row.id, part.id, tuple(episode.id for episode in part.episodes))


def sell_film(price: int = 600, rental: int | None = 200) -> Sold:
    """Publish a film."""
    return sell_series(1, price, price, rental, kind="film")


@commits
def sell_plan(key: str = "monthly", price: int = 1900, months: int = 1, discount: int = 0) -> Wish:
    """Put a plan on sale and return the wish for a period of it."""
    plan = Plan(
        key=key, name={"zh-Hans": "月卡"}, pitch={"zh-Hans": "-"}, months=months, member_discount_percent=discount
    )
    plan.versions.append(PlanVersion(version=1, price_fen=price, sold_from=clock.now() - DAY))
    db.session.add(plan)
    return Wish(kind=OfferKind.PLAN, plan_key=key)


@commits
def household() -> int:
    """Make a household of one grown-up."""
    return new_household("zh-Hans").id


def price_of(wish: Wish, household_id: int) -> Money:
    """What a wish costs a household now."""
    return quote_wish(wish, household_id, VISITOR, clock.now()).total


def copy_of(order: Order, household_id: int, products: Iterable[Product]) -> Order:
    """Another household's order of the same thing, left for the cashiers `products`; quicker than placing it."""
    number = new_order_number(order.placed_at, secrets.choice)
    copy = Order(number=number, household_id=household_id, idempotency_key=secrets.token_urlsafe(18), **_same(order))
    for nth, product in enumerate(products, 1):
        same = _same(order.payments[0]) | {"number": payment_number(number, nth), "product": product}
        copy.payments.append(Payment(**same))
    db.session.add(copy)
    db.session.flush()
    book_order(copy)
    return copy


def _same(row: Order | Payment) -> dict:
    own = {"id", "number", "household_id", "idempotency_key", "order_id"}
    return {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key not in own}


def place(household_id: int, wish: Wish, key: str | None = None) -> str:
    """Order a wish at its price and return the order's number."""
    shown = price_of(wish, household_id)
    return place_order(household_id, VISITOR, wish, shown, key or secrets.token_urlsafe(18)).number


def attempt(order_number: str, product: Product = Product.PAGE) -> str:
    """Leave for the cashier and return the payment's number."""
    if has_request_context():
        return start_payment(order_number, product).number
    with current_app.test_request_context():
        return start_payment(order_number, product).number


def buying(wish: Wish, household_id: int | None = None, product: Product = Product.PAGE) -> str:
    """Let somebody (new, unless named) order and go to the cashier; return the payment's number."""
    return attempt(place(household_id or household(), wish), product)


def order_of(payment_number: str) -> Order:
    """The order behind a payment, as it is now."""
    db.session.rollback()
    return db.session.scalars(select(Order).join(Payment).where(Payment.number == payment_number)).one()


def payment_of(number: str) -> Payment:
    """A payment as it is now."""
    db.session.rollback()
    return db.session.scalars(select(Payment).where(Payment.number == number)).one()


def _title(slug: str, now: datetime) -> dict:
    studio = db.session.scalar(select(Studio)) or Studio(
        slug="house", name={"zh-Hans": "长安影业"}, country="CN", city={"zh-Hans": "西安"}, blurb={"zh-Hans": "-"}
    )
    return {
        **{name: {"zh-Hans": "雨夜便利店"} for name in ("name", "tagline", "synopsis")},
        **{"slug": slug, "kind": "series", "studio": studio, "countries": ["CN"], "audio": ["zh"], "subtitles": ["zh"]},
        **{"year": 2026, "min_age": 0, "regions": ["*"], "opens_at": now - 90 * DAY, "published_at": now - 90 * DAY},
        "in_child_pool": True,
    }


def _episode(title: Title, number: int, now: datetime, price: int, rental: int | None, in_plan_at) -> Episode:
    return Episode(
        title=title,
        number=number,
        name={"zh-Hans": f"第 {number} 集"},
        duration_s=1500,
        price_fen=price,
        rental_fen=rental,
        available_at=now - 80 * DAY,
        in_plan_at=in_plan_at,
    )

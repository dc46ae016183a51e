"""What is interrupted: a scene is set up, then one deed of it is begun and killed, and begun again by whoever waits."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from tbo.db import commits, db
from tbo.orders.checkout import place_order
from tbo.orders.gifts.giving import code_of
from tbo.orders.gifts.models import Gift
from tbo.orders.models import Order
from tbo.orders.payments import Product
from tbo.orders.refunds.bulk import carry_out, plan_for_orders
from tbo.orders.refunds.requests import take_back
from tbo.orders.refunds.sending import refund_order
from tbo.orders.renewals.sweep import sweep_subscriptions
from tbo.orders.wishes import Wish
from tbo.rules.access import VISITOR
from tbo.rules.money import Money
from tbo.vouchers.making import Giving
from tbo.vouchers.redeeming import find_voucher, redeem
from tbo.vouchers.redeeming import take_back as end_voucher
from tests.stress.places import COUPON
from tests.stress.world import World
from tests.support.selling import MONTHLY, price_of
from tests.vouchers.made import batch_of, codes, months, season_of

FORM_KEY = "one-form-one-key-0001"
DAYS_TO_RENEWAL = timedelta(days=26, hours=21)


@dataclass(frozen=True)
class Scene:
    """`prepare` returns plain facts that `deed` is given. `paid` trades there are at Alipay in the end, whatever was
    killed; `again`: somebody who sees that nothing came of it presses once more.
    """

    name: str
    prepare: Callable[[World], Any]
    deed: Callable[[World, Any], object]
    paid: int = 1
    again: bool = False


def _paid(world: World, wish: Wish, **how: Any) -> str:
    """Order and pay; nobody has told the shop yet."""
    number = world.orders(world.place.people[0], wish, **how)
    started = world.leaves(number, Product.PAGE)
    assert world.presses(started.number, "now", world.place.people[0].buyer_id)
    return number


def _told(world: World, wish: Wish, **how: Any) -> str:
    number = _paid(world, wish, **how)
    _tell(world, None)
    return number


def _tell(world: World, _facts: Any) -> None:
    with world.alipay.store.reading() as far:
        newest = far.execute("SELECT MAX(id) FROM notices").fetchone()[0]
    world.tells(newest)


def _paid_late(world: World) -> None:
    """Pay an order that was closed meanwhile."""
    number = world.orders(world.place.people[0], world.place.series.episode(), with_coupon=True)
    started = world.leaves(number, Product.PAGE)
    world.passes(timedelta(minutes=40))
    assert world.presses(started.number, "now", world.place.people[0].buyer_id) or world.presses(
        started.number, "late", world.place.people[0].buyer_id
    )


def _paid_twice(world: World) -> None:
    """Pay an order by two cashiers, and tell of the first."""
    number = world.orders(world.place.people[0], world.place.series.episode())
    payments = [world.leaves(number, product).number for product in (Product.PAGE, Product.WAP)]
    for payment in payments:
        assert world.presses(payment, "now", world.place.people[0].buyer_id)
        if payment == payments[0]:
            _tell(world, None)


def _checkout(wish_of: Callable[[World], Wish]) -> Callable[[World, Any], None]:
    def check_out(world: World, _facts: Any) -> None:
        who = world.place.people[0]
        shown = world.does(price_of, wish_of(world), who.household_id)
        if not isinstance(shown, Money):
            return
        placed = world.does(place_order, who.household_id, VISITOR, wish_of(world), shown, FORM_KEY)
        if not placed.is_paid:
            world.leaves(placed.number, Product.PAGE)

    return check_out


def _subscribed(world: World) -> None:
    who = world.place.people[0]
    assert world.signs(world.subscribes(who), who.buyer_id)


def _renewing(world: World) -> None:
    """Subscribe, and live until the second period is due."""
    _subscribed(world)
    world.works()
    for _day in range(9):
        world.passes(DAYS_TO_RENEWAL / 9)
    world.move_to(world.now + timedelta(hours=2))


def _look(_world: World, _facts: Any) -> None:
    sweep_subscriptions()


def _poor(world: World) -> None:
    _renewing(world)
    world.turns_purse(world.place.people[0].buyer_id, False)


def _slow(world: World) -> None:
    _subscribed(world)
    world.hangs(60)


def _refund(amount: int | None) -> Callable[[World, str], None]:
    def refund(world: World, number: str) -> None:
        world.does(refund_order, number, "a wish", Money(amount) if amount else None)
        world.works()

    return refund


def _own_refund(world: World, number: str) -> None:
    world.does(take_back, number, world.place.people[0].household_id)
    world.works()


def _bulk_refund(world: World, number: str) -> None:
    list(carry_out(plan_for_orders([number]), "a wish"))
    world.works()


def _open(world: World, number: str) -> None:
    """Open a gift as another household."""
    found = select(Gift).join(Order, Order.id == Gift.order_id).where(Order.number == number)
    code = code_of(db.session.scalars(found).one())
    db.session.rollback()
    world.opens_gift(world.place.people[1], code or "")


def _open_as_payer(world: World) -> str:
    """Buy a month for somebody who pays for months."""
    number = _told(world, replace(MONTHLY, is_gift=True))
    who = world.place.people[1]
    assert world.signs(world.subscribes(who), who.buyer_id)
    world.works()
    return number


def _code_of(giving_of: Callable[[World], Giving]) -> Callable[[World], str]:
    def code_of_one(world: World) -> str:
        return codes(batch_of(giving_of(world), count=1, value=2600))[0]

    return code_of_one


def _redeem(world: World, code: str) -> None:
    world.types(redeem, world.place.people[1], code, None)


def _code_of_payer(world: World) -> str:
    """Make a code of months for somebody who pays for months."""
    who = world.place.people[1]
    assert world.signs(world.subscribes(who), who.buyer_id)
    world.works()
    return _code_of(lambda _world: months())(world)


def _redeemed(world: World) -> str:
    code = _code_of(lambda _world: months())(world)
    _redeem(world, code)
    return code


def _end_code(world: World, code: str) -> None:
    voucher = find_voucher(code)
    assert voucher is not None
    world.does(commits(end_voucher), voucher, "a wish")


def _none(_world: World) -> None:
    """Nothing is there yet."""


def _with_three(world: World) -> None:
    for nth in (1, 2, 3):
        _told(world, world.place.series.episode(nth))


SCENES = (
    Scene("notify: episode", lambda w: _paid(w, w.place.series.episode()), _tell),
    Scene("notify: season", lambda w: _paid(w, w.place.series.season), _tell),
    Scene("notify: rental", lambda w: _paid(w, w.place.series.rental()), _tell),
    Scene("notify: month", lambda w: _paid(w, MONTHLY), _tell),
    Scene("notify: gift", lambda w: _paid(w, replace(w.place.series.season, is_gift=True)), _tell),
    Scene("notify: late, with a coupon", _paid_late, _tell),
    Scene("notify: paid twice", _paid_twice, _tell, paid=2),
    Scene("checkout: episode", _none, _checkout(lambda w: w.place.series.episode()), paid=0, again=True),
    Scene(
        "checkout: with a coupon",
        _none,
        _checkout(lambda w: replace(w.place.series.season, coupon=COUPON)),
        paid=0,
        again=True,
    ),
    Scene("checkout: all credited", _with_three, _checkout(lambda w: w.place.series.season), paid=3, again=True),
    Scene("deduction: first", _subscribed, _look),
    Scene("deduction: second", _renewing, _look, paid=2),
    Scene("deduction: no money", _poor, _look),
    Scene("deduction: slow", _slow, _look),
    Scene("refund: all", lambda w: _told(w, w.place.series.season), _refund(None), again=True),
    Scene("refund: part", lambda w: _told(w, w.place.series.season), _refund(50)),
    Scene("refund: own", lambda w: _told(w, w.place.series.episode()), _own_refund, again=True),
    Scene("refund: month, own", lambda w: _told(w, MONTHLY), _own_refund, again=True),
    Scene("refund: many", lambda w: _told(w, w.place.series.episode()), _bulk_refund, again=True),
    Scene("redeem: season", lambda w: _told(w, replace(w.place.series.season, is_gift=True)), _open, again=True),
    Scene("redeem: month", lambda w: _told(w, replace(MONTHLY, is_gift=True)), _open, again=True),
    Scene("redeem: month of a payer", _open_as_payer, _open, paid=2, again=True),
    Scene("code: season", _code_of(lambda w: season_of(w.place.series)), _redeem, paid=0, again=True),
    Scene("code: months of a payer", _code_of_payer, _redeem, again=True),
    Scene("code: ended", _redeemed, _end_code, paid=0, again=True),
)

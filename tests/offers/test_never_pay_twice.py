"""In any order, refunded or not: a season costs its price at most, and nothing owned is for sale."""

import random
from dataclasses import dataclass, field

import pytest

from tbo import clock
from tbo.entitlements.grants import fresh_entitlements_of
from tbo.jobs import run_due_jobs
from tbo.offers.goods import goods_of_season
from tbo.offers.quote import Quote
from tbo.offers.refusals import AlreadyOwned, NotForSale
from tbo.orders.checkout import place_order
from tbo.orders.refunds.sending import refund_order
from tbo.orders.wishes import Wish, quote_wish
from tbo.rules.access import VISITOR
from tbo.rules.credit import owns_episode
from tbo.rules.money import Money

from ..orders.telling import tell
from ..support.far_side import FarSide
from ..support.selling import Sold, attempt, order_of, payment_of, sell_plan, sell_series

EPISODES, STEPS = 5, 14
WALKS = 8


@dataclass
class Shopper:
    """Somebody who buys at random and gets some of it refunded; remembers what was paid for the season."""

    buyer: int
    series: Sold
    alipay: FarSide
    choose: random.Random
    payments: list[str] = field(default_factory=list)

    def buys(self, wish: Wish) -> None:
        try:
            total = self.quote(wish).total
        except NotForSale:
            return
        key = f"key-{self.choose.getrandbits(96):024x}"
        order = place_order(self.buyer, VISITOR, wish, total, key).number
        if total:
            number = attempt(order)
            tell(self.alipay.pays(number, total.fen))
            self.payments.append(number)

    def gets_back(self) -> None:
        paid = [n for n in self.payments if payment_of(n).state in ("paid", "partly_refunded")]
        if not paid:
            return
        number = self.choose.choice(paid)
        payment = payment_of(number)
        left = payment.amount_fen - payment.refunded_fen
        fen = self.choose.choice((left, self.choose.randint(1, left)))
        refund_order(order_of(number).number, "a wish", Money(fen))
        run_due_jobs()

    def quote(self, wish: Wish) -> Quote:
        return quote_wish(wish, self.buyer, VISITOR, clock.now())

    def spent(self) -> int:
        """What the shop kept, counted at Alipay."""
        return sum(self.alipay.trades[n].fen - self.alipay.trades[n].refunded for n in self.payments)


def assert_nothing_owned_is_for_sale(shopper: Shopper) -> None:
    rights = fresh_entitlements_of(shopper.buyer)
    facts = goods_of_season(shopper.series.season_id).episodes
    owned = [owns_episode(episode, rights, clock.now()) for episode in facts]
    for number, is_owned in enumerate(owned, 1):
        if is_owned:
            for wish in (shopper.series.episode(number), shopper.series.rental(number)):
                with pytest.raises(AlreadyOwned):
                    shopper.quote(wish)
    if all(owned):
        with pytest.raises(AlreadyOwned):
            shopper.quote(shopper.series.season)


@pytest.mark.parametrize("discount", [0, 20], ids=["no plan", "member"])
@pytest.mark.parametrize("seed", range(WALKS))
def test_a_season_never_costs_more_than_its_price(lin, alipay, seed, discount):
    choose = random.Random(f"{seed} {discount}")
    price, season = choose.choice(((300, 900), (300, 1400), (100, 1000), (499, 500))), None
    series = sell_series(EPISODES, price[0], price[1], rental=choose.choice((50, 99, price[0])))
    season = series.season
    if discount:
        Shopper(lin, series, alipay, choose).buys(sell_plan(discount=discount))
    shopper = Shopper(lin, series, alipay, choose)
    for _ in range(STEPS):
        number = choose.randint(1, EPISODES)
        step = choose.choices(("episode", "rental", "season", "refund"), (5, 3, 1, 2))[0]
        if step == "refund":
            shopper.gets_back()
        else:
            shopper.buys({"episode": series.episode(number), "rental": series.rental(number), "season": season}[step])
        assert 0 <= shopper.spent() <= price[1]
        assert_nothing_owned_is_for_sale(shopper)
    shopper.buys(season)
    assert shopper.spent() <= price[1]
    if not discount and not any(payment_of(number).refunded_fen for number in shopper.payments):
        assert shopper.spent() == price[1], "credit is exact: it never costs less either"

"""What is bought, as pages show it: name, promise, picture and the lines of its price."""

from dataclasses import dataclass

from flask_babel import gettext as _

from ..offers.goods import SeasonGoods
from ..offers.plans import plan_name
from ..offers.quote import Quote
from ..offers.wording import gift_promise, gift_words, goods_words, line_words, months_word, promise_words
from ..rules.access import OfferKind
from ..rules.money import Money
from .lines import lines_of
from .models import Order
from .renewals.ordering import is_renewal
from .sold import goods_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A thing with its price; `lines` are (words, amount, kind), as the pages' ticket takes them."""

    name: str
    promise: str
    pictures: str | None
    lines: list[tuple[str, Money, str]]
    total: Money
    goods: SeasonGoods | None
    is_gift: bool = False


def bought_by_quote(quote: Quote) -> Bought:
    """Describe what a quote offers."""
    plan, kind = quote.plan, quote.offer_kind
    months = plan.months if plan else None
    name = goods_words(kind, quote.goods, quote.episode_id, plan.name if plan else None)
    return Bought(
        name=gift_words(name) if quote.is_gift else name,
        promise=gift_promise(kind, months) if quote.is_gift else promise_words(kind, quote.goods, months),
        pictures=quote.goods.pictures if quote.goods else None,
        lines=[(line_words(line), line.amount, line.kind.value) for line in quote.lines],
        total=quote.total,
        goods=quote.goods,
        is_gift=quote.is_gift,
    )


def bought_by_order(order: Order) -> Bought:
    """Describe what an order froze, with the words and the picture of today's catalogue."""
    kind, goods = OfferKind(order.offer_kind), goods_of(order)
    name = plan_name(order.plan_key) if order.plan_key else None
    is_gone = goods is None and kind is not OfferKind.PLAN
    words = "" if is_gone else goods_words(kind, goods, order.episode_id, name)
    if words and order.is_gift:
        words = gift_words(words)
    return Bought(
        name=words or order.subject,
        promise=_promise(order, kind, goods),
        pictures=goods.pictures if goods else None,
        lines=[(line_words(line), line.amount, line.kind.value) for line in lines_of(order)],
        total=Money(order.total_fen),
        goods=goods,
        is_gift=order.is_gift,
    )


def _promise(order: Order, kind: OfferKind, goods: SeasonGoods | None) -> str:
    if is_renewal(order):
        return _("%(months)s，以后自动续，随时可以取消", months=months_word(order.months or 1))
    return gift_promise(kind, order.months) if order.is_gift else promise_words(kind, goods, order.months)

"""Fills in the orders of the demo shop's households, frozen as the shop freezes them."""

from ..offers.goods import SeasonGoods, goods_of_season
from ..offers.wording import subject_of
from ..orders.lines import kept
from ..orders.models import Order
from ..rules.access import OfferKind
from ..rules.money import Money
from ..rules.order_states import payment_number
from ..rules.prices import Line, LineKind, LineWords
from .arrivals import arrival_ids
from .content import Anchor, content
from .episodes import episode_ids, season_ids
from .households import household_ids
from .rows import insert_all
from .sales import Sale, sales

WORDS = {
    OfferKind.EPISODE: LineWords.EPISODE,
    OfferKind.SEASON: LineWords.SEASON,
    OfferKind.RENTAL: LineWords.RENTAL,
    OfferKind.PLAN: LineWords.PLAN,
}


def add_orders(at: Anchor) -> None:
    """Insert every order, the oldest first; households, arrivals and plans must be there."""
    households, arrivals = household_ids(), arrival_ids()
    episodes, seasons = episode_ids(), season_ids()
    goods = {ref: goods_of_season(seasons[ref]) for ref in {_season_ref(sale) for sale in sales(at)} if ref}
    insert_all(
        Order,
        [
            {
                "household_id": households[sale.household["slug"]],
                "arrival_id": arrivals.get((sale.household["slug"], sale.order["arrival_link"])),
                **_offer(sale, goods.get(_season_ref(sale)), episodes),
                **_money(sale),
                **_times(sale),
            }
            for sale in sales(at)
        ],
    )


def plan_of(sale: Sale) -> dict:
    """Return the plan that was sold."""
    return next(plan for plan in content("plans")["plans"] if plan["key"] == sale.ref)


def _season_ref(sale: Sale) -> str:
    """Return the season behind an order, nothing for a plan."""
    return "" if sale.kind is OfferKind.PLAN else "/".join(sale.ref.split("/")[:2])


def _offer(sale: Sale, goods: SeasonGoods | None, episodes: dict[str, int]) -> dict:
    is_plan, is_season = sale.kind is OfferKind.PLAN, sale.kind is OfferKind.SEASON
    episode_id = episodes.get(sale.ref)
    plan = plan_of(sale) if is_plan else None
    return {
        "offer_kind": sale.kind,
        "episode_id": episode_id,
        "season_id": goods.season_id if goods and is_season else None,
        "plan_key": sale.ref if is_plan else None,
        "plan_version": sale.order["offer"].get("version"),
        "months": plan["period"]["count"] if plan else None,
        "wanted_episode_id": goods.episodes[0].id if goods and is_season else episode_id,
        "subject": subject_of(sale.kind, goods, episode_id, plan["name"] if plan else None),
    }


def _money(sale: Sale) -> dict:
    total = sale.order["total_fen"]
    return {
        "number": sale.number,
        "state": sale.state,
        "lines": kept(lines_of(sale)),
        "total_fen": total,
        "idempotency_key": f"demo-shop-{sale.order['ref']:-<8}",
        "paid_by": payment_number(sale.number, 1) if sale.is_paid and total else None,
        "paid_late": False,
    }


def lines_of(sale: Sale) -> list[Line]:
    """Return the lines of an order; what a coupon took off is part of the price."""
    fen = dict.fromkeys(("price", "coupon", "credit", "member"), 0)
    fen |= {line["kind"]: line["amount_fen"] for line in sale.order["lines"]}
    words = LineWords.FILM if sale.is_film else WORDS[sale.kind]
    lines = [
        Line(LineKind.PRICE, words, Money(fen["price"] + fen["coupon"]), (_number(sale),)),
        Line(LineKind.CREDIT, LineWords.PAID_EPISODES, Money(fen["credit"]), _credited(sale)),
        Line(LineKind.MEMBER, LineWords.MEMBER_PRICE, Money(fen["member"])),
    ]
    return lines[:1] + [line for line in lines[1:] if line.amount]


def _number(sale: Sale) -> int:
    """Return which episode or season, or how many months."""
    return plan_of(sale)["period"]["count"] if sale.kind is OfferKind.PLAN else _last_number(sale.ref)


def _credited(sale: Sale) -> tuple[int, ...]:
    """Return the episodes that earlier orders of the household bought and that count here."""
    counted = [ref for line in sale.order["lines"] if line["kind"] == "credit" for ref in line["ref"].split()]
    bought = [order["offer"]["ref"] for order in sale.household["orders"] if order["ref"] in counted]
    return tuple(sorted(_last_number(ref) for ref in bought))


def _last_number(ref: str) -> int:
    return int(ref.rsplit("/", 1)[1])


def _times(sale: Sale) -> dict:
    return {
        "placed_at": sale.placed_at,
        "expires_at": sale.expires_at,
        "paid_at": sale.paid_at,
        "fulfilled_at": sale.paid_at,
        "closed_at": sale.closed_at,
    }

"""Fills in the items of the Tmall shop that lead into the demo shop."""

from ..arrivals.models import TmallItem
from .content import content
from .rows import insert_all


def add_tmall_items() -> None:
    """Insert every item with the offer it leads to."""
    insert_all(
        TmallItem,
        [
            {
                "item_id": item["item_id"],
                "name": item["title"],
                "offer_kind": item["offer"]["kind"],
                "offer_ref": item["offer"]["ref"],
                "skus": item["skus"],
                "status": item["status"],
                "coupon": item["coupon"],
                "price_fen": item["tmall_price_fen"],
            }
            for item in content("tmall_items")["items"]
        ],
    )

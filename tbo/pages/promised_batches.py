"""What a block promises of a batch of vouchers: that there are codes left to buy, and that they can be redeemed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from ..db import db
from ..rules.page_steps import Document
from ..vouchers.life import lives
from ..vouchers.models import VoucherBatch
from ..web.filters import to_minute
from .block_types import BlockType, type_or_none
from .kinds import BATCH
from .promise import Promise
from .rendering import props_of


@dataclass(frozen=True, slots=True)
class Stock:
    """A batch: what it is called, how many of its codes nobody has redeemed or was given, and when it ends."""

    name: str
    unsold: int
    low: int
    ends_at: datetime | None


Stocks = Mapping[str, Stock]


def known_stocks(document: Document) -> Stocks:
    """Return the batches that a page names; at most two queries, none where it names none."""
    named = set()
    for block in document["blocks"]:
        kind = type_or_none(str(block.get("type")))
        if kind is not None and not block.get("hidden"):
            named |= {key for key in [batch_of(kind, props_of(kind, block))] if key}
    if not named:
        return {}
    batches = list(db.session.scalars(select(VoucherBatch).where(VoucherBatch.key.in_(sorted(named)))))
    known = lives(batches)
    return {each.key: Stock(each.name, known[each.id].unsold, each.low_stock, each.ends_at) for each in batches}


def batch_of(known: BlockType, props: Any) -> str | None:
    """Return the batch that a block names."""
    key = props.get(BATCH) if known.field(BATCH) else None
    return key if isinstance(key, str) else None


def of_stocks(
    known: BlockType, props: Any, code: str, span: tuple[datetime, datetime], stocks: Stocks
) -> Iterator[Promise]:
    """Yield what does not hold of a block's batch in the span in which it is shown; its end is exclusive."""
    key = batch_of(known, props)
    if key is None:
        return
    stock = stocks.get(key)
    if stock is None:
        yield Promise("stop", code, _("没有 %(key)s 这一批卡密。", key=key))
        return
    name = {"name": stock.name}
    if stock.ends_at is not None and stock.ends_at <= span[0]:
        yield Promise("stop", code, _("卡密「%(name)s」已经结束，兑换不了。", **name))
    elif stock.unsold == 0:
        yield Promise("stop", code, _("卡密「%(name)s」一个也不剩了：再做一批，或者换一批。", **name))
    elif stock.ends_at is not None and stock.ends_at < span[1]:
        words = _("卡密「%(name)s」从 %(moment)s 起兑换不了。让这一块在那以前结束，或者换一批。")
        yield Promise("stop", code, words % {**name, "moment": to_minute(stock.ends_at)})
    if 0 < stock.unsold <= stock.low:
        yield Promise("warn", code, _("卡密「%(name)s」只剩 %(count)s 个。", count=stock.unsold, **name))

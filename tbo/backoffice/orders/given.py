"""What an order gave and to whom: its own household, or whoever opened the gift that it paid for."""

from dataclasses import dataclass, field

from sqlalchemy import select

from ...accounts.merging import surviving
from ...accounts.models import Household
from ...db import db
from ...entitlements.models import Entitlement
from ...orders.gifts.giving import GIFT, gift_of
from ...orders.models import Gift, Order
from ...orders.refunds.goods import SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatWasGiven:
    """The rights because of an order; of a gift also what became of it, and the household that opened it."""

    rights: list[Entitlement] = field(default_factory=list)
    gift: Gift | None = None
    opener: Household | None = None


def what_was_given(order: Order) -> WhatWasGiven:
    """Return what an order gave; a household that went into another one is named by that."""
    kind = GIFT if order.is_gift else SOURCE
    because = Entitlement.source_kind == kind, Entitlement.source == order.number
    rights = list(db.session.scalars(select(Entitlement).where(*because).order_by(Entitlement.id)))
    gift = gift_of(order) if order.is_gift else None
    opener = surviving(gift.household_id) if gift is not None and gift.household_id is not None else None
    return WhatWasGiven(rights=rights, gift=gift, opener=opener)

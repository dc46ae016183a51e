"""What pages say of gifts: to whom it was sold, to who holds its code, and on the page where one is chosen."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for
from markupsafe import Markup
from sqlalchemy import select

from ... import clock
from ...db import db
from ...entitlements.grants import paid_until
from ...offers.gifts import GIFT_MONTHS
from ...offers.plans import PlanOnSale, plan_name, plans_on_sale
from ...offers.wording import goods_words, promise_words
from ...rules.access import OfferKind
from ...rules.billing_periods import period_after
from ...web.pages import public_address
from ...web.qr_codes import qr_picture
from ..addresses import watch_url
from ..models import Order
from ..sold import goods_of
from .giving import code_of, is_opened_by, is_over
from .models import Gift

LISTED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftView:
    """A gift as it is named and pictured; `until` is when months end if they are opened now, or were."""

    name: str
    promise: str
    pictures: str | None
    until: datetime | None = None
    play_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCard:
    """The page of who bought it: `code` is None when the key it was made with is gone, or not for who asks."""

    number: str
    gift: GiftView
    bought_at: datetime
    opened_at: datetime | None
    is_ended: bool
    code: str | None
    link: str | None
    is_for_others: bool = False

    def without_code(self) -> "GiftCard":
        """Return the card for whoever may see what was given, but not hand it out."""
        return replace(self, code=None, link=None, is_for_others=self.code is not None)

    @property
    def qr(self) -> Markup | None:
        """Return the link as a picture, for paper."""
        return qr_picture(self.link) if self.link else None


def view_of(gift: Gift, household_id: int | None = None) -> GiftView:
    """Describe a gift for a household (None: nobody yet) that may open it, or has."""
    goods, kind = goods_of(gift), OfferKind(gift.kind)
    name = plan_name(gift.plan_key) if gift.plan_key else None
    words = gift.order.subject if goods is None and kind is not OfferKind.PLAN else ""
    first = goods.episodes[0].id if goods is not None and goods.episodes else None
    return GiftView(
        name=words or goods_words(kind, goods, gift.episode_id, name),
        promise=promise_words(kind, goods, gift.months),
        pictures=goods.pictures if goods else None,
        until=_until(gift, household_id) if kind is OfferKind.PLAN else None,
        play_url=watch_url(goods, first),
    )


def card_of(gift: Gift) -> GiftCard:
    """Make the page of a gift for the household that bought it."""
    is_open = gift.redeemed_at is None and not is_over(gift)
    code = code_of(gift) if is_open else None
    return GiftCard(
        number=gift.order.number,
        gift=view_of(gift),
        bought_at=gift.made_at,
        opened_at=gift.redeemed_at,
        is_ended=is_over(gift),
        code=code,
        link=public_address(url_for("vouchers.code", code=code)) if code else None,
    )


def gifts_from(household_id: int | None) -> list[Gift]:
    """List the gifts that a household bought, the newest first."""
    if household_id is None:
        return []
    mine = select(Gift).join(Gift.order).where(Order.household_id == household_id)
    return list(db.session.scalars(mine.order_by(Gift.id.desc()).limit(LISTED)))


def months_to_give() -> list[PlanOnSale]:
    """List the periods that can be given, in the shop's order."""
    return [plan for plan in plans_on_sale(clock.now()) if plan.months in GIFT_MONTHS]


def _until(gift: Gift, household_id: int | None) -> datetime | None:
    held = paid_until(household_id) if household_id is not None else None
    if is_opened_by(gift, household_id):
        return held
    zone = clock.shop_zone()
    return period_after(held, clock.now(), gift.months or 0, zone).ends_at

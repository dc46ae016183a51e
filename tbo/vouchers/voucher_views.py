"""What the page of a code says of a voucher: what it gives, until when, and where watching begins."""

from datetime import datetime

from .. import clock
from ..entitlements.grants import paid_until
from ..offers.plans import plan_name
from ..offers.wording import goods_words, promise_words
from ..orders.addresses import watch_url
from ..orders.gifts.views import GiftView
from ..orders.sold import goods_of
from ..rules.access import OfferKind
from ..rules.billing_periods import period_after
from .models import Voucher, VoucherBatch


def view_of(voucher: Voucher, household_id: int | None) -> GiftView:
    """Describe a voucher for a household (None: nobody yet) that may redeem it, or has."""
    batch = voucher.batch
    goods, kind = goods_of(batch), OfferKind(batch.kind)
    first = goods.episodes[0].id if goods is not None and goods.episodes else None
    return GiftView(
        name=name_of(batch),
        promise=promise_words(kind, goods, batch.months),
        pictures=goods.pictures if goods else None,
        until=_until(voucher, household_id) if kind is OfferKind.PLAN else None,
        play_url=watch_url(goods, batch.episode_id or first),
    )


def name_of(batch: VoucherBatch) -> str:
    """Name what a code of a batch gives, as the shop does; by the batch's name where it left the catalogue."""
    goods, kind = goods_of(batch), OfferKind(batch.kind)
    if goods is None and kind is not OfferKind.PLAN:
        return batch.name
    return goods_words(kind, goods, batch.episode_id, plan_name(batch.plan_key) if batch.plan_key else None)


def _until(voucher: Voucher, household_id: int | None) -> datetime | None:
    held = paid_until(household_id) if household_id is not None else None
    if voucher.redeemed_at is not None:
        return held
    return period_after(held, clock.now(), voucher.batch.months or 0, clock.shop_zone()).ends_at

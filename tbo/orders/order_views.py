"""What an order's page shows: its face, what was bought, and what can be done next."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from markupsafe import Markup

from .. import clock
from ..accounts.viewer import viewer
from ..entitlements.grants import access_for
from ..offers.goods import SeasonGoods
from ..rules.order_faces import LIT, Face
from ..rules.order_states import PaymentState
from ..web.pages import public_address
from ..web.qr_codes import paying_qr_picture
from .addresses import back_url, checkout_url, watch_url, wish_of
from .deciding import may_decide
from .hosts import Host
from .models import Order
from .payments import Product
from .refunds.requests import OwnRefund, own_refund
from .showing import Bought, bought_by_order
from .sold import wanted_goods
from .standing import OrderStanding

# A page opened later than this after the payment does not begin to play by itself.
JUST_PAID = timedelta(minutes=10)
# Someone who paid twice or too late still wants to watch.
PLAYS = frozenset({Face.PAID, Face.LATE, Face.TWICE})
LINKS = ("https://", "http://")


class Next(StrEnum):
    """What a page offers to do next; one strong button each."""

    PLAY = "play"
    LIBRARY = "library"
    LEAD_OUT = "lead-out"
    SCAN = "scan"
    GIFT = "gift"
    PAY = "pay"
    GO_ON = "go-on"
    PAY_AGAIN = "pay-again"
    CONFIRM = "confirm"
    ORDER_AGAIN = "order-again"
    OTHERS = "others"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """All that the page says to the household whose order it is."""

    standing: OrderStanding
    next: Next
    bought: Bought
    code: str | None
    is_code_missing: bool
    play_url: str | None
    play_number: int | None
    plays_soon: bool
    again_url: str
    leave_url: str
    back_url: str
    refund: OwnRefund | None

    @property
    def qr(self) -> Markup | None:
        """Return the code as a picture, for the camera of another device."""
        return paying_qr_picture(self.code) if self.code else None

    @property
    def code_link(self) -> str | None:
        """Return the same as a link, for whoever has the wallet on this device or no camera."""
        return self.code if self.code and self.code.startswith(LINKS) else None


def order_page(order: Order, standing: OrderStanding) -> OrderPage:
    """Make the page of an order for its household."""
    bought, codes = bought_by_order(order), _codes(order)
    goods = bought.goods or wanted_goods(order.wanted_episode_id, viewer().profile)
    play_url = watch_url(goods, order.wanted_episode_id) if goods else None
    if standing.face is Face.GIVEN_BACK and not may_watch(goods, order.wanted_episode_id):
        play_url = None
    elif standing.face is Face.GIVEN_BACK:
        standing = replace(standing, face=Face.OWNED)
    episode = goods.episode(order.wanted_episode_id) if goods and not goods.is_film else None
    return OrderPage(
        standing=standing,
        next=_next(standing, play_url, order.is_gift),
        bought=bought,
        code=next(filter(None, codes), None) if standing.is_payable else None,
        is_code_missing=bool(codes) and not any(codes),
        play_url=play_url,
        play_number=episode.number if episode else None,
        plays_soon=standing.face in PLAYS and order.paid_at is not None and clock.now() - order.paid_at < JUST_PAID,
        again_url=checkout_url(wish_of(order)),
        leave_url=public_address(checkout_url(wish_of(order))),
        back_url=back_url(bought.goods),
        refund=own_refund(order) if order.paid_by and may_decide() else None,
    )


def _next(standing: OrderStanding, play_url: str | None, is_gift: bool) -> Next:
    if standing.face in LIT:
        if is_gift:
            return Next.GIFT
        return Next.PLAY if play_url else Next.LIBRARY
    if standing.is_payable and standing.host is Host.WECHAT:
        return Next.LEAD_OUT
    if standing.face is Face.WAITING:
        return Next.SCAN if standing.host is Host.DESKTOP else Next.GO_ON
    return _NEXT.get(standing.face, Next.BACK)


def may_watch(goods: SeasonGoods | None, episode_id: int | None) -> bool:
    """Whether who is at the screen may watch an episode, whatever gave it."""
    episode = goods.episode(episode_id) if goods else None
    return episode is not None and access_for(episode, viewer()).allowed


def _codes(order: Order) -> list[str | None]:
    """Return what each code to scan says that was asked for, None where the provider has not told it."""
    return [p.qr_text for p in order.payments if p.product == Product.PRECREATE and p.state == PaymentState.WAITING]


_NEXT = {
    Face.UNPAID: Next.PAY,
    Face.LEFT: Next.PAY_AGAIN,
    Face.CONFIRMING: Next.CONFIRM,
    Face.EXPIRED: Next.ORDER_AGAIN,
    Face.REFUNDED: Next.ORDER_AGAIN,
    Face.GIVEN_BACK: Next.OTHERS,
}

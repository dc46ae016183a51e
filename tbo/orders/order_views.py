"""What an order's page shows: its face, what was bought, and what can be done next."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from markupsafe import Markup

from .. import clock
from ..accounts.viewer import viewer
from ..entitlements.grants import access_for
from ..offers.goods import SeasonGoods
from ..rules.money import Money
from ..rules.order_faces import (
    LIT,
    PAYABLE,
    UNPAID_FACES,
    WARM,
    AttemptFacts,
    Came,
    Face,
    OrderFacts,
    changes_by_itself,
    face_of,
    going_back,
)
from ..rules.order_states import OrderState, PaymentState, RefundState
from ..web.pages import public_address
from ..web.qr_codes import paying_qr_picture
from .addresses import back_url, checkout_url, watch_url, wish_of
from .deciding import may_decide
from .hosts import Host, host_of_page
from .models import Order, Payment
from .owning import is_owned
from .payments import Product
from .refunds.requests import OwnRefund, own_refund
from .showing import Bought, bought_by_order
from .sold import wanted_goods

# A page opened later than this after the payment does not begin to play by itself.
JUST_PAID = timedelta(minutes=10)
# Nobody counts seconds for longer; what ends later is told by its day.
COUNTED = timedelta(hours=1)
# Someone who paid twice or too late still wants to watch.
PLAYS = frozenset({Face.PAID, Face.LATE, Face.TWICE})
GAPS = ((timedelta(minutes=2), 2), (timedelta(minutes=6), 4))
LONGEST_GAP_S = 10
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
class OrderStanding:
    """How an order stands, without a word of what it is.

    Enough for its status, and for a browser the order does not belong to.
    """

    number: str
    face: Face
    total: Money
    expires_at: datetime
    closed_at: datetime | None
    paid_at: datetime | None
    going_back: Money
    gone_back: Money
    is_scanned: bool
    is_counted: bool
    poll_s: int | None
    host: Host

    @property
    def stamp(self) -> str:
        """Return what a page names to learn whether anything on it has changed."""
        return f"{self.face.value}.{int(self.is_scanned)}.{self.going_back.fen}.{self.gone_back.fen}"

    @property
    def bulb(self) -> str:
        """Which bulb the face has."""
        return "warm" if self.face in WARM else "lit" if self.face in LIT else "unlit"

    @property
    def is_payable(self) -> bool:
        """Whether a way to pay is to be shown."""
        return self.face in PAYABLE


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


def standing_of(order: Order, came: Came | None = None) -> OrderStanding:
    """Tell how an order stands now to somebody who `came` back from the cashier, or did not."""
    now, facts = clock.now(), facts_of(order)
    face = face_of(facts, now, came)
    if face in UNPAID_FACES and is_owned(order):
        face = Face.OWNED
    on_its_way, back = going_back(facts)
    return OrderStanding(
        number=order.number,
        face=face,
        total=Money(order.total_fen),
        expires_at=order.expires_at,
        closed_at=order.closed_at,
        paid_at=order.paid_at,
        going_back=on_its_way,
        gone_back=back,
        is_scanned=any(attempt.is_opened and not attempt.has_money for attempt in facts.attempts),
        is_counted=face is Face.WAITING and order.expires_at - now <= COUNTED,
        poll_s=_gap_s(order, now) if changes_by_itself(facts, face, now) else None,
        host=host_of_page(),
    )


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


def facts_of(order: Order) -> OrderFacts:
    """Return what the rules need to know of an order and its payments."""
    return OrderFacts(
        state=OrderState(order.state),
        expires_at=order.expires_at,
        closed_at=order.closed_at,
        is_late=order.paid_late,
        attempts=[_attempt(payment, order) for payment in order.payments],
    )


def _attempt(payment: Payment, order: Order) -> AttemptFacts:
    return AttemptFacts(
        state=PaymentState(payment.state),
        is_settling=payment.number == order.paid_by,
        is_flagged=payment.flagged_because is not None,
        is_opened=payment.trade_no is not None and payment.product == Product.PRECREATE,
        is_taken_back=_is_taken_back(payment),
        refunding=Money(payment.refunding_fen),
        refunded=Money(payment.refunded_fen),
    )


def _is_taken_back(payment: Payment) -> bool:
    """Whether all that is left of a payment is on its way back, and what it bought with it."""
    is_all = payment.refunding_fen > 0 and payment.refunded_fen + payment.refunding_fen == payment.amount_fen
    return is_all and any(r.takes_back and r.state == RefundState.REQUESTED for r in payment.refunds)


def changed_last(order: Order) -> datetime:
    """Return when an unpaid order last changed: money may still come right after it was closed."""
    return order.closed_at or order.placed_at


def may_watch(goods: SeasonGoods | None, episode_id: int | None) -> bool:
    """Whether who is at the screen may watch an episode, whatever gave it."""
    episode = goods.episode(episode_id) if goods else None
    return episode is not None and access_for(episode, viewer()).allowed


def _codes(order: Order) -> list[str | None]:
    """Return what each code to scan says that was asked for, None where the provider has not told it."""
    return [p.qr_text for p in order.payments if p.product == Product.PRECREATE and p.state == PaymentState.WAITING]


def _gap_s(order: Order, now: datetime) -> int:
    """Ask often at first, then less: who waits longest needs it least."""
    age = now - changed_last(order)
    return next((gap for until, gap in GAPS if age < until), LONGEST_GAP_S)


_NEXT = {
    Face.UNPAID: Next.PAY,
    Face.LEFT: Next.PAY_AGAIN,
    Face.CONFIRMING: Next.CONFIRM,
    Face.EXPIRED: Next.ORDER_AGAIN,
    Face.REFUNDED: Next.ORDER_AGAIN,
    Face.GIVEN_BACK: Next.OTHERS,
}

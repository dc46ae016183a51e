"""What an order's page shows: its face, what was bought, and what can be done next."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from markupsafe import Markup

from .. import clock
from ..accounts.viewer import viewer
from ..entitlements.grants import access_for
from ..offers.goods import SeasonGoods, goods_of_episode
from ..rules.money import Money
from ..rules.order_faces import (
    LIT,
    PAYABLE,
    WARM,
    AttemptFacts,
    Came,
    Face,
    OrderFacts,
    changes_by_itself,
    face_of,
    going_back,
)
from ..rules.order_states import OrderState, PaymentState
from .addresses import back_url, checkout_url, watch_url, wish_of
from .hosts import Host, host_of_page
from .models import Order, Payment
from .payments import Product
from .qr_codes import qr_picture
from .refunds import payment_of
from .showing import Bought, bought_by_order

# A page opened later than this after the payment does not begin to play by itself.
JUST_PAID = timedelta(minutes=10)
GAPS = ((timedelta(minutes=2), 2), (timedelta(minutes=6), 4))
LONGEST_GAP_S = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderStanding:
    """How an order stands, without a word of what it is: enough for its status, and for a browser that is not its."""

    number: str
    face: Face
    total: Money
    expires_at: datetime
    closed_at: datetime | None
    paid_at: datetime | None
    going_back: Money
    gone_back: Money
    is_scanned: bool
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
    bought: Bought
    qr: Markup | None
    play_url: str | None
    play_number: int | None
    plays_soon: bool
    again_url: str
    back_url: str
    trade_no: str | None


def standing_of(order: Order, came: Came | None = None) -> OrderStanding:
    """Tell how an order stands now to somebody who `came` back from the cashier, or did not."""
    now, facts = clock.now(), facts_of(order)
    face = face_of(facts, now, came)
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
        poll_s=_gap_s(order, now) if changes_by_itself(facts, face, now) else None,
        host=host_of_page(),
    )


def order_page(order: Order, standing: OrderStanding) -> OrderPage:
    """Make the page of an order for its household."""
    bought = bought_by_order(order)
    goods = _goods_that_play(order, bought)
    play_url = watch_url(goods, order.wanted_episode_id)
    if standing.face is Face.GIVEN_BACK and not _may_watch(goods, order.wanted_episode_id):
        play_url = None
    elif standing.face is Face.GIVEN_BACK:
        standing = replace(standing, face=Face.OWNED)
    episode = goods.episode(order.wanted_episode_id) if goods and not goods.is_film else None
    paid_by = payment_of(order)
    return OrderPage(
        standing=standing,
        bought=bought,
        qr=_qr(order) if standing.is_payable else None,
        play_url=play_url,
        play_number=episode.number if episode else None,
        plays_soon=order.paid_at is not None and clock.now() - order.paid_at < JUST_PAID,
        again_url=checkout_url(wish_of(order)),
        back_url=back_url(bought.goods),
        trade_no=paid_by.trade_no if paid_by else None,
    )


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
        refunding=Money(payment.refunding_fen),
        refunded=Money(payment.refunded_fen),
    )


def _goods_that_play(order: Order, bought: Bought) -> SeasonGoods | None:
    if bought.goods is not None or order.wanted_episode_id is None:
        return bought.goods
    return goods_of_episode(order.wanted_episode_id)


def _may_watch(goods: SeasonGoods | None, episode_id: int | None) -> bool:
    episode = goods.episode(episode_id) if goods else None
    return episode is not None and access_for(episode, viewer()).allowed


def _qr(order: Order) -> Markup | None:
    drawn = (p.qr_text for p in order.payments if p.product == Product.PRECREATE and p.state == PaymentState.WAITING)
    text = next(filter(None, drawn), None)
    return qr_picture(text) if text else None


def _gap_s(order: Order, now: datetime) -> int:
    """Ask often at first, then less: who waits longest needs it least."""
    age = now - order.placed_at
    return next((gap for until, gap in GAPS if age < until), LONGEST_GAP_S)

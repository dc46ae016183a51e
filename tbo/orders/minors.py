"""What stands between a minor and the household's money: its PIN, grown-ups, and limits of spending."""

from datetime import datetime, time, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from .. import clock
from ..accounts.devices import current_device
from ..accounts.models import Profile
from ..accounts.profiles import PinNeeded
from ..accounts.viewer import forget_viewer, viewer
from ..db import db
from ..offers.refusals import NotForChildren, NotForSale
from ..rules.money import Money
from ..rules.order_states import OrderState
from ..rules.profiles import MINORS, ProfileKind
from ..rules.spending import SpendingLimits, TooDear, passed_limit
from ..web.filters import money
from .models import Order

GAVE_NOTHING = (OrderState.CLOSED, OrderState.REFUNDED)


class TooDearForProfile(NotForSale):
    """The purchase would pass a limit that a parent set for this profile."""

    status = 403

    def __init__(self, passed: TooDear, limits: SpendingLimits) -> None:
        super().__init__(f"the limit {passed} of the profile would be passed")
        self.passed, self.limits = passed, limits

    def words(self) -> str:
        """Say which limit, and who can go on."""
        if self.passed is TooDear.AT_ONCE and self.limits.at_once:
            return _("家里给这个档案定了每次最多 %(most)s。请大人来买。", most=money(self.limits.at_once))
        most = money(self.limits.on_a_day or Money(0))
        return _("家里给这个档案定了每天最多 %(most)s，今天不够了。请大人来买，或者明天再来。", most=most)


def require_pin_to_buy() -> None:
    """Let only whoever has just typed the PIN buy, where the household wants that. Raises PinNeeded.

    A child is not asked: the quote refuses it, PIN or not.
    """
    who = viewer()
    if who.profile.kind != ProfileKind.CHILD and who.pin_to_buy and who.has_pin and not who.is_unlocked:
        raise PinNeeded(f"household {who.household_id} asks for its PIN before buying")


def is_grown_up() -> bool:
    """Whether no minor's profile asks."""
    return viewer().profile.kind not in MINORS


def require_grown_up() -> None:
    """Let no minor promise payments to come, nor give back what the family bought. Raises NotForChildren."""
    if not is_grown_up():
        raise NotForChildren(f"the household's money on profile {viewer().profile_id}")


def require_own_order(order: Order) -> None:
    """Let a minor pay only what was ordered on its own profile, within its limits. Raises NotForChildren."""
    if viewer().profile.kind in MINORS and order.profile_id != viewer().profile_id:
        raise NotForChildren(f"order {order.number} is not of profile {viewer().profile_id}")


def require_within_limits(price: Money) -> None:
    """Hold a teen's profile to its limits; the household is locked, so that two orders count one another.

    Raises TooDearForProfile.
    """
    who = viewer()
    if who.profile.kind != ProfileKind.TEEN:
        return
    columns = select(Profile.spend_at_once_fen, Profile.spend_on_a_day_fen).where(Profile.id == who.profile_id)
    limits = SpendingLimits(*(None if fen is None else Money(fen) for fen in db.session.execute(columns).one()))
    passed = passed_limit(price, _spent_today(who.profile_id, clock.now()), limits)
    if passed is not None:
        raise TooDearForProfile(passed, limits)


def close_behind_minor() -> None:
    """Let the PIN that a parent typed for a teen stand for one order. Never commits."""
    device = current_device() if viewer().profile.kind in MINORS else None
    if device is not None:
        device.unlocked_until = None
        forget_viewer()


def _spent_today(profile_id: int | None, now: datetime) -> Money:
    zone = clock.shop_zone()
    day = now.astimezone(zone).date()
    begins_at, ends_at = (datetime.combine(one, time(), zone) for one in (day, day + timedelta(days=1)))
    today = Order.placed_at >= begins_at, Order.placed_at < ends_at
    counted = Order.profile_id == profile_id, Order.state.not_in(GAVE_NOTHING)
    return Money(db.session.scalars(select(func.coalesce(func.sum(Order.total_fen), 0)).where(*counted, *today)).one())

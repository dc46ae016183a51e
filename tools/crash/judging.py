"""What must be true after a killed deed, a new process and its sweeps: nothing lost, nothing twice, nobody asked."""

from datetime import timedelta

from sqlalchemy import func, select

from tbo.db import db
from tbo.jobs import Job
from tbo.orders.books.check import differences
from tbo.orders.coupons.models import CouponUse
from tbo.orders.gifts.models import Gift
from tbo.orders.models import Order, Payment
from tbo.vouchers.ledger_check import vouchers_that_differ
from tbo.vouchers.models import Voucher
from tests.stress.account import Account, require
from tests.stress.books import There, here, there
from tests.stress.comparing import compare, compare_in_the_end
from tests.stress.watching import Watching
from tests.stress.world import World

from .scenes import Scene

# When the new worker goes its rounds: the lease of a killed one runs out, and every gap between tries.
ROUNDS = (timedelta(0), timedelta(minutes=3), timedelta(minutes=25), timedelta(hours=2), timedelta(hours=26))


def judge(world: World, scene: Scene, facts: object) -> None:
    """Let a worker go its rounds, and compare both sides. Raises Difference."""
    begun = world.now
    _rounds(world)
    _compare(world, scene)
    if scene.again:
        world.move_to(begun + timedelta(minutes=1))
        scene.deed(world, facts)
        _rounds(world)
        _compare(world, scene)
        require(not _left(), f"vouchers that nobody could redeem: {', '.join(_left())}")


def _rounds(world: World) -> None:
    begun = world.now
    for gap in ROUNDS:
        world.move_to(begun + gap)
        world.works()


def _compare(world: World, scene: Scene) -> None:
    account = Account(world.place.series.episodes)
    ours, theirs = here(0), there(world.alipay)
    account.note(ours)
    for number in _of_orders(CouponUse.order_id):
        account.takes_place(number)
    for number, household in _opened():
        account.gift_opened(number, household)
    account.learn(ours, theirs, world.now)
    compare(account, ours, theirs, Watching(world.place), world.now)
    compare_in_the_end(account, ours, theirs, world.now)
    _once(theirs, scene)
    said = [*differences(), *vouchers_that_differ()]
    require(not said, "; ".join(said))
    require(not world.breakage.heard, "; ".join(world.breakage.heard))
    require(not _for_a_person(), "; ".join(_for_a_person()))


def _once(theirs: There, scene: Scene) -> None:
    paid = [number for number, trade in theirs.trades.items() if trade["paid_at"]]
    require(len(paid) == scene.paid, f"{len(paid)} times money was taken, not {scene.paid}: {', '.join(paid)}")


def _for_a_person() -> list[str]:
    flagged = list(db.session.scalars(select(Payment.number).where(Payment.flagged_because.is_not(None))))
    undone = db.session.scalar(select(func.count()).select_from(Job).where(Job.finished_at.is_(None)))
    db.session.rollback()
    return [f"{number} waits for a person" for number in flagged] + ([f"{undone} jobs never end"] if undone else [])


def _left() -> list[str]:
    left = select(Voucher.number).where(Voucher.redeemed_at.is_(None), Voucher.revoked_at.is_(None))
    numbers = list(db.session.scalars(left))
    db.session.rollback()
    return numbers


def _of_orders(column) -> list[str]:
    found = list(db.session.scalars(select(Order.number).join(CouponUse, column == Order.id)))
    db.session.rollback()
    return found


def _opened() -> list[tuple[str, int]]:
    opened = select(Order.number, Gift.household_id).join(Gift, Gift.order_id == Order.id)
    found = db.session.execute(opened.where(Gift.household_id.is_not(None))).all()
    db.session.rollback()
    return [(number, household) for number, household in found]

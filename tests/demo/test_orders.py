from itertools import pairwise

from sqlalchemy import select

from tbo import clock
from tbo.accounts.models import Household
from tbo.catalog.models import Episode, Season
from tbo.db import db
from tbo.demo.content import Anchor, content
from tbo.demo.households import household_ids
from tbo.demo.sales import KINDS
from tbo.entitlements.models import Entitlement
from tbo.offers.models import Plan, PlanVersion
from tbo.orders.lines import lines_of
from tbo.orders.models import Order, Payment, PaymentEvent, Refund
from tbo.rules.order_states import OrderState, PaymentState, payment_number
from tbo.rules.prices import LineKind, total_of


def orders_of(slug: str) -> list[Order]:
    mine = Order.household_id == household_ids()[slug]
    return list(db.session.scalars(select(Order).where(mine).order_by(Order.id)))


def told(slug: str) -> list[dict]:
    family = next(family for family in content("households") if family["slug"] == slug)
    return [order for order in family["orders"] if order["offer"]["kind"] in KINDS]


def test_every_order_of_an_offer_we_have_is_there_with_its_total(shop):
    for family in content("households"):
        assert [(order.total_fen, order.placed_at) for order in orders_of(family["slug"])] == [
            (order["total_fen"], Anchor(clock.now()).moment(order["at"])) for order in told(family["slug"])
        ]


def test_frozen_lines_come_to_the_total(shop):
    for order in db.session.scalars(select(Order)):
        assert total_of(lines_of(order)).fen == order.total_fen, order.number


def test_what_was_bought_before_comes_off_the_season(shop):
    season = next(order for order in orders_of("ward-household") if order.offer_kind == "season")
    credit = next(line for line in lines_of(season) if line.kind is LineKind.CREDIT)
    assert credit.numbers == (2, 3, 4)
    assert credit.amount.fen == -600


def test_orders_are_numbered_by_their_day_in_china_and_older_ones_come_first(shop):
    found = list(db.session.scalars(select(Order).order_by(Order.id)))
    assert [order.placed_at for order in found] == sorted(order.placed_at for order in found)
    assert len({order.number for order in found}) == len(found)
    gift_giver = orders_of("zeng-family")[0]
    assert gift_giver.number.startswith("TBO20251213-")


def test_a_price_without_coupon_is_the_price_of_its_version(shop):
    prices = {
        (row.key, row.version): row.price_fen
        for row in db.session.execute(select(Plan.key, PlanVersion.version, PlanVersion.price_fen).join(PlanVersion))
    }
    with_coupon = {
        order["at"]
        for family in content("households")
        for order in told(family["slug"])
        if any(line["kind"] == "coupon" for line in order["lines"])
    }
    plain = [
        o
        for o in db.session.scalars(select(Order).where(Order.plan_key.is_not(None)))
        if o.placed_at not in {Anchor(clock.now()).moment(moment) for moment in with_coupon}
    ]
    assert len(plain) > 10
    for order in plain:
        assert order.lines[0]["fen"] == prices[order.plan_key, order.plan_version]


def test_a_paid_order_names_its_payment_and_was_told_of_once(shop):
    for order in db.session.scalars(select(Order)):
        numbers = [payment.number for payment in order.payments]
        assert numbers == ([payment_number(order.number, 1)] if order.total_fen else [])
        told_of = db.session.scalars(select(PaymentEvent.what).where(PaymentEvent.payment_number.in_(numbers))).all()
        if order.paid_at is None:
            assert (order.state, order.paid_by, told_of) == (OrderState.CLOSED, None, [])
            assert order.payments[0].state == PaymentState.CLOSED
            assert order.closed_at > order.expires_at
        elif order.total_fen:
            assert order.paid_by == numbers[0]
            assert told_of[0] == "paid: settle"
            assert order.payments[0].amount_fen == order.total_fen


def test_nothing_is_left_for_the_sweeper(shop):
    assert not db.session.scalars(select(Payment).where(Payment.next_query_at.is_not(None))).all()
    assert not db.session.scalars(select(Order).where(Order.state == OrderState.PENDING)).all()


def test_a_refund_took_back_exactly_what_its_payment_gave(shop):
    refund = db.session.scalar(select(Refund))
    payment, order = refund.payment, refund.payment.order
    assert (order.state, payment.state, refund.state) == ("refunded", "refunded", "done")
    assert payment.refunded_fen == payment.told_refunded_fen == refund.amount_fen == order.total_fen == 400
    right = db.session.scalar(select(Entitlement).where(Entitlement.source == order.number))
    assert right.revoked_at == refund.done_at
    assert right.revoked_because == refund.reason == "还没看，先不看了"


def test_every_paid_order_gave_one_right_and_no_other_order_gave_any(shop):
    paid = {order.number: order for order in db.session.scalars(select(Order)) if order.paid_at}
    rights = {right.source: right for right in db.session.scalars(select(Entitlement)) if right.source_kind == "order"}
    assert set(paid) == set(rights)
    for number, right in rights.items():
        order = paid[number]
        assert (right.household_id, right.kind, right.paid_fen) == (
            order.household_id,
            order.offer_kind,
            order.total_fen,
        )
        assert (right.episode_id, right.season_id, right.plan_key) == (
            order.episode_id,
            order.season_id,
            order.plan_key,
        )


def test_plan_periods_follow_each_other_to_the_end_that_is_written_down(shop):
    at = Anchor(clock.now())
    for family in content("households"):
        if not family["subscription"]:
            continue
        household = db.session.scalar(select(Household).where(Household.phone == family["account"]["phone"]))
        periods = db.session.scalars(
            select(Entitlement)
            .where(Entitlement.household_id == household.id, Entitlement.kind == "plan")
            .order_by(Entitlement.starts_at)
        ).all()
        assert periods[0].starts_at == at.moment(family["subscription"]["started_at"])
        assert periods[-1].ends_at == at.moment(family["subscription"]["period_ends_at"])
        assert all(one.ends_at == two.starts_at for one, two in pairwise(periods))


def test_the_rental_has_thirty_one_hours_left(shop):
    rental = db.session.scalar(select(Entitlement).where(Entitlement.kind == "rental"))
    assert (rental.ends_at - clock.now()).total_seconds() == 31 * 3600
    assert rental.starts_at < rental.started_at < rental.start_by_at


def test_redeemed_gifts_and_codes_are_rights_without_an_order(shop):
    given = {
        right.source_kind: right
        for right in db.session.scalars(select(Entitlement).order_by(Entitlement.id))
        if right.source_kind != "order"
    }
    assert set(given) == {"gift", "code"}
    assert given["gift"].plan_key == "quarterly"
    season = db.session.get(Season, given["code"].season_id)
    assert season.number == 2
    assert given["code"].revoked_because == "在天猫退款，权益收回"


def test_an_order_opens_the_episode_that_was_wanted(shop):
    for order in db.session.scalars(select(Order).where(Order.plan_key.is_(None))):
        wanted = db.session.get(Episode, order.wanted_episode_id)
        assert wanted.season_id == order.season_id or wanted.id == order.episode_id
        assert order.subject

"""Households are found by name and told apart, orders name their buyer, and a household leads to what renews."""

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.accounts.models import Household
from tbo.backoffice.households.listing import named
from tbo.db import db, writing
from tbo.entitlements.models import Entitlement
from tbo.orders.models import Order
from tbo.rules.contacts import masked
from tbo.rules.staff_rights import Role
from tbo.rules.subscription_states import SubscriptionState
from tbo.subscriptions.models import Subscription

from ..support.queries import recorded_queries

LIST = "/staff/households"


@pytest.fixture
def support(desk, shop):
    return desk(Role.SUPPORT)


@pytest.fixture
def lin(shop) -> Household:
    return db.session.scalars(select(Household).where(Household.label == "林家")).one()


def shown(page) -> list[str]:
    return [link["href"].rsplit("/", 1)[1] for link in page.select("#households td:first-child a")]


def test_a_name_leads_to_its_household_from_the_list_and_from_the_search(support, lin):
    number = lin.public_id
    assert number in shown(support.page(f"{LIST}?q=林"))
    answer = support.get("/staff/search", query_string={"q": "林家"})
    assert (answer.status_code, answer.location) == (303, f"{LIST}/{number}")
    name = lin.profiles[0].name
    page = support.page(f"{LIST}?q={name}")
    assert number in shown(page)
    assert name in page.select_one("#households").get_text()


def test_a_name_of_several_leads_to_the_list_of_them(support, shop):
    answer = support.get("/staff/search", query_string={"q": "家"})
    assert answer.location.startswith(f"{LIST}?q=")
    assert len(shown(support.page(answer.location))) > 1


def test_nobody_of_finance_finds_households_by_name(desk, shop):
    assert desk(Role.FINANCE).get("/staff/search", query_string={"q": "林家"}).status_code == 404


@pytest.mark.parametrize("asked", ["%", "_", "林%", "nobody is called so"])
def test_what_nobody_is_called_finds_nobody(support, asked):
    page = support.get(LIST, query_string={"q": asked}).get_data(as_text=True)
    assert "没有叫" in page


def test_filters_tell_accounts_guests_and_who_has_a_plan_apart(support, shop):
    rows = db.session.execute(select(Household.public_id, Household.became_account_at)).all()
    is_account = {row.public_id: row.became_account_at is not None for row in rows}
    assert all(is_account[one] for one in shown(support.page(f"{LIST}?show=accounts")))
    assert not any(is_account[one] for one in shown(support.page(f"{LIST}?show=guests")))
    now = clock.now()
    lasts = Entitlement.kind == "plan", Entitlement.starts_at <= now, Entitlement.ends_at > now
    right = select(Entitlement.household_id).where(*lasts, Entitlement.revoked_at.is_(None))
    with_plan = set(db.session.scalars(select(Household.public_id).where(Household.id.in_(right))))
    found = shown(support.page(f"{LIST}?show=plan"))
    assert found
    assert set(found) <= with_plan
    assert support.get(f"{LIST}?show=others").status_code == 404


def test_accounts_are_found_without_guests(shop):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads a table as short as these whole")
    query = named(select(Household.id), "林").order_by(Household.created_at.desc(), Household.id.desc()).limit(21)
    said = str(query.compile(db.engine, compile_kwargs={"literal_binds": True}))
    plan = " ".join(row[3] for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {said}"))
    assert "ix_household_account" in plan


def test_an_order_names_its_buyer_as_far_as_each_may_see(desk, support, lin):
    with writing():
        order = db.session.scalars(select(Order).order_by(Order.placed_at.desc(), Order.id.desc())).first()
        order.household_id = lin.id
    first = support.page("/staff/orders").select_one("#orders tbody tr")
    assert first.select("td")[2].a["href"] == f"{LIST}/{lin.public_id}"
    assert first.select("td")[2].get_text() == "林家"
    assert not desk(Role.FINANCE).page("/staff/orders").select_one("#orders tbody tr").select("td")[2].select("a")


def test_a_buyer_without_a_name_is_called_by_a_masked_contact_or_a_number(support, shop):
    with writing():
        order = db.session.scalars(select(Order).order_by(Order.placed_at.desc(), Order.id.desc())).first()
        buyer = db.session.get_one(Household, order.household_id)
        buyer.label, buyer.phone = None, "+8613900139999"
    number = buyer.public_id

    def called() -> str:
        return support.page("/staff/orders").select_one("#orders tbody tr").select("td")[2].get_text()

    assert called() == masked("+8613900139999")
    with writing():
        buyer = db.session.scalars(select(Household).where(Household.public_id == number)).one()
        buyer.phone = buyer.email = None
    assert called() == f"游客 {number[:6]}"


def test_many_buyers_cost_one_query(support, shop):
    assert db.session.scalar(select(func.count(Order.id))) > 20
    support.page("/staff/orders")
    with recorded_queries() as statements:
        support.page("/staff/orders")
    assert sum("FROM household" in one for one in statements) == 1


def test_a_household_leads_to_what_renews_for_it(support, lin):
    now = clock.now()
    plan = {"plan_key": "monthly", "plan_version": 1, "months": 1, "price_fen": 1900}
    days = {"planned_on": now.date(), "period_ends_at": now, "created_at": now}
    with writing():
        mine = Subscription.household_id == lin.id, Subscription.state != SubscriptionState.LAPSED
        db.session.execute(db.update(Subscription).where(*mine).values(state=SubscriptionState.LAPSED))
        same = {"household_id": lin.id, "form_key": "k", "state": SubscriptionState.ACTIVE}
        db.session.add(Subscription(number="TBOSRENEWS", **same, **plan, **days))
    panel = support.page(f"{LIST}/{lin.public_id}").select_one("#renewing li")
    assert panel.a["href"] == "/staff/subscriptions/TBOSRENEWS"
    assert "¥19.00" in panel.get_text()
    assert "在续" in panel.get_text()


def test_one_without_any_has_no_panel(support, shop):
    held = select(Subscription.household_id)
    other = db.session.scalars(select(Household.public_id).where(Household.id.not_in(held))).first()
    assert not support.page(f"{LIST}/{other}").select("#renewing")

"""Lists of orders and households go by time, whatever their rows' ids; a page goes on exactly behind the last row."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tbo import clock
from tbo.accounts.models import Household
from tbo.backoffice.counts import failing_subscriptions, flagged_payments
from tbo.db import db, writing
from tbo.orders.models import Order
from tbo.rules.staff_rights import Role

from ..support.queries import recorded_queries

LISTS = {
    "/staff/orders": (Order, "placed_at", "#orders td.number a"),
    "/staff/households": (Household, "created_at", "#households td:first-child a"),
}


@pytest.fixture
def by_day(shop) -> None:
    """Rows whose times go against their ids, in threes of one instant."""
    with writing():
        for model, moment, _links in LISTS.values():
            for place, row_id in enumerate(db.session.scalars(select(model.id).order_by(model.id)).all()):
                at = clock.now() - timedelta(hours=place // 3)
                db.session.execute(update(model).where(model.id == row_id).values({moment: at}))


def walked(browser, address: str, links: str) -> list[str]:
    found, page = [], browser.page(address)
    while True:
        found += [link["href"].rsplit("/", 1)[1] for link in page.select(links)]
        if not page.select(".more a"):
            return found
        page = browser.page(page.select_one(".more a")["href"])


@pytest.mark.parametrize("address", LISTS)
def test_a_list_goes_by_time_and_loses_no_row_between_its_pages(desk, by_day, address):
    model, moment, links = LISTS[address]
    name = model.number if model is Order else model.public_id
    rows = select(name).order_by(getattr(model, moment).desc(), model.id.desc())
    rows = rows if model is Order else rows.where(Household.merged_into_id.is_(None))
    assert walked(desk(Role.OWNER), address, links) == list(db.session.scalars(rows))


@pytest.mark.parametrize("address", LISTS)
def test_what_is_no_row_to_go_on_behind_is_refused(desk, address):
    strange = ("x", "9" * 11, "-1", "0", "0" * 5000 + "1", "0" * 11 + "9" * 20)
    assert [desk(Role.OWNER).get(f"{address}?before={last}").status_code for last in strange] == [400] * 6


def on_sqlite(asked: str) -> str:
    """How the database would go about a question."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads a table as short as these whole")
    return str(db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all())


@pytest.mark.parametrize("count", [flagged_payments, failing_subscriptions])
def test_what_waits_is_counted_without_reading_the_rest(shop, count):
    with recorded_queries() as asked:
        count()
    assert "INDEX ix_" in on_sqlite(asked[0])


def test_the_day_s_orders_are_found_by_when_they_were_paid(shop):
    assert "ix_order_paid_at" in on_sqlite("""SELECT count(id) FROM "order" WHERE paid_at >= 'a' AND paid_at < 'b'""")


def test_an_index_serves_both_lists(shop):
    for table, moment in (("order", "placed_at"), ("household", "created_at")):
        words = f'SELECT * FROM "{table}" WHERE ({moment}, id) < (9, 1) ORDER BY {moment} DESC, id DESC LIMIT 21'
        plan = on_sqlite(words)
        assert f"ix_{table}_{moment}_id" in plan
        assert "TEMP B-TREE" not in plan

"""What orders bought, in the language of who reads: on the account, its receipts and the lists of staff."""

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from tbo.db import db
from tbo.demo.examples import signins
from tbo.orders.models import Order
from tbo.orders.naming import names_of
from tbo.orders.showing import bought_by_order

from ..support.browser import Browser
from ..support.queries import recorded_queries

CHINESE = range(0x3400, 0x9FFF)


@pytest.fixture
def every(shop) -> list[Order]:
    """All orders of the demo: of episodes, seasons, films, plans and gifts."""
    return list(db.session.scalars(select(Order).order_by(Order.id)))


def subjects(found) -> dict[int, str]:
    """What they were sold by."""
    return {order.id: order.subject for order in found}


def is_chinese(words: str) -> bool:
    """Whether any of it has to be read in Chinese."""
    return any(ord(letter) in CHINESE for letter in words)


@pytest.mark.parametrize("locale", ["en", "de"])
def test_a_list_names_orders_as_their_own_pages_do(every, locale):
    firsts = {(order.offer_kind, order.is_gift): order for order in every}
    with force_locale(locale):
        names = names_of(subjects(every))
        assert {order.id: bought_by_order(order).name for order in firsts.values()}.items() <= names.items()
    assert not [name for name in names.values() if is_chinese(name)]


def test_many_are_named_at_one_query_and_none_in_chinese(every):
    with force_locale("de"), recorded_queries() as asked:
        names_of(subjects(every))
    assert len(asked) == 1
    with force_locale("zh_Hans_CN"), recorded_queries() as asked:
        assert names_of(subjects(every)) == subjects(every)
    assert asked == []


@pytest.mark.parametrize("page", ["/en/account", "/de/account/receipts"])
def test_a_member_reads_receipts_in_their_language(shop, page):
    browser = Browser(shop)
    browser.sign_in(next(one for one in signins() if one["phone"])["phone"])
    names = [row.b.get_text() for row in browser.page(page).select(".receipts time + span")]
    assert names
    assert not [name for name in names if is_chinese(name)]

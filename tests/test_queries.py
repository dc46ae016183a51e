"""How often each page asks the database: never when it is kept, twice for who asks and what they hold, little more.

Counted in a process that knows the catalogue; when that changes, what is known is dropped and asked for again.
"""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tbo.catalog import version
from tbo.catalog.library import Filters, browse
from tbo.catalog.models import Episode, Person, Season, Studio, Title
from tbo.db import db
from tbo.demo.examples import examples, signins
from tbo.offers.models import Plan

from .support.browser import Browser
from .support.layers import pages_kept
from .support.queries import recorded_queries

# Page: the most queries for a visitor whose page is not kept, and for a member. Goals: 3, and 2 on the home page.
PAGES = {
    "/": (0, 2),
    "/shelves/free-now": (0, 2),
    "/shelves/tonight": (0, 2),
    "/shelves/continue": (0, 2),
    "/library": (0, 2),
    "/library?genre=drama&kind=series&sort=newest": (0, 2),
    "/library?after={after}": (0, 2),
    "/search": (0, 2),
    "/search?q=%E7%81%AF": (0, 2),
    "/search?q=huandeng": (0, 2),
    "{series}": (0, 3),
    "{series}/seasons/1": (0, 3),
    "{film}": (0, 3),
    "/studios/{studio}": (0, 2),
    "/people/{person}": (0, 2),
    "/countries/CN": (0, 2),
    "/originals": (0, 2),
    "/plans": (0, 2),
    "/l/shuang11": (0, 2),
    "/l/return-the-lantern-s2": (0, 2),
    "/l/documentary-month": (0, 2),
    "{free_episode}": (0, 3),
    "{paid_episode}": (4, 5),
    "/episodes/{episode}/orders/new": (3, 6),
    "/seasons/{season}/orders/new": (2, 5),
    "/plans/{plan}/orders/new": (1, 4),
    "/sign-in": (0, 1),
    "/my-list": (0, 3),
    "/account": (0, 7),
    "/account/receipts": (0, 2),
}
KEPT = [page for page, (queries, _member) in PAGES.items() if not queries and page.startswith(("/", "{s", "{film"))]
SERIES = "return-the-lantern"
ALONE = {"/sign-in", "/my-list", "/account", "/account/receipts"}


@pytest.fixture
def named(shop):
    """Fills in addresses of this shop."""
    version.forget()
    known = {
        **examples(),
        "studio": db.session.scalar(select(Studio.slug).limit(1)),
        "person": db.session.scalar(select(Person.slug).limit(1)),
        "season": db.session.scalar(select(Season.id).join(Title).where(Title.slug == SERIES)),
        "episode": db.session.scalar(
            select(Episode.id).join(Season).join(Title).where(Title.slug == SERIES, Episode.number == 2)
        ),
        "plan": db.session.scalar(select(Plan.key).where(Plan.months == 1)),
        "after": browse(Filters(), None, 30)[1] or "1.1",
    }
    return lambda page: page.format(**known)


@pytest.fixture
def member_cookie(shop):
    """What a member's browser sends: the household with the longest history."""
    browser = Browser(shop)
    browser.sign_in(next(one for one in signins() if one["phone"])["phone"])
    return f"tbo-device={browser.secret}"


def asked_for(shop, address: str, cookie: str = "", looks: int = 2) -> list[str]:
    """Return what the database is asked for the last of some looks at a page, by somebody with this cookie."""
    client = FlaskClient(shop, shop.response_class, use_cookies=False)
    for _ in range(looks - 1):
        client.get(address, headers={"Cookie": cookie})
    # Each request has a session of its own, as in a server.
    db.session.expire_all()
    with shop.app_context(), recorded_queries() as statements:
        status = client.get(address, headers={"Cookie": cookie}).status_code
    assert status in (200, 303, 402), f"{address} answered {status}"
    return statements


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_s_page_asks_little(shop, named, page):
    statements = asked_for(shop, named(page))
    assert len(statements) <= PAGES[page][0], "\n".join(statements)


@pytest.mark.parametrize("page", PAGES)
def test_a_member_s_page_asks_little(shop, named, member_cookie, page):
    statements = asked_for(shop, named(page), member_cookie)
    assert len(statements) <= PAGES[page][1], "\n".join(statements)


@pytest.mark.parametrize("page", [page for page in KEPT if page not in ALONE])
def test_a_kept_page_asks_nothing(shop, named, page):
    with pages_kept(shop) as front:
        asked_for(shop, named(page))
        front.layer._version._good_until = float("inf")
        assert asked_for(shop, named(page)) == []
        assert len(front.rendered) == 1


@pytest.mark.parametrize(
    ("few", "many"),
    [
        ("/library?kind=variety", "/library?kind=series"),
        ("/countries/JP", "/countries/CN"),
        ("/search?q=huandeng", "/search?q=%E7%9A%84"),
    ],
)
def test_after_a_change_a_page_asks_as_often_for_many_titles_as_for_few(shop, named, few, many):
    def cold(page: str) -> int:
        version.bump()
        return len(asked_for(shop, named(page), looks=1))

    asked_for(shop, "/")
    assert cold(many) <= cold(few) + 1
    assert cold(many) <= 20

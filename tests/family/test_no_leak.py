"""A child walks through every door it finds, and some that it does not: nothing restricted, nothing with a price."""

import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import quote, unquote, urlsplit

import pytest
from sqlalchemy import select

from tbo.accounts.models import Profile
from tbo.catalog.filters import Eyes
from tbo.catalog.models import Person, Shelf, Studio, Title
from tbo.db import db
from tbo.orders.models import Order
from tbo.storefront import visit

from ..support.browser import Browser, household_of

# The family with the most profiles; its youngest is five.
PHONE, YOUNGEST = "+12025550122", "豆豆"
ADDRESSES = re.compile(r"""(?:href|src|action|hx-get|poster)=["']([^"'#]+)""")
PRICE = re.compile(r"[¥￥]\s?\d|\d\s?(?:元|yuan|Yuan)\b|\"price\"|priceCurrency|CN¥|CNY")
MOST = 400
NOT_OURS = ("/static/", "/pictures/", "/hls/", "http", "mailto:", "tel:", "data:")


@pytest.fixture
def child(shop) -> Browser:
    """The youngest of the demo shop's largest family, before a screen that nobody has opened with a code lately."""
    browser = Browser(shop)
    browser.sign_in(PHONE)
    profile = db.session.scalars(select(Profile).where(Profile.name == YOUNGEST)).one()
    assert browser.post("/profile-choice", profile=str(profile.id)).status_code == 303
    return browser


def restricted() -> list[Title]:
    """The titles that are not in the child's pool, or rated above its cap."""
    return [title for title in db.session.scalars(select(Title)) if not title.in_child_pool or title.min_age > 3]


def words_of_restricted() -> set[str]:
    """Addresses and names by which something restricted is recognised; a name of one word stands in other sentences."""
    names = {title.name["zh-Hans"] for title in restricted() if len(title.name["zh-Hans"]) > 2}
    names |= {name for title in restricted() for name in title.name.values() if " " in name}
    return {f"/titles/{title.slug}" for title in restricted()} | names


def unlinked(household_id: int) -> list[str]:
    """Addresses that a child may know from elsewhere."""
    slugs = [title.slug for title in restricted()][:12]
    found = ["/plans", "/gifts", "/redeem", "/account", "/account/receipts", "/my-list", "/sitemap.xml", "/library"]
    found += [f"/shelves/{slug}" for slug in db.session.scalars(select(Shelf.slug))]
    found += [f"/studios/{slug}" for slug in db.session.scalars(select(Studio.slug).limit(10))]
    found += [f"/people/{slug}" for slug in db.session.scalars(select(Person.slug).limit(30))]
    for slug in slugs:
        found += [f"/titles/{slug}", f"/titles/{slug}/seasons/1", f"/watch/{slug}/1/1", f"/titles/{slug}/trailer"]
        found += [f"/?bill={slug}", f"/search?q={quote(slug)}", f"/en/titles/{slug}"]
    found += [f"/search?q={quote(title.name['zh-Hans'])}" for title in restricted()]
    numbers = db.session.scalars(select(Order.number).where(Order.household_id == household_id)).all()
    found += [f"/{place}/{number}" for number in numbers[:5] for place in ("orders", "receipts")]
    return [*found, "/episodes/1/orders/new", "/plans/monthly/orders/new", "/plans/monthly/subscriptions/new"]


def leaks(browser: Browser) -> Iterator[str]:
    """Walk as the browser's profile; yield where something restricted or a price is seen."""
    forbidden = words_of_restricted()
    waiting = deque(["/", "/en/", "/de/", "/library", "/search", *unlinked(household_of(browser).id)])
    seen = set(waiting)
    while waiting:
        address = waiting.popleft()
        answer = browser.get(address)
        assert answer.status_code < 500, f"{address} answered {answer.status_code}"
        text = answer.get_data(as_text=True)
        yield from (f"{address}: {word}" for word in forbidden if word in text and not _was_asked_for(word, address))
        yield from (f"{address}: {price}" for price in PRICE.findall(text))
        follow = ADDRESSES.findall(text) + ([answer.location] if answer.location else [])
        for link in map(_ours, follow):
            if link and link not in seen and len(seen) < MOST:
                seen.add(link)
                waiting.append(link)


def _was_asked_for(word: str, address: str) -> bool:
    """A page says back its own address and what was looked for, as does one that does not exist."""
    return word.rpartition("/")[2] in unquote(address)


def _ours(link: str) -> str | None:
    link = link.replace("&amp;", "&")
    if link.startswith(NOT_OURS) or not link.startswith("/") or "/staff" in link:
        return None
    parts = urlsplit(link)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def test_a_child_finds_nothing_restricted_and_no_price(child):
    assert restricted()
    assert list(leaks(child)) == []


@pytest.mark.parametrize("filter_taken_out", ["catalogue", "pages"])
def test_the_walk_finds_a_leak_where_a_filter_is_taken_out(child, monkeypatch, filter_taken_out):
    if filter_taken_out == "catalogue":
        monkeypatch.setattr(Eyes, "of", classmethod(lambda cls, profile=None: cls(False, 18, frozenset())))
    monkeypatch.setattr(visit.Visit, "may_see", lambda self, card: True)
    assert next(leaks(child), None)

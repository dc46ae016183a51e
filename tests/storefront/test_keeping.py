"""Kept pages of the demo shop: each depends on exactly what its route reads, ends when it stops being true, and
says nothing of anybody."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.datastructures import ImmutableMultiDict

from tbo import clock
from tbo.catalog import version
from tbo.catalog.library import Filters, browse
from tbo.catalog.models import Episode, FreeWindow, Person, Season, Studio, Title
from tbo.db import db
from tbo.demo.examples import signins
from tbo.offers.models import PlanVersion
from tbo.pages.keeping import POLICIES, true_until
from tbo.web import page_version

from ..conftest import ANCHOR
from ..support.browser import Browser
from ..support.layers import pages_kept
from ..support.queries import recorded_queries

PAGES = {
    "storefront.home": "/",
    "storefront.shelf": "/shelves/free-now",
    "storefront.library": "/library",
    "storefront.search": "/search",
    "storefront.title": "/titles/return-the-lantern",
    "storefront.season": "/titles/return-the-lantern/seasons/1",
    "storefront.related": "/titles/return-the-lantern/related",
    "storefront.studio": "/studios/{studio}",
    "storefront.country": "/countries/CN",
    "storefront.person": "/people/{person}",
    "storefront.originals": "/originals",
    "storefront.plans": "/plans",
    "pages.page": "/l/documentary-month",
}
# A value for each argument that any of these routes reads, such that the page differs from the one without it.
VALUES = {
    **{"kind": "film", "genre": "drama", "country": "CN", "studio": "{studio}", "originals": "yes", "access": "free"},
    **{"language": "zh", "age": "8", "year": "2025", "sort": "year", "after": "{after}", "part": "more"},
    **{"bill": "{bill}", "q": "灯", "coupon": "HUANYING", "plan": "yearly"},
}


def passer_by(shop) -> FlaskClient:
    """A browser without cookies; it does not inspect pages, since here they are only compared."""
    return FlaskClient(shop, shop.response_class, use_cookies=False)


@pytest.fixture(autouse=True)
def _read_each_time(monkeypatch):
    monkeypatch.setattr(page_version, "READ_EVERY_S", 0)
    monkeypatch.setattr(version, "READ_EVERY_S", 0)


@pytest.fixture
def front(shop):
    """The demo shop with kept pages in front."""
    with pages_kept(shop) as made:
        yield made


@pytest.fixture
def named(shop):
    """Fills in the names of this shop: a studio, a person, a title of the bill, the second page's place."""
    home = shop.test_client().page("/")
    known = {
        "studio": db.session.scalar(select(Studio.slug).limit(1)),
        "person": db.session.scalar(select(Person.slug).limit(1)),
        "after": browse(Filters(), None, 30)[1] or "1.1",
        "bill": home.select(".bill a")[1]["href"].partition("bill=")[2],
    }
    return lambda text: text.format(**known)


def test_there_is_an_example_of_every_page_that_is_kept():
    assert PAGES.keys() == POLICIES.keys()


@pytest.mark.parametrize("endpoint", PAGES)
def test_a_page_depends_on_every_argument_that_its_route_reads(shop, named, endpoint, monkeypatch):
    read = set()

    class Recording(ImmutableMultiDict):
        def get(self, key, *rest, **more):
            read.add(key)
            return super().get(key, *rest, **more)

        def __getitem__(self, key):
            read.add(key)
            return super().__getitem__(key)

        getlist = __iter__ = items = values = to_dict = lambda *_: pytest.fail("which arguments are read is not said")

    monkeypatch.setattr(shop.request_class, "parameter_storage_class", Recording)
    passer_by(shop).get(named(PAGES[endpoint]))
    blind = {name for name in read if name not in POLICIES[endpoint].depends_on({name: named(VALUES[name])})}
    assert not blind, f"{endpoint} reads {blind}, but its policy does not know"


@pytest.mark.parametrize("endpoint", PAGES)
@pytest.mark.parametrize(("prefix", "is_part"), [("", False), ("/de", True)])
def test_a_kept_page_is_the_page_that_flask_makes(shop, named, endpoint, prefix, is_part):
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if is_part else {}
    address, policy = prefix + named(PAGES[endpoint]), POLICIES[endpoint]
    queries = [{}] + [{name: named(value)} for name, value in VALUES.items()]
    queries = [query for query in queries if policy.depends_on(query) == query]
    direct = [passer_by(shop).get(address, query_string=query, headers=headers).data for query in queries]
    with pages_kept(shop) as front:
        for _ in range(2):
            kept = [passer_by(shop).get(address, query_string=query, headers=headers).data for query in queries]
            assert kept == direct
        assert len(front.rendered) == len(queries) == len(front.layer.pages)


def test_equal_choices_of_the_library_are_one_page(shop, front):
    for query in ("", "sort=popular", "sort=nonsense", "genre=", "part=less", f"kind={'x' * 100}", "utm_source=tmall"):
        assert passer_by(shop).get("/library?" + query).status_code == 200
    passer_by(shop).get("/library?genre=drama&kind=film&spm=a.1")
    passer_by(shop).get("/library?kind=film&genre=drama&kind=series")
    assert len(front.layer.pages) == 2


def test_a_broken_place_in_the_library_is_refused_each_time(shop, front):
    assert [passer_by(shop).get("/library?after=x").status_code for _ in range(2)] == [400, 400]
    assert len(front.layer.pages) == 0


def test_a_visitor_costs_no_query_once_the_page_is_kept(shop, front):
    for address in ("/", "/library", "/titles/return-the-lantern", "/plans"):
        passer_by(shop).get(address)
    front.layer._version._good_until = float("inf")
    with recorded_queries() as statements:
        for address in ("/", "/library", "/titles/return-the-lantern", "/plans"):
            assert passer_by(shop).get(address).status_code == 200
    assert statements == []


def test_every_page_changes_with_the_catalogue(shop, front):
    passer_by(shop).get("/")
    version.bump()
    db.session.commit()
    passer_by(shop).get("/")
    assert front.rendered == ["/", "/"]


def test_a_free_window_ends_on_the_kept_page_at_its_very_instant(shop, front):
    window = select(FreeWindow.closes_at, Title.slug).join(Episode, Episode.id == FreeWindow.episode_id)
    window = window.join(Season, Season.id == Episode.season_id).join(Title, Title.id == Season.title_id)
    ends_at, slug = db.session.execute(
        window.where(FreeWindow.closes_at > ANCHOR).order_by(FreeWindow.closes_at)
    ).first()
    address = f"/titles/{slug}"
    with clock.standing_at(ends_at - timedelta(seconds=1)):
        shown = passer_by(shop).get(address)
        assert "s-maxage=1, stale-while-revalidate=0" in shown.headers["Cache-Control"]
    with clock.standing_at(ends_at):
        assert passer_by(shop).get(address).data != shown.data
    assert front.rendered == [address, address]


def test_a_new_price_stands_on_the_kept_plans_page_at_its_very_instant(shop, front):
    change_at = ANCHOR + timedelta(seconds=25)
    sold = db.session.scalars(select(PlanVersion).where(PlanVersion.sold_until.is_(None))).first()
    sold.sold_until = change_at
    dearer = PlanVersion(plan_id=sold.plan_id, version=sold.version + 1, price_fen=98_765, sold_from=change_at)
    db.session.add(dearer)
    db.session.commit()
    assert true_until(ANCHOR) == change_at
    with clock.standing_at(change_at - timedelta(seconds=1)):
        assert "987.65" not in passer_by(shop).get("/plans").get_data(as_text=True)
    with clock.standing_at(change_at):
        assert "987.65" in passer_by(shop).get("/plans").get_data(as_text=True)


@pytest.fixture
def somebody(shop):
    """A signed-in member, and the words that only their pages say."""
    household = next(one for one in signins() if one["phone"])
    browser = Browser(shop)
    browser.sign_in(household["phone"])
    return browser


NAMES = ["User-Agent", "Referer", "Accept-Language", "X-Forwarded-For", "X-Forwarded-Host", "Origin"]
STRANGE = st.dictionaries(
    st.sampled_from(NAMES), st.text("abcxyz-./0189", min_size=1, max_size=12).map(lambda text: f"mark-{text}")
).map(lambda headers: headers | {"Host": "mark-host.example"} if "Origin" in headers else headers)
COOKIES = st.sampled_from(["", "device", "tbo-arrival=mark-arrival-cookie", "tbo=mark-session", "mark=mark-other"])
VISITS = st.tuples(
    st.sampled_from(
        ["/", "/library", "/shelves/free-now", "/plans", "/en/", "/search?q=灯", "/titles/return-the-lantern"]
    ),
    st.sampled_from(["", "spm=mark-spm", "utm_source=mark-source&bill=mark-bill", "csrf_token=mark-token"]),
    STRANGE,
    COOKIES,
)


def test_nothing_of_anybody_is_ever_kept(shop, somebody):
    pristine: dict = {}

    @hypothesis_settings(
        max_examples=20, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(st.lists(VISITS, min_size=1, max_size=6))
    def visits_leave_nothing_behind(visits):
        with pages_kept(shop) as front:
            for address, query, headers, cookie in visits:
                cookie = f"tbo-device={somebody.secret}" if cookie == "device" else cookie
                sent = headers | ({"Cookie": cookie} if cookie else {})
                joined = "&" if "?" in address else "?"
                passer_by(shop).get(address + joined + query, headers=sent)
            kept = dict(front.layer.pages._pages)
        for (path, query, _is_part), (page, _weight) in kept.items():
            text = page.plain()
            assert b"mark-" not in text.replace(b"bill=mark-bill", b"")
            assert b"csrf_token" not in text
            assert not {"set-cookie", "x-request-id"} & {name.lower() for name, _ in page.headers}
            if (path, query) not in pristine:
                pristine[path, query] = passer_by(shop).get(path, query_string=query).data
            assert text == pristine[path, query]

    visits_leave_nothing_behind()
    assert pristine

"""A page under test before shoppers: the same version each time, kept for everybody, and only people are counted."""

import re
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import func, select

from tbo import clock
from tbo.accounts.merging import merge
from tbo.accounts.models import Household
from tbo.arrivals import positions
from tbo.arrivals.models import Arrival
from tbo.backoffice.figures.funnel import funnel
from tbo.catalog import version
from tbo.db import db
from tbo.pages import experiments, keeping, publishing
from tbo.pages import visitors as pages_visitors
from tbo.pages.experiment_keeping import KEPT, forget_old_visitors
from tbo.pages.experiment_models import ExperimentVisitor
from tbo.pages.figure_models import BlockDay
from tbo.pages.making import draft_of, page_or_none
from tbo.rules.experiments import COUNTED_FOR, Arm, Goal, Outcome, arm_of
from tbo.rules.limits import Limit
from tbo.web import known_pages
from tbo.web.page_version import Version

from ..conftest import ANCHOR
from ..support.browser import Browser, become_guest
from ..support.layers import pages_kept
from ..support.queries import recorded_queries

SLUG = "shuang11"
PAGE = f"/l/{SLUG}"
OURS = {"Sec-Fetch-Site": "same-origin"}
ROBOT = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}
WORDS = "另一个标题"
LIFE = timedelta(days=1)
ORDERS = {"goal": Goal.ORDERS, "share_b": 50, "wanted_percent": 20, "planned": 1000}


@pytest.fixture
def row(shop):
    """An experiment with the page of 11.11: its first block has another headline in B, and B has one block more."""
    page = page_or_none(SLUG)
    document = draft_of(page).document
    first, *rest = document["blocks"]
    changed = {**first, "props": {**first["props"], "headline": {"zh-Hans": WORDS}}}
    b = {**document, "blocks": [changed, *rest, {**rest[0], "code": "b90"}]}
    made = publishing.kept_version(page, b, "", "x")
    proposal = experiments.Proposal(**ORDERS, life=LIFE)
    begun = experiments.begin(page, made, proposal, "x")
    db.session.commit()
    yield begun
    version.forget()


def visitor_of(row, arm: Arm) -> str:
    """The letters of a browser that is dealt this."""
    names = (f"{number:022d}" for number in count())
    return next(name for name in names if arm_of(row.salt, name, 50) is arm)


def cookie(row, arm: Arm) -> str:
    ends = int((row.ends_at + COUNTED_FOR).timestamp())
    return f"tbo-test={visitor_of(row, arm)}~{ends}"


def seen(visitor, **headers) -> Arm:
    return Arm.B if WORDS in visitor.get(PAGE, headers=headers).text else Arm.A


def visitors() -> list[ExperimentVisitor]:
    db.session.rollback()
    return list(db.session.scalars(select(ExperimentVisitor)))


def looks(shop, row, arm=Arm.B, **headers) -> None:
    """The page's script says that a browser looks."""
    said = {"Cookie": cookie(row, arm)} | OURS | headers
    answer = shop.test_client(use_cookies=False).post("/figures", data={"tested": SLUG}, headers=said)
    assert answer.status_code == 204


def test_a_browser_sees_the_same_each_time_and_browsers_differ(shop, row):
    found: set[Arm] = set()
    for _browser in range(60):
        if len(found) == 2:
            break
        visitor = shop.test_client()
        first = seen(visitor)
        assert {seen(visitor) for _again in range(3)} == {first}
        found.add(first)
    assert found == {Arm.A, Arm.B}


def test_only_a_page_under_test_sets_the_cookie_and_only_once(shop, row):
    visitor = shop.test_client()
    for address in ("/", "/plans", "/l/documentary-month"):
        assert "Set-Cookie" not in visitor.get(address).headers
    answer = visitor.get(PAGE)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    name, *flags = answer.headers["Set-Cookie"].split("; ")
    assert name.startswith("tbo-test=")
    life = int((LIFE + COUNTED_FOR).total_seconds())
    assert {"HttpOnly", "SameSite=Lax", "Path=/", f"Max-Age={life}"} <= set(flags)
    assert "Set-Cookie" not in visitor.get(PAGE).headers


def test_a_cookie_that_would_end_too_early_is_kept_and_lengthened(shop, row):
    short = cookie(row, Arm.B).partition("~")[0] + "~1"
    answer = shop.test_client(use_cookies=False).get(PAGE, headers={"Cookie": short})
    assert WORDS in answer.text
    assert answer.headers["Set-Cookie"].startswith(cookie(row, Arm.B) + ";")


@pytest.mark.parametrize("said", ["x", "<script>", "a" * 22, "a" * 22 + "~x", "ä~1", "a" * 5000])
def test_an_invented_cookie_gets_letters_of_its_own(shop, row, said):
    answer = shop.test_client(use_cookies=False).get(
        PAGE, headers={"Cookie": f"tbo-test={said}".encode().decode("latin-1")}
    )
    assert answer.status_code == 200
    made = re.fullmatch("tbo-test=([A-Za-z0-9_-]{22})~[0-9]{10}", answer.headers["Set-Cookie"].split(";")[0])
    assert made
    assert made[1] not in said


def test_both_versions_are_kept_and_a_kept_one_asks_nothing(shop, row):
    visitor = shop.test_client(use_cookies=False)
    with pages_kept(shop) as front:
        front.layer._version.number()
        front.layer._version._good_until = float("inf")
        for arm in (Arm.B, Arm.A):
            assert seen(visitor, Cookie=cookie(row, arm)) is arm
        assert len(front.rendered) == 2
        with recorded_queries() as statements:
            for arm in (Arm.A, Arm.B, Arm.A):
                answer = visitor.get(PAGE, headers={"Cookie": cookie(row, arm)})
                assert (WORDS in answer.text) == (arm is Arm.B)
                assert answer.headers["Cache-Control"] == "private, no-cache"
                assert "Set-Cookie" not in answer.headers
            newcomer = visitor.get(PAGE)
        assert statements == []
        assert "tbo-test=" in newcomer.headers["Set-Cookie"]
        assert len(front.rendered) == 2


def test_a_kept_page_deals_a_newcomer_as_the_next_look_does(shop, row):
    with pages_kept(shop):
        for _browser in range(8):
            visitor = shop.test_client()
            first = seen(visitor)
            assert seen(visitor) is first
            etag = visitor.get(PAGE).headers["ETag"]
            assert visitor.get(PAGE, headers={"If-None-Match": etag}).status_code == 304


def test_the_end_of_time_shows_a_to_everybody_with_a_warm_cache(shop, row):
    visitor = shop.test_client(use_cookies=False)
    ends = row.ends_at
    with pages_kept(shop):
        with clock.standing_at(ends - timedelta(seconds=1)):
            assert seen(visitor, Cookie=cookie(row, Arm.B)) is Arm.B
        with clock.standing_at(ends):
            answer = visitor.get(PAGE, headers={"Cookie": cookie(row, Arm.B)})
    assert WORDS not in answer.text
    assert answer.headers["Cache-Control"].startswith("public")


def test_a_household_sees_the_same_on_every_device(shop, row):
    browser = Browser(shop)
    browser.sign_in("+8613800138000")
    first = WORDS in browser.get(PAGE).text
    other = Browser(shop, address="203.0.113.8")
    with clock.standing_at(ANCHOR + timedelta(minutes=5)):
        other.sign_in("+8613800138000")
        answer = other.get(PAGE)
        assert (WORDS in answer.text) == first
        assert answer.headers["Cache-Control"] == "private, no-store"
    one, two = (each.client.get_cookie("tbo-test").value for each in (browser, other))
    assert one == two, "not by chance"


def test_a_household_s_kept_page_is_that_of_the_browser(shop, row, monkeypatch):
    browser = Browser(shop)
    browser.sign_in("+8613800138000")
    monkeypatch.setattr(shop, "wsgi_app", shop.wsgi_app)
    policies, known = keeping.OF_STANDING, Version(version.read, shop.app_context)
    layer = known_pages.install(shop, policies, known, lambda secret: (1, secret))
    for arm in (Arm.A, Arm.B, Arm.A):
        said = {"Cookie": f"tbo-device={browser.secret}; {cookie(row, arm)}"}
        visitor = shop.test_client(use_cookies=False)
        for _look in range(3):
            assert (WORDS in visitor.get(PAGE, headers=said).text) == (arm is Arm.B)
    assert len(layer.pages) == 2


def test_home_is_dealt_as_any_page_and_its_parts_are_of_the_same_version(shop):
    page = page_or_none("home")
    document = draft_of(page).document
    first, *rest = document["blocks"]
    made = publishing.kept_version(page, {**document, "blocks": [{**first, "code": "b91"}, *rest]}, "", "x")
    row = experiments.begin(page, made, experiments.Proposal(**ORDERS), "x")
    db.session.commit()
    visitor, part = shop.test_client(use_cookies=False), {"HX-Request": "true", "HX-Request-Type": "partial"}
    with pages_kept(shop):
        for arm, code in ((Arm.A, first["code"]), (Arm.B, "b91")):
            for more in ({}, part):
                answer = visitor.get("/", headers={"Cookie": cookie(row, arm)} | more)
                assert f'data-place="home.{code}"' in answer.text
                assert ("b91" in answer.text) == (arm is Arm.B)
    version.forget()


def test_who_looks_is_kept_once_with_the_version_that_was_dealt(shop, row):
    for arm in (Arm.A, Arm.B, Arm.B):
        looks(shop, row, arm)
    found = {each.arm: each for each in visitors()}
    assert len(visitors()) == 2
    assert found["b"].visitor == visitor_of(row, Arm.B)
    assert found["b"].counts_until == found["b"].seen_at + COUNTED_FOR == ANCHOR + COUNTED_FOR


def test_robots_floods_staff_and_browsers_without_a_version_are_left_out(shop, row, monkeypatch):
    looks(shop, row, **ROBOT)
    looks(shop, row, Cookie="tbo-test=staff")
    looks(shop, row, Cookie="")
    answer = shop.test_client(use_cookies=False).get(PAGE, headers={"Cookie": "tbo-test=staff"})
    assert WORDS not in answer.text
    assert "Set-Cookie" not in answer.headers
    monkeypatch.setattr(pages_visitors, "PER_NETWORK", (Limit(1, timedelta(minutes=5)),))
    assert visitors() == []
    for arm in Arm:
        looks(shop, row, arm)
    assert len(visitors()) == 1


def test_nothing_is_kept_of_pages_that_are_not_under_test_nor_after_the_end(shop, row):
    client = shop.test_client(use_cookies=False)
    for tested in ("home", "", "x" * 500, "children"):
        client.post("/figures", data={"tested": tested}, headers={"Cookie": cookie(row, Arm.A)} | OURS)
    with clock.standing_at(row.ends_at):
        looks(shop, row)
    assert visitors() == []


def test_a_household_is_noted_as_soon_as_it_is_known_and_goes_along_when_two_become_one(shop, row):
    looks(shop, row)
    browser = Browser(shop)
    household, other = become_guest(browser).id, db.session.scalar(select(func.min(Household.id)))
    looks(shop, row, Cookie=f"{cookie(row, Arm.B)}; tbo-device={browser.secret}")
    assert [each.household_id for each in visitors()] == [household]
    merge(household, other)
    db.session.commit()
    assert [each.household_id for each in visitors()] == [other]


def begun(shop, *said) -> Arrival | None:
    """The arrival of what such a browser begins."""
    with shop.test_request_context(headers={"Cookie": "; ".join(said)}):
        return positions.kept_arrival_or_none()


def test_what_a_browser_begins_leads_back_to_it_whoever_brought_it(shop, row):
    before = {name: counts.counts for name, counts in funnel("source", ANCHOR).items()}
    who = visitor_of(row, Arm.B)
    own = begun(shop, cookie(row, Arm.B))
    assert (own.visitor, own.path, own.position) == (who, "", None)
    assert begun(shop, cookie(row, Arm.B)).id == own.id
    assert {name: counts.counts for name, counts in funnel("source", ANCHOR).items()} == before, "nobody came"
    visitor = shop.test_client()
    visitor.get("/t/900000000105?spm=a1.b2")
    link = f"tbo-arrival={visitor.get_cookie('tbo-arrival').value}"
    assert begun(shop, link).visitor is None
    brought = begun(shop, link, cookie(row, Arm.B))
    db.session.refresh(brought)
    assert (brought.item_id, brought.visitor) == ("900000000105", who)


def test_a_browser_that_no_experiment_knows_gets_no_row(shop, row):
    assert begun(shop, "tbo-test=staff") is None
    assert begun(shop, "tbo-test=x") is None
    assert db.session.scalar(select(func.count()).where(Arrival.path == "")) == 0


def test_blocks_are_counted_for_the_version_that_was_dealt(shop, row):
    client = shop.test_client(use_cookies=False)
    for arm in Arm:
        said = {"Cookie": cookie(row, arm)} | OURS
        client.post("/figures", data={"seen": f"{SLUG}.b1,{SLUG}.b90"}, headers=said)
    rows = db.session.execute(select(BlockDay.version_id, BlockDay.block).where(BlockDay.day == ANCHOR.date())).all()
    assert {tuple(each) for each in rows} == {
        (row.a_version_id, "b1"),
        (row.b_version_id, "b1"),
        (row.b_version_id, "b90"),
    }


def test_after_the_end_everybody_sees_what_was_chosen(shop, row):
    experiments.end(page_or_none(SLUG), Outcome.B, {}, "x")
    db.session.commit()
    visitor = shop.test_client(use_cookies=False)
    assert {seen(visitor, Cookie=cookie(row, arm)) for arm in Arm} == {Arm.B}
    assert "Set-Cookie" not in visitor.get(PAGE).headers


def test_browsers_are_forgotten_after_ninety_days_and_the_figures_stay(shop, row):
    for arm in Arm:
        looks(shop, row, arm)
    publishing.switch_off(page_or_none(SLUG), "x")
    db.session.commit()
    assert row.outcome == "replaced"
    with clock.standing_at(ANCHOR + KEPT):
        assert forget_old_visitors() == 0
    with clock.standing_at(ANCHOR + KEPT + timedelta(seconds=1)):
        assert forget_old_visitors() == 2
    db.session.expire_all()
    assert (row.told["a"], row.told["b"], visitors()) == ([1, 0, 0.0, 0.0], [1, 0, 0.0, 0.0], [])

"""Pages of a membership in German and English: no sentence ends twice, and one month is not many."""

import pytest

from ..support.browser import Browser
from ..support.selling import sell_plan
from .test_pages_subscribe import subscribes

PAGES = ("/account", "/subscription/cancellation", "/subscription/pause", "/subscription/plans")
CHANGE = "/subscription/plans/quarterly"


@pytest.fixture
def lin(app, side) -> Browser:
    """A member whose month renews; three months are sold too."""
    sell_plan("quarterly", 5200, 3)
    browser = Browser(app)
    browser.sign_in("lin@example.com")
    subscribes(browser, side)
    return browser


def words(browser: Browser, address: str) -> str:
    """What a page says."""
    return " ".join(browser.page(address).get_text().split())


@pytest.mark.parametrize("page", [*PAGES, CHANGE, "/plans/quarterly/orders/new"])
def test_no_sentence_about_a_membership_ends_twice(lin, page):
    assert ".." not in words(lin, f"/de{page}")


@pytest.mark.parametrize("leaves", [("cancellation", {}), ("pause", {"months": "1"})])
def test_no_sentence_about_leaving_ends_twice(lin, leaves):
    page, said = leaves
    assert lin.post(f"/subscription/{page}", **said).status_code == 303
    assert ".." not in words(lin, "/de/account")


@pytest.mark.parametrize(
    ("prefix", "choices"),
    [("/en", ("1 month off", "2 months off")), ("/de", ("1 Monat Pause", "2 Monate Pause"))],
)
def test_a_pause_of_one_month_is_not_of_months(lin, prefix, choices):
    said = words(lin, f"{prefix}/subscription/pause")
    assert all(choice in said for choice in choices)


@pytest.mark.parametrize(("prefix", "often"), [("/en", "every 3 months"), ("/de", "alle 3 Monate")])
def test_a_period_of_three_months_comes_every_three(lin, prefix, often):
    assert often in words(lin, f"{prefix}{CHANGE}")

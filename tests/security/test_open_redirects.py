"""Redirects: wherever a page sends a browser on to, it is a page of ours, or the cashier."""

from urllib.parse import quote, urlsplit

import pytest

from tbo.accounts.restoring import receipt_token

from ..support.browser import Browser, become_guest, household_of, last_code

ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "https://evil.example",
    "HTTPS:evil.example",
    "http:///evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/%5Cevil.example",
    "/%2F%2Fevil.example",
    "/%2Fevil.example",
    "/.//evil.example",
    "/x/..//evil.example",
    "/en//evil.example/x",
    "/de///evil.example",
    "/en/\\evil.example",
    "/en/%2Fevil.example",
    "javascript:alert(1)//evil.example",
    "data:text/html,evil.example",
    "/\tevil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "//evil.example:80@localhost",
    "evil.example",
    "@evil.example",
    "?//evil.example",
    "/" + "a" * 2000 + "evil.example",
]
PHONE = "+8613800138000"
# Where a page leads is a matter of texts: no engine changes it.
pytestmark = pytest.mark.once


def place_of(address: str) -> str:
    """Where a browser would go from a page of ours: WHATWG reading, in which a backslash is a slash."""
    plain = address.replace("\\", "/").replace("\t", "").replace("\n", "").strip()
    return urlsplit("http:" + plain if plain.startswith("//") else plain).netloc


def assert_ours(response) -> None:
    location = response.headers.get("Location", "") or response.headers.get("HX-Redirect", "")
    assert "evil.example" not in place_of(location), location
    assert urlsplit(location).scheme in ("", "http"), location


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_signing_in_leads_to_pages_of_ours(app, wanted):
    browser = Browser(app)
    there = "?next=" + quote(wanted, safe="")
    asked = browser.post("/sign-in" + there, contact=PHONE)
    assert_ours(asked)
    assert_ours(browser.post(asked.location, code=last_code(PHONE)))
    assert_ours(browser.get("/sign-in" + there))
    assert_ours(browser.post("/profile-choice", profile="1", next=wanted))
    assert_ours(browser.open("/sign-in" + there, headers={"HX-Request": "true"}))


@pytest.mark.parametrize("wanted", ELSEWHERE)
@pytest.mark.parametrize("language", ["zh-Hans", "de"])
def test_a_profile_of_another_language_is_chosen_towards_pages_of_ours(app, wanted, language):
    browser = Browser(app)
    browser.sign_in(PHONE)
    household = household_of(browser)
    household.locale, household.profiles[0].language = "en", language
    profile = str(household.profiles[0].id)
    page = browser.page("/profiles?next=" + quote(wanted, safe=""))
    assert "evil.example" not in {place_of(field["value"]) for field in page.select("input[name=next]")}
    answer = browser.post("/profile-choice", profile=profile, next=wanted)
    assert answer.status_code == 303
    assert_ours(answer)


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_a_receipts_link_leads_to_pages_of_ours(app, wanted):
    owner, browser = Browser(app), Browser(app, address="198.51.100.1")
    token = receipt_token(become_guest(owner).id, "TBO20261118-7F3K9QRD")
    link = f"/restore/{token}?next={quote(wanted, safe='')}"
    page = browser.page(link)
    assert "evil.example" not in {place_of(a["href"]) for a in page.find_all("a", href=True)}
    assert_ours(browser.post(link))
    assert "evil.example" not in {place_of(a["href"]) for a in browser.page(link).find_all("a", href=True)}


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/en//evil.example/", "/\\evil.example", "/titles//evil.example/", "/t//evil.example"]
)
def test_a_tidied_path_leads_nowhere_else(app, path):
    assert_ours(Browser(app).client.get("/", environ_overrides={"PATH_INFO": path}))


@pytest.mark.parametrize(
    "query", ["next=//evil.example", "from=https://evil.example", "url=//evil.example", "id=//evil.example"]
)
def test_a_link_from_tmall_leads_nowhere_else(shop, query):
    browser = Browser(shop)
    first = browser.get(f"/t/900000000107?{query}")
    assert first.location == "/t/900000000107"
    assert_ours(browser.get(first.location))


def test_reloading_a_form_leads_nowhere_else(shop):
    browser = Browser(shop)
    for key in ("//evil.example", "%2F%2Fevil.example", "\\evil.example"):
        assert_ours(browser.get(f"/plans/{key}/orders?offer=//evil.example"))

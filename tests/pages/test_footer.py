"""The end of every page: it leads to the legal pages that are published, and to none that is not."""

import pytest
from sqlalchemy import select, update

from tbo import clock
from tbo.catalog import version
from tbo.db import db, writing
from tbo.pages.models import Page, PagePublication
from tbo.web.errors import error_page

from ..support.browser import Browser
from ..support.parsing import page_of

LEGAL = {"/l/about", "/l/privacy", "/l/terms"}


def led_to(page, prefix: str = "") -> set[str]:
    """Addresses of landing pages in the footer."""
    found = {link["href"].removeprefix(prefix) for link in page.select("footer a[href]")}
    return {address for address in found if address.startswith("/l/")}


@pytest.mark.parametrize(
    ("prefix", "words"),
    [("", {"隐私", "条款"}), ("/en", {"Privacy", "Terms"}), ("/de", {"Datenschutz", "Bedingungen"})],
)
@pytest.mark.parametrize("path", ["/plans", "/library", "/sign-in", "/l/about"])
def test_every_page_leads_to_the_legal_ones_in_its_language(shop, prefix, words, path):
    browser = Browser(shop)
    page = browser.page(prefix + path)
    assert led_to(page, prefix) == LEGAL
    assert words <= {link.get_text() for link in page.select("footer a")}
    for address in LEGAL:
        assert browser.page(prefix + address).h1.get_text(strip=True)


def test_no_page_leads_to_a_legal_one_that_is_over(shop):
    terms = select(Page.id).where(Page.slug == "terms").scalar_subquery()
    with writing():
        db.session.execute(update(PagePublication).where(PagePublication.page_id == terms).values(ends_at=clock.now()))
        version.bump()
    assert led_to(Browser(shop).page("/plans")) == LEGAL - {"/l/terms"}


def test_a_shop_without_legal_pages_leads_nowhere(app):
    assert led_to(Browser(app).page("/sign-in")) == set()


def test_a_page_that_says_that_the_database_is_away_asks_it_nothing(shop):
    with shop.test_request_context():
        assert led_to(page_of(error_page(503))) == set()

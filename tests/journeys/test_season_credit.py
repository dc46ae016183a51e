"""What was paid for is credit: two episodes, then the season at its price less both."""

from decimal import Decimal

from playwright.sync_api import Page, expect

from ..support.buying import buy, go_to_cashier, log_in, pay
from ..support.watching import assert_plays

TITLE = "/titles/return-the-lantern/seasons/1"
WATCH = "/watch/return-the-lantern/1/{}"


def yuan(page: Page, place: str) -> Decimal:
    """The amount that stands at a place of the page."""
    return Decimal(page.locator(place).first.inner_text().replace("¥", "").replace("−", "-").strip())


def season_price(page: Page) -> Decimal:
    """What the season costs somebody who owns nothing of it."""
    page.goto(TITLE)
    return yuan(page, "#ticket .sum dd")


def test_two_episodes_are_taken_off_the_seasons_price(new_browser, running):
    phone = new_browser()
    full = season_price(phone)
    paid = Decimal(0)
    for number in (2, 3):
        phone.goto(TITLE)
        row = phone.locator(".episode", has_text=f"第 {number} 集")
        paid += Decimal(row.locator(".price").inner_text().replace("¥", ""))
        buy(phone, WATCH.format(number))
        assert_plays(phone, WATCH.format(number))

    assert season_price(phone) == full - paid
    phone.locator("#ticket a.pay").click()
    assert yuan(phone, ".lines .sum dd") == full - paid
    assert -yuan(phone, ".lines .credit dd") in (paid, paid / 2), "the credit is told, in one line or in two"
    expect(phone.locator("form.till-form button")).to_contain_text(str(full - paid).rstrip("0").rstrip("."))
    go_to_cashier(phone)
    assert yuan(phone, ".amount") == full - paid
    log_in(phone)
    pay(phone)

    phone.wait_for_url("**/watch/**")
    phone.goto(WATCH.format(5))
    phone.locator("#player-start").click()
    assert_plays(phone, WATCH.format(5))
    phone.goto(TITLE)
    expect(phone.locator("#ticket a.pay")).to_have_count(0)
    expect(phone.locator(".episode-ask a")).to_have_count(0)

"""What a person presses to buy in a real browser: on our pages, and at the sandbox's cashier."""

import re

from playwright.sync_api import Page, expect

ORDER = re.compile(r"/orders/(TBO\d{8}-\w{8})")
AT_CASHIER = re.compile(r"/cashier/")
LIN, POOR = "林小满", "钱不多"


def choose_at_paywall(page: Page, episode: str) -> None:
    """Open an episode that is for sale, and choose what stands first: this episode alone."""
    page.goto(episode)
    page.locator(".choices a.pay:visible").click()
    expect(page.locator("form.till-form")).to_be_visible()


def press_order(page: Page) -> None:
    """Order what the checkout shows: on a telephone that leads to the cashier, on a desktop to the code."""
    page.locator("form.till-form button").click()


def go_to_cashier(page: Page) -> None:
    """Order, and go to the cashier in this browser, also on a desktop."""
    press_order(page)
    on_this_computer = page.get_by_role("button", name="在这台电脑上登录支付宝付款")
    expect(page.locator("#buyers").or_(on_this_computer)).to_be_visible()
    if on_this_computer.is_visible():
        on_this_computer.click()
    page.wait_for_url(AT_CASHIER)


def log_in(page: Page, buyer: str = LIN) -> None:
    """Choose whom to play at the cashier; from then on the trade exists."""
    page.locator("#buyers button").filter(has_text=buyer).click()


def pay(page: Page, how: str = "now") -> None:
    """Press one of the cashier's buttons."""
    page.locator(f"button[name=how][value={how}]").click()


def leave(page: Page) -> None:
    """Go back to the shop without having paid."""
    page.get_by_role("link", name="返回商家").click()


def buy(page: Page, episode: str) -> None:
    """Buy an episode from its paywall on, and be back on the order's page."""
    choose_at_paywall(page, episode)
    go_to_cashier(page)
    log_in(page)
    pay(page)


def assert_face(page: Page, title: str, bulb: str) -> None:
    """The order's page shows this face, as soon as it is there."""
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(f".face svg.bulb-{bulb}")).to_be_visible()

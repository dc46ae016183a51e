"""A person's browser before a whole shop of real processes."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tools.browser import path_or_none as browser_path

from ..support.databases import ENGINE
from ..support.processes import RunningShop, running_shop

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.0 Mobile/15E148 Safari/604.1"
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--mute-audio",
    "--renderer-process-limit=1",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items):
    """Mark everything here."""
    for item in items:
        if "journeys" in item.nodeid:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def running(server, tmp_path_factory) -> RunningShop:
    """The demo shop as web, worker and sandbox, on this run's engine."""
    address = server.new()
    # Tokens are short, so that whoever plays for a while also renews.
    with running_shop(tmp_path_factory.mktemp("shop"), address, TBO_STREAM_SECONDS="10", TBO_TICKETS="sandbox") as shop:
        yield shop


@pytest.fixture(scope="session")
def browser() -> Browser:
    """One Chromium for all journeys."""
    path = browser_path()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def new_browser(browser, running):
    """Makes a browser without a past: new_browser(width=…, script=…) returns its page."""
    contexts: list[BrowserContext] = []

    def make(phone: bool = True, script: bool = True, user_agent: str | None = None) -> Page:
        context = browser.new_context(
            base_url=running.base_url,
            viewport=PHONE if phone else DESKTOP,
            user_agent=user_agent or (IPHONE if phone else None),
            has_touch=phone,
            java_script_enabled=script,
            locale="zh-CN",
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


# No engine changes how wide a page is: on the second one a telephone is enough.
@pytest.fixture(params=["phone", pytest.param("desktop", marks=pytest.mark.once)])
def page(request, new_browser) -> Page:
    """A newcomer's browser, once as a phone and once as a desktop."""
    return new_browser(phone=request.param == "phone")


@pytest.fixture
def is_turned() -> bool:
    """Whether telephones and desktops change places, as on the second engine: such a journey is gone at both widths."""
    return ENGINE == "postgresql"

"""Whether everybody can use a page: axe-core, at a telephone's width and at a desktop's."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from .databases import ENGINE

WIDTHS = ({"width": 390, "height": 844}, {"width": 1280, "height": 800})
RULES = {
    # Style sheets are fetched again only for a rule that is an experiment of theirs.
    "preload": False,
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
}
# Colours that still fade are no one's contrast. What goes on for ever is not waited for.
STILL = """() => Promise.race([
  Promise.allSettled(document.getAnimations()
    .filter((one) => one.timeline === document.timeline && one.effect.getComputedTiming().endTime < 10000)
    .map((one) => one.finished)),
  new Promise((done) => setTimeout(done, 3000)),
])"""
LOOKS = ENGINE == "sqlite"
axe = Axe()


def assert_usable(page: Page) -> None:
    """Fail with axe's report when it finds anything at either width; the page keeps its own width."""
    if not LOOKS:
        return
    own = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size(width)
        assert_usable_as_it_is(page)
    page.set_viewport_size(own)


def assert_usable_as_it_is(page: Page) -> None:
    """The same at the page's own width only, for journeys that are walked at both.

    No database changes how a page looks, and this takes longer than the page: once, with SQLite, is enough.
    """
    if not LOOKS:
        return
    page.evaluate(STILL)
    found = axe.run(page, options=RULES)
    assert found.violations_count == 0, f"{page.url} at {page.viewport_size['width']}:\n{found.generate_report()}"

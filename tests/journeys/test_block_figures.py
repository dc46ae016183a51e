"""What blocks tell on their way: with script beside the click, without it by the address; and staff read it."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from tbo.db import db
from tbo.pages.figure_models import BlockDay

from ..support.alipay_side import eventually
from ..support.axe import assert_usable
from ..support.coming_in import sign_in
from ..support.inside import inside

PAGE = "gift-cards"


def sums() -> tuple[int, int]:
    """Views of the page's first block, and clicks of all."""
    views = select(func.sum(BlockDay.views)).where(BlockDay.page == PAGE, BlockDay.block == "b1")
    clicks = select(func.sum(BlockDay.clicks)).where(BlockDay.page == PAGE)
    try:
        return db.session.scalar(views) or 0, db.session.scalar(clicks) or 0
    finally:
        db.session.rollback()


@pytest.mark.once
def test_clicks_and_views_are_told_with_script_and_without(new_browser, running):
    with inside(running):
        told_and_counted(new_browser)

    marketer = new_browser(phone=False)
    sign_in(marketer, running, "marketing")
    for address in (f"/staff/pages/{PAGE}", "/staff/funnel?days=28"):
        marketer.goto(address)
        assert_usable(marketer)
    marketer.goto("/staff/funnel?by=block")
    expect(marketer.locator("tbody")).to_contain_text(f"{PAGE}.b")


def told_and_counted(new_browser) -> None:
    """Follow a block's link with script and without; both are counted, and stay with the browser."""
    before = sums()
    scripted = new_browser(phone=True)
    scripted.goto(f"/l/{PAGE}")
    link = scripted.locator("[data-place] a[href*='at=']:visible").first
    scripted.locator("[data-seen]").first.wait_for(state="attached")
    with scripted.expect_request("**/figures") as told:
        link.click()
    assert told.value.post_data.startswith("seen=gift-cards.b1")
    expect(scripted).not_to_have_url(re.compile(f"/l/{PAGE}|at="))
    plain = new_browser(phone=True, script=False)
    plain.goto(f"/l/{PAGE}")
    plain.locator("[data-place] a[href*='at=']:visible").first.click()
    expect(plain).not_to_have_url(re.compile(f"/l/{PAGE}|at="))
    # What a page tells as it leaves may arrive after the next one.
    eventually(lambda: sums() == (before[0] + 1, before[1] + 2), "a view and two clicks are counted")
    for browser in (scripted, plain):
        assert any(cookie["name"] == "tbo-at" for cookie in browser.context.cookies())

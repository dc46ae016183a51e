"""Every page of the back office at the width of a phone: nothing makes the page itself wider than its window."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from tbo.accounts.models import Household
from tbo.db import db
from tbo.offers.coupon_models import Coupon
from tbo.orders.models import Order
from tbo.pages.picture_models import Picture
from tbo.subscriptions.models import Subscription
from tbo.vouchers.models import VoucherBatch

from ..security.staff_routes import STAFF_ROUTES
from ..support.coming_in import sign_in
from ..support.inside import inside

# No engine changes how wide a page is.
pytestmark = pytest.mark.once


def addresses(running) -> list[str]:
    """Every page that is shown, about things that are there where the table names none."""
    with inside(running):
        first = {
            "{paid}": db.session.scalar(select(Order.number).where(Order.paid_at.is_not(None)).limit(1)),
            "{subscription}": db.session.scalar(select(Subscription.number).limit(1)),
            "/households/x": f"/households/{db.session.scalar(select(Household.public_id).limit(1))}",
            "/pictures/x": f"/pictures/{db.session.scalar(select(Picture.key).limit(1))}",
            "/vouchers/x": f"/vouchers/{db.session.scalar(select(VoucherBatch.key).limit(1))}",
            "QUANJIA1111": db.session.scalar(select(Coupon.code).limit(1)),
        }
    found = [address for name, (address, _form) in STAFF_ROUTES.items() if name.endswith(" GET")]
    for placeholder, known in first.items():
        found = [address.replace(placeholder, str(known)) for address in found]
    return [address for address in found if not address.endswith((".jpg", ".svg", "/preview", "/search"))]


def test_no_page_of_the_staff_is_wider_than_a_phone(new_browser, running):
    page = new_browser(phone=True)
    sign_in(page, running, "owner")
    wide = {}
    for address in addresses(running):
        page.goto(address)
        width, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        if width > window or window > 390:
            wide[address] = (width, window)
    assert wide == {}


@pytest.mark.parametrize("height", [800, 560])
def test_the_page_that_is_open_is_seen_in_the_column_beside_it(new_browser, running, height):
    page = new_browser(phone=False)
    page.set_viewport_size({"width": 1280, "height": height})
    sign_in(page, running, "owner")
    for address in ("/staff/audit", "/staff/watching", "/staff/orders"):
        page.goto(address)
        here = page.locator(".places [aria-current]")
        expect(here).to_be_in_viewport(ratio=1)
        box, name = here.bounding_box(), page.locator(".side .who").bounding_box()
        assert box["y"] + box["height"] <= name["y"], "it does not run behind the name"
    expect(page.locator(".places a").first).to_be_in_viewport(ratio=1)
    if height == 800:
        expect(page.locator(".places a").last).to_be_in_viewport(ratio=1)


def test_a_word_that_leads_on_is_as_large_as_a_thumb(new_browser, running):
    page = new_browser(phone=True)
    sign_in(page, running, "owner")
    with inside(running):
        number = db.session.scalar(select(Order.number).where(Order.paid_at.is_not(None)).limit(1))
    small = {}
    for address in (f"/staff/orders/{number}", "/staff/pages/shuang11/publish"):
        page.goto(address)
        for link in page.locator(".card > .title > a, .facts dd > a, .rows > li > a").all():
            box = link.bounding_box()
            if min(box["width"], box["height"]) < 44:
                small[address, link.inner_text()] = box
    assert small == {}

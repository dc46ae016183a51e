"""Every page of the back office at the width of a phone: nothing makes the page itself wider than its window."""

import pytest
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

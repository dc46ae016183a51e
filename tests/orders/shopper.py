"""A person who buys on the pages themselves: opens the checkout, presses buttons as they stand there."""

from contextlib import contextmanager
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from flask import current_app
from sqlalchemy import select

from tbo.db import Model, db, writing
from tbo.orders.models import Order

from ..support.browser import Browser
from ..support.far_side import FORM

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
IN_ALIPAY = IPHONE + " AliApp(AP/10.5.88) AlipayClient/10.5.88"
IN_WECHAT = IPHONE + " MicroMessenger/8.0.40"
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def on_phone(app, address: str = "203.0.113.7") -> Browser:
    """Somebody with a telephone whom nobody knows."""
    return Browser(app, address, IPHONE)


def press(browser: Browser, page: BeautifulSoup, form: str = "form.till-form", **changed: str):
    """Send a form of a page as it stands there, but for what was `changed`."""
    found = page.select_one(form)
    assert found is not None, f"the page has no {form}"
    fields = {field["name"]: field.get("value", "") for field in found.select("input[name]")}
    return browser.bare_post(found["action"], **fields | changed)


def buy(browser: Browser, address: str):
    """Open a checkout and press its button."""
    return press(browser, browser.page(address))


@contextmanager
def elsewhere():
    """A context of its own, as each request and job has: what is undone there undoes nothing of the test's."""
    with current_app._get_current_object().app_context():
        yield
    db.session.expire_all()


def arrives(notice: bytes, answer: str = "success") -> None:
    """Let Alipay's notice reach the shop."""
    with elsewhere():
        answered = current_app.test_client().post("/alipay/notices", data=notice, content_type=FORM)
    assert answered.get_data(as_text=True) == answer


def change(model: type[Model], **values) -> None:
    """Let rows stand as some history left them."""
    with elsewhere(), writing():
        db.session.execute(db.update(model).values(**values))


def the_order() -> Order:
    """The only order there is."""
    db.session.expire_all()
    return db.session.scalars(select(Order)).one()


def orders() -> list[Order]:
    """Every order, the oldest first."""
    db.session.expire_all()
    return list(db.session.scalars(select(Order).order_by(Order.id)))


def face(page: BeautifulSoup) -> tuple[str, str]:
    """The state of the bulb and the heading."""
    bulb = page.select_one("svg.bulb")
    state = next(name.removeprefix("bulb-") for name in bulb["class"] if name.startswith("bulb-")) if bulb else "none"
    return state, page.h1.get_text(strip=True)


def path_of(address: str) -> str:
    """A redirect's address without the host of tests."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")

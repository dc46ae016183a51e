"""What tests of accounts share: browsers, contacts, guests, and the codes that were sent."""

import pytest
from sqlalchemy import select

from tbo.accounts.cookie import hashed, secret_or_none
from tbo.accounts.guests import household_for_purchase
from tbo.accounts.models import Device, Household
from tbo.db import commits, db
from tbo.messages.models import Message

from ..support.browser import IN_TAOBAO, Browser, last_code

__all__ = ["MAIL", "OTHER_PHONE", "PHONE", "Browser", "become_guest", "codes_sent", "household_of", "last_code"]
PHONE, OTHER_PHONE, MAIL = "+8613800138000", "+8613900139000", "lin@example.com"


def codes_sent(contact: str) -> int:
    """How many codes are in the outbox for a contact."""
    return len(db.session.scalars(select(Message.id).where(Message.recipient == contact)).all())


def wrong(code: str) -> str:
    """A code that is not this one."""
    return f"{(int(code) + 1) % 10**6:06d}"


def become_guest(browser: Browser, form_key: str | None = None) -> Household:
    """Let a browser order something: a guest household if nobody is known, and its cookie in the browser."""
    cookies = {"Cookie": f"tbo-device={browser.secret}"} if browser.secret else {}
    asked = browser.app.test_request_context(headers=browser.headers | cookies, environ_overrides=browser.environ)
    with browser.app.app_context(), asked:
        household_id = commits(lambda: household_for_purchase(form_key).id)()
        browser.client.set_cookie("tbo-device", secret_or_none())
    db.session.expire_all()
    return db.session.get_one(Household, household_id)


def household_of(browser: Browser) -> Household | None:
    """The household that a browser stands for."""
    known = Device.secret_hash == hashed(browser.secret or ""), Device.revoked_at.is_(None)
    return db.session.scalar(select(Household).join(Device).where(*known))


@pytest.fixture
def browser(app):
    """Somebody's browser."""
    return Browser(app)


@pytest.fixture
def another(app):
    """Somebody else's browser, on another network."""
    return Browser(app, address="198.51.100.9", agent=IN_TAOBAO)

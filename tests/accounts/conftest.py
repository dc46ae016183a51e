"""What tests of accounts share: browsers, contacts, guests, and the codes that were sent."""

import pytest
from sqlalchemy import select

from tbo.db import db
from tbo.messages.models import Message

from ..support.browser import IN_TAOBAO, Browser, become_guest, household_of, last_code

__all__ = ["MAIL", "OTHER_PHONE", "PHONE", "Browser", "become_guest", "codes_sent", "household_of", "last_code"]
PHONE, OTHER_PHONE, MAIL = "+8613800138000", "+8613900139000", "lin@example.com"


def codes_sent(contact: str) -> int:
    """How many codes are in the outbox for a contact."""
    return len(db.session.scalars(select(Message.id).where(Message.recipient == contact)).all())


def wrong(code: str) -> str:
    """A code that is not this one."""
    return f"{(int(code) + 1) % 10**6:06d}"


@pytest.fixture
def browser(app):
    """Somebody's browser."""
    return Browser(app)


@pytest.fixture
def another(app):
    """Somebody else's browser, on another network."""
    return Browser(app, address="198.51.100.9", agent=IN_TAOBAO)

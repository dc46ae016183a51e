"""The letter that leads who bought a gift back to its page; the code itself stays on that page."""

from flask import current_app
from flask_babel import gettext as _

from ... import clock
from ...accounts.models import Household
from ...db import db
from ...messages.outbox import post
from ...messages.wording import worded
from ...web.errors import Refusal
from ..renewals.letters import address_of
from .models import Gift


class NobodyToTell(Refusal):
    """Who bought it left no address."""

    def words(self) -> str:
        """Say what can be done instead."""
        return _("买的人没有留下能收信的邮箱或手机号。请用收据的链接把他带回订单。")


def tell_of_gift(gift: Gift) -> str:
    """Write to who bought a gift where it is; return the channel. Never commits. Raises NobodyToTell."""
    order = gift.order
    household = db.session.get_one(Household, order.household_id)
    address = address_of(household)
    if address is None:
        raise NobodyToTell(f"nobody to tell of the gift of {order.number}")
    url = f"{current_app.extensions['tbo.settings'].base_url}/orders/{order.number}/gift"
    subject, body = worded("gift_again", household.locale, order_number=order.number, gift_url=url)
    post(*address, subject, body, key=f"gift-again:{gift.id}:{clock.now():%Y%m%d%H%M}")
    return address[0]

"""Leading who bought a gift back to it: a letter with its page, never with its code."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.accounts.models import Household
from tbo.db import db, writing
from tbo.messages.models import Message
from tbo.orders.gifts.giving import code_of
from tbo.orders.gifts.letters import NobodyToTell, tell_of_gift
from tbo.orders.gifts.models import Gift

from ..support.selling import attempt, order_of, place
from .subscribers import with_address
from .telling import tell


@pytest.fixture
def gift(series, alipay) -> Gift:
    """A season that somebody with a mail address bought for somebody else."""
    number = attempt(place(with_address(), replace(series.season, is_gift=True)))
    tell(alipay.pays(number, order_of(number).total_fen))
    db.session.rollback()
    return db.session.scalars(select(Gift)).one()


def test_the_letter_leads_to_the_page_of_the_gift_and_names_no_code(gift, app):
    now = clock.now()
    with clock.standing_at(now), writing():
        assert tell_of_gift(gift) == "mail"
    letter = db.session.scalars(select(Message).where(Message.key.startswith("gift-again"))).one()
    base = app.extensions["tbo.settings"].base_url
    assert letter.key == f"gift-again:{gift.id}:{now:%Y%m%d%H%M}"
    assert letter.recipient == "lin@example.com"
    assert gift.order.number in letter.subject + letter.body
    assert f"{base}/orders/{gift.order.number}/gift" in letter.body
    assert code_of(gift) not in letter.body


def test_who_left_no_address_cannot_be_written_to(gift):
    with writing():
        db.session.get_one(Household, gift.order.household_id).email = None
    with pytest.raises(NobodyToTell, match=f"^nobody to tell of the gift of {gift.order.number}$") as refused:
        tell_of_gift(gift)
    assert "请用收据的链接把他带回订单" in refused.value.words()

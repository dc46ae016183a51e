"""Notices of renewals whose way is blocked: a mail server that is away, an address that is wrong."""

from collections.abc import Callable

import pytest

from tbo import clock
from tbo.accounts.models import Household
from tbo.db import db, writing
from tbo.messages.delivery import carried_by
from tbo.messages.letter import CannotBeSent, Letter, NotSent

from ..support.agreeing_side import AgreeingSide
from .subscribers import CHARGE, DAY, HOUR, PLANNED_ENDS, letters, live, subscribed, subscription

NOTICE_AT = CHARGE - 7 * DAY


def carrier(until, trouble: Exception, arrived: list[Letter]) -> Callable[[Letter], None]:
    """A postman who brings nothing to anybody before an instant, and everything afterwards."""

    def carry(letter: Letter) -> None:
        if clock.now() < until:
            raise trouble
        arrived.append(letter)

    return carry


@pytest.mark.parametrize("hours", [3, 5, 40])
def test_who_is_told_later_because_a_mail_server_was_away_renews_all_the_same(side: AgreeingSide, hours):
    number, arrived = subscribed(side), []
    live(NOTICE_AT - HOUR)
    with carried_by(carrier(NOTICE_AT + hours * HOUR, NotSent("away"), arrived)):
        live(PLANNED_ENDS + DAY, since=NOTICE_AT - HOUR, letters=False)
    assert subscription(number).state == "active"
    assert [letter.key.partition(":")[0] for letter in arrived] == ["renewal"]


def test_where_nothing_can_be_sent_for_days_nothing_is_deducted(side: AgreeingSide):
    number = subscribed(side)
    live(NOTICE_AT - HOUR)
    with carried_by(carrier(PLANNED_ENDS, NotSent("away"), [])):
        live(PLANNED_ENDS + DAY, since=NOTICE_AT - HOUR, letters=False)
    assert subscription(number).state == "lapsed"


def test_who_mends_an_address_is_told_there(side: AgreeingSide):
    number, arrived, refuses = subscribed(side), [], CannotBeSent("550 no such box")
    live(NOTICE_AT - HOUR)
    with carried_by(carrier(NOTICE_AT + HOUR, refuses, arrived)):
        live(NOTICE_AT + HOUR, since=NOTICE_AT - HOUR, letters=False)
        with writing():
            db.session.execute(db.update(Household).values(email="lin@other.example"))
        live(PLANNED_ENDS + DAY, since=NOTICE_AT + HOUR, letters=False)
    assert subscription(number).state == "active"
    assert [letter.recipient for letter in arrived] == ["lin@other.example"]


def test_an_address_that_stays_wrong_is_written_to_once(side: AgreeingSide):
    subscribed(side)
    live(NOTICE_AT - HOUR)
    with carried_by(carrier(PLANNED_ENDS, CannotBeSent("550 no such box"), [])):
        live(CHARGE - HOUR, since=NOTICE_AT - HOUR, letters=False)
    assert letters().count("renewal") == 1

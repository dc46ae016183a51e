"""Two of marketing who make the same batch, or take in the same codes, at one instant."""

from sqlalchemy import select

from tbo.backoffice.coupons.refusals import CodesKnown
from tbo.backoffice.models import Staff
from tbo.backoffice.staff.sessions import Clerk
from tbo.backoffice.vouchers import making as voucher_making
from tbo.db import db
from tbo.rules.money import Money
from tbo.vouchers.making import BatchFacts, Giving
from tbo.vouchers.refusals import BatchUnmakeable

from ..support.at_once import at_once

GIVING = Giving(kind="plan", plan_key="yearly", months=12)
CODES = ["TMALL7Q9K4M2X8W3Z", "OTHER5R8T2V6B9N4K"]


def test_the_second_is_refused_in_words(committed_shop):
    with committed_shop.app_context():
        staff = db.session.scalars(select(Staff).order_by(Staff.id)).first()
        kinds = {"roles": frozenset(), "has_factor": True, "has_passed": True, "is_confirmed": True}
        clerk = Clerk(staff_id=staff.id, session_id=1, name=staff.name, email=staff.email, **kinds)
        db.session.rollback()

    def asks(name: str, typed: list[str], key: str) -> str:
        facts = BatchFacts(name=name, value=Money(14800))
        with committed_shop.test_request_context():
            if typed:
                return voucher_making.take_in(clerk, GIVING, facts, typed, key * 24)
            return voucher_making.make(clerk, GIVING, facts, 2, key * 24)

    made = [lambda key=key: asks("灯会", [], key) for key in "abc"]
    taken = [lambda key=key: asks(f"灯会 {key}", CODES, key) for key in "def"]
    answers = at_once(committed_shop, *made, *taken)
    assert sorted(type(one).__name__ for one in answers[:3]) == [BatchUnmakeable.__name__] * 2 + ["str"], answers
    assert sorted(type(one).__name__ for one in answers[3:]) == [CodesKnown.__name__] * 2 + ["str"], answers

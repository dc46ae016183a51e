"""Vouchers, rights and the ledger prove each other; whoever changes one of them by hand is found out."""

import pytest
from sqlalchemy import delete, update

from tbo import clock
from tbo.db import commits, db
from tbo.entitlements.models import Entitlement
from tbo.operations.voucher_checks import vouchers as look
from tbo.orders.locks import lock_household
from tbo.vouchers.ledger_check import vouchers_that_differ
from tbo.vouchers.models import Voucher, VoucherBatch
from tbo.vouchers.redeeming import find_voucher, give, take_back

from ..support.selling import household
from .made import batch_of, codes, season_of


@pytest.fixture
def code(series) -> str:
    """A code that was redeemed, beside one that was not."""
    code, _other = codes(batch_of(season_of(series)))
    who = household()
    commits(lambda: give(find_voucher(code), lock_household(who)))()
    return code


def said() -> str:
    db.session.commit()
    return "\n".join(vouchers_that_differ())


def test_what_was_redeemed_and_taken_back_agrees(code):
    assert said() == ""
    commits(lambda: take_back(find_voucher(code), "a wish"))()
    assert said() == ""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda: delete(Entitlement), "gave nothing"),
        (lambda: update(Entitlement).values(revoked_at=clock.now()), "taken back alone"),
        (lambda: update(Entitlement).values(household_id=household()), "is not who may watch"),
        (lambda: update(Entitlement).values(source="V-NEVER"), "does not exist"),
        (lambda: update(Voucher).values(redeemed_at=None, household_id=None), "nobody redeemed it"),
        (lambda: update(Voucher).values(revoked_at=clock.now(), revoked_because="-"), "and what it gave was not"),
        (lambda: update(Voucher).values(number="V" + "X" * 12).where(Voucher.redeemed_at.is_not(None)), "gave nothing"),
    ],
)
def test_what_was_changed_by_hand_is_named(code, change, sentence):
    db.session.execute(change())
    assert sentence in said()


def test_the_doctor_misses_a_key_that_codes_still_need(code, app):
    settings = app.extensions["tbo.settings"]
    assert list(look(settings)) == []
    db.session.execute(update(VoucherBatch).values(key_id="gone"))
    (finding,) = look(settings)
    assert (finding.is_wrong, "TBO_SECRET_KEY_FALLBACKS" in finding.sentence) == (True, True)
    db.session.execute(update(Voucher).values(revoked_at=clock.now(), revoked_because="-"))
    assert list(look(settings)) == []

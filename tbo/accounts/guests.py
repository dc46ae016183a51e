"""Guest households: made by the first order of a browser that nobody knows."""

import hashlib
import secrets
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from .. import clock
from ..db import db
from ..web.locale import language_tag
from .devices import current_household_or_none, sign_in_device
from .models import Household, Profile

SAME_FORM_WITHIN = timedelta(minutes=10)


def household_for_purchase(form_key: str | None = None) -> Household:
    """Return who buys: this browser's household, or a new guest's, whose cookie goes out with the answer.

    Called inside the order's transaction, never commits. `form_key` is the random idempotency key of the order form:
    two clicks of a newcomer arrive without a cookie, and must not become two households.
    """
    known = current_household_or_none()
    if known is not None:
        return known
    household = _made_by(form_key) or _new_guest(form_key)
    sign_in_device(household.id, came_by="purchase")
    return household


def new_household(locale: str | None = None) -> Household:
    """Write a household with one grown-up profile. Never commits."""
    household = Household(public_id=secrets.token_urlsafe(16), locale=locale or language_tag(), created_at=clock.now())
    household.profiles.append(Profile(name=_("我"), kind="adult", blocked_titles=[], player_choices={}))
    db.session.add(household)
    db.session.flush()
    return household


def _made_by(form_key: str | None) -> Household | None:
    if not form_key:
        return None
    return db.session.scalar(
        select(Household).where(
            Household.form_key == _hashed(form_key),
            Household.became_account_at.is_(None),
            Household.merged_into_id.is_(None),
            Household.created_at > clock.now() - SAME_FORM_WITHIN,
        )
    )


def _new_guest(form_key: str | None) -> Household:
    try:
        with db.session.begin_nested():
            household = new_household()
            household.form_key = _hashed(form_key) if form_key else None
    except IntegrityError:
        # The other click was faster; on PostgreSQL it has committed by now. A form older than that begins anew.
        return _made_by(form_key) or new_household()
    return household


def _hashed(form_key: str) -> str:
    return hashlib.sha256(form_key.encode()).hexdigest()

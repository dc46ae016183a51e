"""Guest households: made by the first order of a browser that nobody knows."""

import hashlib
import secrets
from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from .. import clock
from ..db import db
from ..rules.limits import Limit
from ..statements import run
from ..web.errors import Refusal
from ..web.locale import language_tag
from .attempts import network, note, subject_of, wait_for
from .devices import current_household_or_none, sign_in_device
from .models import Household, Profile

SAME_FORM_WITHIN = timedelta(minutes=10)
COUNTED_FOR = timedelta(minutes=10)


class TooManyGuests(Refusal):
    """A network brings more newcomers who order than people would."""

    status = 429

    def words(self) -> str:
        """Say to come back."""
        return _("这里刚下过很多单。请过几分钟再来；没有扣款。")


def household_for_purchase(form_key: str | None = None) -> Household:
    """Return who buys: this browser's household, or a new guest's, whose cookie goes out with the answer.

    Called inside the order's transaction, never commits. `form_key` is the random idempotency key of the order form:
    two clicks of a newcomer arrive without a cookie, and must not become two households. Raises TooManyGuests.
    """
    known = current_household_or_none()
    if known is not None:
        return known
    household = _made_by(form_key) or _new_guest(form_key)
    sign_in_device(household.id, came_by="purchase")
    return household


def new_household(locale: str | None = None, form_key: str | None = None) -> Household:
    """Write a household with one grown-up profile; by `form_key` a second click finds it. Never commits."""
    household = Household(
        public_id=secrets.token_urlsafe(16),
        locale=locale or language_tag(),
        created_at=clock.now(),
        form_key=_hashed(form_key) if form_key else None,
    )
    household.profiles.append(Profile(name=_("我"), kind="adult", blocked_titles=[], player_choices={}))
    db.session.add(household)
    db.session.flush()
    return household


def _made_by(form_key: str | None) -> Household | None:
    if not form_key:
        return None
    found = run(_MADE_BY, key=_hashed(form_key), since=clock.now() - SAME_FORM_WITHIN).scalar()
    return db.session.get_one(Household, found) if found is not None else None


def _new_guest(form_key: str | None) -> Household:
    _require_few_from_here()
    try:
        with db.session.begin_nested():
            household = new_household(form_key=form_key)
    except IntegrityError:
        # The other click was faster; on PostgreSQL it has committed by now. A form older than that begins anew.
        return _made_by(form_key) or new_household()
    return household


def _require_few_from_here() -> None:
    """Whole cities may share an address, so the limit only stops machines."""
    most = current_app.extensions["tbo.settings"].guests_per_network
    if not most:
        return
    here = subject_of("guests-from", network())
    if wait_for({here: (Limit(most, COUNTED_FOR),)}):
        raise TooManyGuests(f"{most} newcomers of {network()} ordered just now")
    note(here)


def _hashed(form_key: str) -> str:
    return hashlib.sha256(form_key.encode()).hexdigest()


_MADE_BY = select(Household.id).where(
    Household.form_key == bindparam("key"),
    Household.became_account_at.is_(None),
    Household.merged_into_id.is_(None),
    Household.created_at > bindparam("since"),
)

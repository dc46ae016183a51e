"""Signing in: a right code makes the account if there is none, brings a guest's purchases, and knows this browser."""

import secrets

from flask import session

from .. import clock
from ..db import commits, db
from ..messages import outbox
from ..messages.wording import worded
from ..rules.contacts import masked
from . import merging
from .codes import Answer, Purpose, check, entry_or_none
from .contacts import Contact, household_with, stored_contact
from .devices import ReceiptMayNotChange, begin_behind_pin, current_household_or_none, sign_in_device
from .guests import new_household
from .models import Household, SignInCode
from .viewer import forget_viewer, viewer


@commits
def enter_code(public_id: str, typed: str) -> Answer:
    """Check a typed code and, when it is right, do what it was asked for. A wrong try is counted, so it is no error."""
    entry = entry_or_none(public_id)
    if entry is None:
        return Answer.UNKNOWN
    answer = check(entry, typed)
    if answer is Answer.RIGHT:
        _FOLLOWS[Purpose(entry.purpose)](entry)
        session.clear()
    return answer


def arrive_in(household_id: int, came_by: str = "code") -> None:
    """Make this browser a device of an existing household; a guest's purchases on it come along. Never commits.

    So do the guest's devices; as grown-ups of a household with a PIN only the one where a code was typed.
    """
    here = current_household_or_none()
    if here is not None and here.is_guest and here.id != household_id:
        typed_on = viewer().device_id if came_by == "code" else None
        unasked = [device.id for device in here.devices if device.id != typed_on]
        merging.merge(here.id, household_id)
        begin_behind_pin(household_id, unasked)
        forget_viewer()
    sign_in_device(household_id, came_by)


def _sign_in(entry: SignInCode) -> None:
    contact = stored_contact(entry.contact)
    account = household_with(contact)
    if account is None:
        here = current_household_or_none()
        account = here if here is not None and here.is_guest else new_household()
        setattr(account, contact.column, contact.value)
    account.became_account_at = account.became_account_at or clock.now()
    db.session.flush()
    arrive_in(account.id)


def _add_contact(entry: SignInCode) -> None:
    """Give an account another contact. Who proves to own another account as well gets both as one."""
    account = current_household_or_none()
    if account is None or account.id != entry.household_id or not viewer().may_change_household:
        raise ReceiptMayNotChange(f"household {entry.household_id} is not changed from here")
    contact = stored_contact(entry.contact)
    other = household_with(contact)
    if other is not None and other.id != account.id:
        setattr(other, contact.column, None)
        db.session.flush()
        merging.merge(other.id, account.id)
        account = db.session.get_one(Household, entry.household_id)
    _tell_former(account, contact)
    setattr(account, contact.column, contact.value)
    sign_in_device(account.id)


def _tell_former(account: Household, contact: Contact) -> None:
    """Tell the mail address that the account had before, so that nobody is put out of it unseen."""
    if account.email is None or account.email == contact.value:
        return
    subject, body = worded("contact_changed", account.locale, contact=masked(contact.value))
    outbox.post("mail", account.email, subject, body, key=f"contact:{secrets.token_hex(8)}")


def _restore(entry: SignInCode) -> None:
    household = merging.surviving(entry.household_id) if entry.household_id else None
    if household is not None:
        arrive_in(household.id)


_FOLLOWS = {Purpose.SIGN_IN: _sign_in, Purpose.CONTACT: _add_contact, Purpose.RESTORE: _restore}

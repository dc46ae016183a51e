"""Telephone numbers and e-mail addresses: read from what people type, kept in one form, found again.

The libraries that know the world's numbers are imported when somebody types one: a start does without them.
"""

import unicodedata
from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from ..db import db
from ..web.errors import Refusal
from .models import Household

LONGEST = 254


class ContactUnreadable(Refusal):
    """What was typed is neither a mobile number nor an e-mail address."""

    status = 422

    def words(self) -> str:
        """Say what is accepted."""
        return _("这不像手机号，也不像邮箱地址。手机号 11 位；国外的号码以 + 和国家代码开头。")


@dataclass(frozen=True)
class Contact:
    """Where a code can be sent: `column` is phone (E.164) or email (lower case)."""

    column: str
    value: str

    @property
    def channel(self) -> str:
        """How the outbox reaches it."""
        return "sms" if self.column == "phone" else "mail"


def read_contact(typed: str) -> Contact:
    """Read what somebody typed. Raises ContactUnreadable."""
    text = unicodedata.normalize("NFKC", typed[: LONGEST + 1]).strip()
    if not text or len(text) > LONGEST:
        raise ContactUnreadable("nothing, or too much, was typed")
    return Contact("email", _email(text)) if "@" in text else Contact("phone", _phone(text))


def stored_contact(value: str) -> Contact:
    """Return the contact that a stored value is."""
    return Contact("email" if "@" in value else "phone", value)


def contact_of(household: Household) -> Contact | None:
    """Return where a household hears codes: its number, otherwise its address."""
    value = household.phone or household.email
    return stored_contact(value) if value else None


def household_with(contact: Contact) -> Household | None:
    """Return the household of a contact, locked for the rest of the transaction."""
    column = getattr(Household, contact.column)
    return db.session.scalar(select(Household).where(column == contact.value).with_for_update())


def _email(text: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    is_production = current_app.extensions["tbo.settings"].is_production
    try:
        found = validate_email(text, check_deliverability=False, test_environment=not is_production)
    except EmailNotValidError as error:
        raise ContactUnreadable(f"not an address: {type(error).__name__}") from None
    return found.normalized.lower()


def _phone(text: str) -> str:
    import phonenumbers
    from phonenumbers import NumberParseException, PhoneNumberType

    can_receive = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.PERSONAL_NUMBER)
    try:
        number = phonenumbers.parse(text, current_app.extensions["tbo.settings"].region)
    except NumberParseException as error:
        raise ContactUnreadable(f"not a number: {error.error_type}") from None
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in can_receive:
        raise ContactUnreadable("no valid mobile number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

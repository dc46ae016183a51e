"""Restoring access: a receipt's signed link, or a trade number and the code sent to the buyer."""

import re
import unicodedata
from collections.abc import Callable

from flask_babel import gettext as _
from itsdangerous import BadSignature

from ..db import commits, db
from ..jobs import enqueue, job
from ..rules.limits import Limit
from ..web.errors import Refusal
from ..web.locale import language_tag
from ..web.signed_texts import serializer
from . import codes
from .attempts import network, note, subject_of, wait_for
from .contacts import contact_of
from .merging import surviving
from .models import Household, SignInCode
from .signing_in import arrive_in
from .viewer import viewer

SALT = "tbo.receipt"
LONGEST = 400
LONGEST_NUMBER = 80
NUMBER = re.compile(r"[A-Z0-9_-]{6,64}")
_finders: list[Callable[[str], int | None]] = []
_enders: list[Callable[[str], bool]] = []


class LinkBroken(Refusal):
    """A receipt's link was cut, changed, or signed with a key that is no longer ours."""

    status = 404

    def words(self) -> str:
        """Say what to do instead."""
        return _("这个链接不完整。请重新扫收据上的码，或者用交易号找回。")


class LinkOver(Refusal):
    """The money of a receipt's order went back in full, so that its link opens nothing any more."""

    status = 410

    def words(self) -> str:
        """Say why, and what opens the rest."""
        return _("这张收据的钱已经全部退回，它的链接不再打开内容。别的内容，用它们自己的收据打开。")


class NumberUnreadable(Refusal):
    """What was typed can be neither a trade number nor an order number."""

    status = 422

    def words(self) -> str:
        """Say where the number stands."""
        return _("这不像交易号，也不像订单号。在支付宝账单里点开那一笔，就能看到。")


def finds_buyer(function: Callable[[str], int | None]) -> Callable[[str], int | None]:
    """Let `function(number)` say which household a trade number or order number belongs to, or None.

    The number is as `read_number` returns it: capitals, digits, - and _; Alipay's bill shows payments' own numbers too.
    Registered by the package that owns orders; it runs in the worker, so its time tells nobody anything.
    """
    if function not in _finders:
        _finders.append(function)
    return function


def ends_links(function: Callable[[str], bool]) -> Callable[[str], bool]:
    """Let `function(order_number)` say whether the link on an order's receipt opens nothing any more.

    Registered by the package that owns orders, as `finds_buyer` is.
    """
    if function not in _enders:
        _enders.append(function)
    return function


def receipt_token(household_id: int, order_number: str) -> str:
    """Sign what a receipt's link says: it opens this household because of this order, and serves for nothing else."""
    return serializer(SALT).dumps([household_id, order_number])


def read_receipt(token: str) -> tuple[Household, str]:
    """Return the household a link opens today (merges are followed) and its order number. Raises LinkBroken."""
    try:
        if len(token) > LONGEST:
            raise LinkBroken("the link is too long")
        household_id, order_number = serializer(SALT).loads(token)
    except (BadSignature, ValueError, TypeError) as error:
        raise LinkBroken(f"the link's signature is wrong: {type(error).__name__}") from None
    household = surviving(household_id)
    if household is None:
        raise LinkBroken(f"household {household_id} is gone")
    return household, order_number


def opened_by(token: str) -> tuple[Household, str]:
    """Return what `read_receipt` does, of a link that still opens something. Raises LinkBroken, LinkOver."""
    household, order_number = read_receipt(token)
    if any(is_over(order_number) for is_over in _enders):
        raise LinkOver(f"the money of order {order_number} went back")
    return household, order_number


@commits
def restore_by_receipt(token: str) -> str:
    """Make this browser a device of the receipt's household; return the order number. Raises LinkBroken, LinkOver."""
    household, order_number = opened_by(token)
    if viewer().household_id != household.id:
        arrive_in(household.id, came_by="receipt")
    return order_number


def read_number(typed: str) -> str:
    """Read a number as people copy it, with blanks and in small letters. Raises NumberUnreadable."""
    number = "".join(unicodedata.normalize("NFKC", typed[:LONGEST_NUMBER]).split()).upper()
    if not NUMBER.fullmatch(number):
        raise NumberUnreadable("no number was typed")
    return number


@commits
def ask_by_number(number: str) -> str:
    """Begin to restore by trade number; return the public id of the code's row. Raises TooManyCodes.

    The worker looks the number up and sends the code: here nothing differs between a known and an unknown one.
    """
    here = {subject_of("codes-from", network()): codes.PER_NETWORK}
    if wait_for(here):
        raise codes.TooManyCodes(f"restoring from {network()} is limited")
    note(*here)
    entry = codes.new_entry("", codes.Purpose.RESTORE)
    enqueue(find_and_send, key=f"restore:{entry.public_id}", entry_id=entry.id, number=number, tag=language_tag())
    return entry.public_id


@job
@commits
def find_and_send(entry_id: int, number: str, tag: str) -> None:
    """Send the code for a number to its buyer's contact, if there are both."""
    entry = db.session.get(SignInCode, entry_id)
    household_id = next(filter(None, (find(number) for find in _finders)), None)
    household = surviving(household_id) if household_id else None
    contact = contact_of(household) if household else None
    if entry is None or entry.contact or household is None or contact is None:
        return
    limits = {subject_of("codes-to", contact.value): (Limit(3, codes.TEN_MINUTES), *codes.PER_CONTACT[2:])}
    if wait_for(limits):
        return
    note(*limits)
    entry.contact, entry.household_id = contact.value, household.id
    codes.post_code(entry, contact, tag)

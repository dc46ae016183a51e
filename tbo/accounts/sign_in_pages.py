"""The pages of signing in: a number or an address, then six digits. Sign-up is the same, and so is adding a contact."""

import unicodedata

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from ..rules.addresses import own_path
from ..rules.contacts import masked
from ..web.pages import page_or_part, private, see_other
from . import codes
from .blueprint import pages
from .codes import Answer, Purpose, TooManyCodes
from .contacts import LONGEST, ContactUnreadable, read_contact, stored_contact
from .devices import ReceiptMayNotChange, current_household_or_none, require_may_change
from .models import SignInCode
from .profiles import profiles_of, require_may_leave
from .signing_in import enter_code
from .viewer import viewer

_FIRST_STEP = {Purpose.SIGN_IN: ".sign_in", Purpose.CONTACT: ".new_contact", Purpose.RESTORE: ".restore"}


@pages.get("/sign-in")
def sign_in() -> Response:
    """Ask for a telephone number or an e-mail address; who has signed in already goes on."""
    who = viewer()
    if who.has_account and who.may_change_household:
        return private(see_other(_next()))
    require_may_leave()
    return _contact_page(Purpose.SIGN_IN)


@pages.post("/sign-in")
def ask_for_code() -> Response:
    """Send a code; the answer is the same whether anybody is known there."""
    require_may_leave()
    return _send(Purpose.SIGN_IN)


@pages.get("/account/contact")
def new_contact() -> Response:
    """Ask an account for another number or address."""
    _may_add_contact()
    return _contact_page(Purpose.CONTACT)


@pages.post("/account/contact")
def ask_for_contact_code() -> Response:
    """Send a code to the account's new number or address."""
    _may_add_contact()
    return _send(Purpose.CONTACT)


@pages.get("/sign-in/code")
def code() -> Response:
    """Ask for the six digits."""
    entry = codes.entry_or_none(request.args.get("sent", ""))
    if entry is None:
        return private(see_other(url_for(".sign_in", next=_next_or_none())))
    return _code_page(entry)


@pages.post("/sign-in/code")
def enter() -> Response:
    """Take the six digits: go on, or say what is wrong with them. An expired code is followed by a new one."""
    sent, typed = request.args.get("sent", ""), _digits(request.form.get("code", ""))
    entry = codes.entry_or_none(sent)
    if entry is not None and len(typed) < codes.DIGITS:
        return _code_page(entry, 422, words=_("要六位数字。这一次不算。"))
    if entry is not None and not _is_of_this_household(entry):
        require_may_leave()
    before = viewer().household_id
    answer = enter_code(sent, typed)
    if answer in (Answer.RIGHT, Answer.ALREADY):
        return private(see_other(_next() if viewer().household_id == before else _next_of_newcomer()))
    entry = codes.entry_or_none(sent)
    if entry is None or answer is Answer.UNKNOWN:
        return _contact_page(Purpose.SIGN_IN, 410, _("这个码已经用过了。要再登录，请再要一个。"))
    if answer is Answer.EXPIRED:
        return _send_again(entry, because="expired")
    return _code_page(entry, 422, answer)


@pages.post("/sign-in/codes")
def send_again() -> Response:
    """Send another code to the same contact."""
    entry = codes.entry_or_none(request.args.get("sent", ""))
    if entry is None:
        return private(see_other(url_for(".sign_in", next=_next_or_none())))
    return _send_again(entry, because="asked")


def _send(purpose: Purpose) -> Response:
    who = viewer()
    try:
        contact = read_contact(request.form.get("contact", ""))
    except ContactUnreadable as refusal:
        return _contact_page(purpose, refusal.status, refusal.words())
    household_id = who.household_id if purpose is Purpose.CONTACT else None
    try:
        sent = codes.send_code(contact, purpose, household_id, who.device_id)
    except TooManyCodes as refusal:
        return _contact_page(purpose, refusal.status, refusal.words())
    return private(see_other(url_for(".code", sent=sent, next=_next_or_none())))


def _send_again(entry: SignInCode, because: str) -> Response:
    """A code for a trade number begins anew: only its worker knows whom it is for."""
    if entry.purpose == Purpose.RESTORE:
        return private(see_other(url_for(".restore")))
    contact, purpose = stored_contact(entry.contact), Purpose(entry.purpose)
    try:
        sent = codes.send_code(contact, purpose, entry.household_id, viewer().device_id)
    except TooManyCodes as refusal:
        return _code_page(entry, refusal.status, words=refusal.words())
    return private(see_other(url_for(".code", sent=sent, why=because, next=_next_or_none())))


def _contact_page(purpose: Purpose, status: int = 200, error: str = "") -> Response:
    why = "list" if request.args.get("why") == "list" else None
    action = url_for(_FIRST_STEP[purpose], next=_next_or_none(), why=why)
    typed = request.form.get("contact", "")[:LONGEST]
    context = {"purpose": purpose, "has_both": purpose is Purpose.CONTACT and _has_both(), "action": action, "why": why}
    body = render_template("accounts/sign_in.html", error=error, typed=typed, **context)
    return private(make_response(body, status))


def _has_both() -> bool:
    household = current_household_or_none()
    return household is not None and bool(household.phone and household.email)


def _code_page(entry: SignInCode, status: int = 200, answer: Answer | None = None, words: str = "") -> Response:
    is_restore = entry.purpose == Purpose.RESTORE
    response = page_or_part(
        "accounts/code.html",
        "again",
        status,
        sent=entry.public_id,
        next=_next_or_none(),
        shown="" if is_restore else masked(entry.contact),
        other=url_for(_FIRST_STEP[Purpose(entry.purpose)], next=_next_or_none()),
        answer=answer,
        words=words,
        why=request.args.get("why"),
        was_sent=entry.was_sent,
        has_good_code=is_restore or codes.has_good_code(entry.contact, entry.purpose, entry.household_id),
        wait_s=0 if is_restore else codes.seconds_until_next(entry),
        tries_left=codes.MOST_TRIES - entry.tries,
    )
    return private(response)


def _may_add_contact() -> None:
    if not viewer().has_account:
        raise ReceiptMayNotChange("only a device that signed in by code adds contacts")
    require_may_change()


def _digits(typed: str) -> str:
    """Keep the digits of what was typed or pasted, full-width ones included."""
    plain = unicodedata.normalize("NFKC", typed[:40])
    return "".join(sign for sign in plain if sign.isascii() and sign.isdigit())[: codes.DIGITS]


def _next_or_none() -> str | None:
    """Return where to go afterwards, if it is a page of ours; it rides along in the address."""
    return own_path(request.args.get("next"), "") or None


def _is_of_this_household(entry: SignInCode) -> bool:
    """Whether a code went to the household that this browser is of; whoever types it is a grown-up of it."""
    household = current_household_or_none()
    return household is not None and entry.contact != "" and entry.contact in (household.phone, household.email)


def _next_of_newcomer() -> str:
    """A browser that is new to a household of several first says who is watching."""
    household_id = viewer().household_id
    if household_id is None or len(profiles_of(household_id)) < 2:
        return _next()
    return url_for("family.who", next=_next_or_none())


def _next() -> str:
    return _next_or_none() or url_for(".account")

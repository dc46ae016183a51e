"""Sign-in codes: six digits sent to a contact, kept hashed, good for ten minutes and five tries."""

import hashlib
import hmac
import re
import secrets
from datetime import timedelta
from enum import StrEnum

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select, update

from .. import clock
from ..db import commits, db
from ..messages import outbox
from ..messages.wording import worded
from ..rules.limits import Limit
from ..web.errors import Refusal
from ..web.locale import language_tag
from .attempts import network, note, one_at_a_time, subject_of, wait_for
from .contacts import Contact
from .models import SignInCode

GOOD_FOR = timedelta(minutes=10)
MOST_TRIES = 5
DIGITS = 6
GAP = timedelta(seconds=60)
TEN_MINUTES, DAY = timedelta(minutes=10), timedelta(days=1)
PER_CONTACT = (Limit(1, GAP), Limit(3, TEN_MINUTES), Limit(20, DAY, then_every=timedelta(hours=1)))
PER_CONTACT_AND_NETWORK = (Limit(10, DAY),)
# For whoever asks from elsewhere when strangers have used up a contact's codes, and spent each of them.
RESERVE, FIRST_FROM_HERE = (Limit(3, TEN_MINUTES), Limit(10, DAY)), (Limit(1, TEN_MINUTES),)
# A whole town may come through one address of a mobile network: once it has had its day, codes go on slowly.
PER_NETWORK = (Limit(30, TEN_MINUTES), Limit(200, DAY, then_every=timedelta(seconds=20)))
PER_DEVICE = (Limit(6, TEN_MINUTES), Limit(20, DAY))
GUESSES_ACROSS = (Limit(10, TEN_MINUTES), Limit(50, DAY))
PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{22}")


class Purpose(StrEnum):
    """What a right code leads to."""

    SIGN_IN = "sign-in"
    CONTACT = "contact"
    RESTORE = "restore"


class Answer(StrEnum):
    """What became of a typed code."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    SPENT = "spent"
    ALREADY = "already"
    UNKNOWN = "unknown"


class TooManyCodes(Refusal):
    """This network or device asked for very many codes."""

    status = 429

    def words(self) -> str:
        """Say it without naming a contact."""
        return _("这里刚要过很多次验证码。请过几分钟再试；已经收到的码还能用。")


@commits
def send_code(contact: Contact, purpose: Purpose, household_id: int | None = None, device_id: int | None = None) -> str:
    """Send a code and return the public id of its row. Raises TooManyCodes.

    Nothing here asks whether the contact is known, so answer and time are alike. When only the contact's own limits
    are full, no code leaves, but the row is made all the same: an earlier code that is still good works with it. Where
    none is, as somebody elsewhere asked for all and spent them, there is a reserve.
    """
    here = {subject_of("codes-from", network()): PER_NETWORK}
    if device_id is not None:
        here[subject_of("codes-on", str(device_id))] = PER_DEVICE
    from_here = subject_of("codes-to-from", contact.value + network())
    there = {
        subject_of("codes-to", contact.value): _limits_to(contact.value, purpose, household_id),
        from_here: PER_CONTACT_AND_NETWORK,
    }
    if wait_for(here):
        raise TooManyCodes(f"codes for {network()} are limited")
    may_send = not wait_for(there)
    if not may_send and _were_spent(contact.value) and not has_good_code(contact.value, purpose, household_id):
        there = {subject_of("codes-to-reserve", contact.value): RESERVE, from_here: FIRST_FROM_HERE}
        may_send = not wait_for(there)
    note(*here, *(there if may_send else ()))
    entry = new_entry(contact.value, purpose, household_id)
    if may_send:
        post_code(entry, contact, language_tag())
    return entry.public_id


def new_entry(contact: str, purpose: Purpose, household_id: int | None = None) -> SignInCode:
    """Write a row whose code nobody knows. Never commits."""
    now = clock.now()
    entry = SignInCode(
        public_id=secrets.token_urlsafe(16),
        contact=contact,
        purpose=purpose,
        household_id=household_id,
        code_hash=secrets.token_hex(32),
        created_at=now,
        expires_at=now + GOOD_FOR,
    )
    db.session.add(entry)
    db.session.flush()
    return entry


def post_code(entry: SignInCode, contact: Contact, language: str) -> None:
    """Give the row a code and send it. Never commits."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    entry.code_hash = _hashed(entry, code)
    entry.was_sent = True
    subject, body = worded("sign_in_code", language, code=code)
    outbox.post(contact.channel, contact.value, subject, body, key=f"code:{entry.public_id}", code=code)


def entry_or_none(public_id: str) -> SignInCode | None:
    """Return the row of a public id from the browser."""
    if not PUBLIC_ID.fullmatch(public_id):
        return None
    return db.session.scalar(select(SignInCode).where(SignInCode.public_id == public_id))


def has_good_code(contact: str, purpose: str, household_id: int | None) -> bool:
    """Whether a code that was sent for this can still be typed somewhere."""
    return db.session.scalar(_good(contact, purpose, household_id).limit(1)) is not None


def seconds_until_next(entry: SignInCode) -> int:
    """Return how long this row's contact must wait for another code."""
    limits = _limits_to(entry.contact, entry.purpose, entry.household_id)
    return int(wait_for({subject_of("codes-to", entry.contact): limits}).total_seconds())


def _were_spent(contact: str) -> bool:
    """Whether somebody has just used up a contact's code with wrong guesses."""
    mine = SignInCode.contact == contact, SignInCode.was_sent, SignInCode.created_at > clock.now() - TEN_MINUTES
    spent = SignInCode.tries >= MOST_TRIES, SignInCode.used_at.is_(None)
    return db.session.scalar(select(SignInCode.id).where(*mine, *spent).limit(1)) is not None


def _limits_to(contact: str, purpose: str, household_id: int | None) -> tuple[Limit, ...]:
    """The gap keeps two codes from crossing; where none is left to type, another one may come at once."""
    return PER_CONTACT if has_good_code(contact, purpose, household_id) else PER_CONTACT[1:]


def check(entry: SignInCode, typed: str) -> Answer:
    """Compare a typed code in constant time and count the try. Never commits.

    Beside the row's own code every other code of the same contact that is still good is accepted: two may cross on
    their way, or a stranger may have asked for the last one. Such guesses across are limited for themselves. A row for
    a trade number has only its own code, so that nothing, not even the time, tells whether the number is known.
    """
    now = clock.now()
    one_at_a_time(subject_of("contact", entry.contact or entry.public_id))
    db.session.refresh(entry, with_for_update=True)
    if entry.used_at is not None:
        return Answer.ALREADY if _fits(entry, typed) and now - entry.used_at < GAP else Answer.UNKNOWN
    if entry.expires_at <= now:
        return Answer.EXPIRED
    if entry.tries >= MOST_TRIES:
        return Answer.SPENT
    entry.tries += 1
    if _fits(entry, typed) or _fits_another(entry, typed):
        _use_up(entry)
        return Answer.RIGHT
    return Answer.SPENT if entry.tries >= MOST_TRIES else Answer.WRONG


def _fits(entry: SignInCode, typed: str) -> bool:
    return hmac.compare_digest(entry.code_hash, _hashed(entry, typed))


def _fits_another(entry: SignInCode, typed: str) -> bool:
    if entry.purpose == Purpose.RESTORE:
        return False
    guesses = subject_of("guesses", entry.contact)
    if wait_for({guesses: GUESSES_ACROSS}):
        return False
    others = _good(entry.contact, entry.purpose, entry.household_id).where(SignInCode.id != entry.id)
    found = any(_fits(other, typed) for other in db.session.scalars(others))
    if not found:
        note(guesses)
    return found


def _good(contact: str, purpose: str, household_id: int | None):
    return select(SignInCode).where(
        SignInCode.contact == contact,
        SignInCode.purpose == purpose,
        SignInCode.household_id == household_id,
        SignInCode.was_sent,
        SignInCode.used_at.is_(None),
        SignInCode.tries < MOST_TRIES,
        SignInCode.expires_at > clock.now(),
    )


def _use_up(entry: SignInCode) -> None:
    """A right code ends every code of its contact."""
    now = clock.now()
    entry.used_at = now
    if entry.contact:
        db.session.execute(
            update(SignInCode)
            .where(SignInCode.contact == entry.contact, SignInCode.used_at.is_(None))
            .values(used_at=now)
            .execution_options(synchronize_session=False)
        )


def _hashed(entry: SignInCode, code: str) -> str:
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"sign-in code {entry.public_id} {code}".encode(), hashlib.sha256).hexdigest()

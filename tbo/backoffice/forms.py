"""Forms that change something: done once however often they are sent, and only with a fresh code."""

import hashlib
import re
import secrets
from collections.abc import Callable

from flask import request
from flask_babel import gettext as _

from .. import clock
from ..accounts.attempts import one_at_a_time
from ..db import db
from ..web.errors import Refusal
from .models import StaffForm
from .staff.sessions import Clerk
from .staff.signing_in import Tried, confirm_again

WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{16,64}")


class FormUnreadable(Refusal):
    """A form came without what the page had put into it."""

    status = 400

    def words(self) -> str:
        """Say what to do."""
        return _("这个表单不完整。请回到上一页，刷新后再填一次。")


class CodeWrong(Refusal):
    """What was asked needs a fresh code, and the one that was typed does not fit."""

    status = 422

    def words(self) -> str:
        """Say what to type."""
        return _("请输入验证器里现在的六位码；用过的不能再用。")


class ReasonMissing(Refusal):
    """Nobody changes money or access without saying why."""

    status = 422

    def words(self) -> str:
        """Ask for it."""
        return _("请写下原因，至少四个字。")


class ChangedMeanwhile(Refusal):
    """What the form was filled with is not what stands there now: saving it would undo somebody else's change."""

    status = 409

    def words(self) -> str:
        """Say that nothing is lost, and what a second time does."""
        return _("这中间别人改过，所以没有保存。你写的都还在；再保存一次，就照你的来。")


def digest_of(*values: object) -> str:
    """Return what a form keeps of the values that it was filled with."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:32]


def require_shown(now: str) -> None:
    """Raise ChangedMeanwhile where the form was filled with other values than those with the digest `now`."""
    shown = request.form.get("shown", now)
    if shown != now:
        raise ChangedMeanwhile("the form was filled with older values")


def new_key() -> str:
    """Make the key of a form that is shown."""
    return secrets.token_urlsafe(18)


def key_of_form() -> str:
    """Return the key the form came with, told apart by where it was sent: forms of one page share what stands in them.

    Raises FormUnreadable.
    """
    key = request.form.get("form_key", "")
    if not WELL_FORMED.fullmatch(key):
        raise FormUnreadable("a form without its key")
    return hashlib.sha256(f"{request.path} {key}".encode()).hexdigest()


def reason_of_form() -> str:
    """Return why. Raises ReasonMissing."""
    reason = " ".join(request.form.get("reason", "").split())[:200]
    if len(reason) < 4:
        raise ReasonMissing("a form without a reason")
    return reason


def require_fresh_code(clerk: Clerk) -> None:
    """Let nobody go on whose last code is older than ten minutes, unless a right one was typed. Raises CodeWrong."""
    if not clerk.is_confirmed and confirm_again(clerk, request.form.get("code", "")) is not Tried.RIGHT:
        raise CodeWrong(f"staff {clerk.staff_id} typed no fresh code")


def was_done(key: str) -> bool:
    """Whether a form with this key was done before, for what is looked at before the transaction of `once`."""
    return db.session.get(StaffForm, key) is not None


def outcome_or_none(key: str) -> str | None:
    """Return what a form with this key gave when it was done, None when it was not."""
    done = db.session.get(StaffForm, key)
    return done.outcome if done is not None else None


def once(clerk: Clerk, key: str, deed: Callable[[], str]) -> str:
    """Do `deed` unless a form with this key was done before; return what it gave then. Never commits."""
    one_at_a_time(f"staff form {key}")
    done = db.session.get(StaffForm, key)
    if done is not None:
        return done.outcome
    outcome = deed()
    db.session.add(StaffForm(key=key, staff_id=clerk.staff_id, outcome=outcome[:80], at=clock.now()))
    db.session.flush()
    return outcome

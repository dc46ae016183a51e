"""What support does to a subscription for a household that asks: by the functions of the household's own pages."""

from collections.abc import Callable

from flask_babel import gettext as _

from ...db import commits, db
from ...orders.agreements import ending as agreement_ending
from ...orders.agreements.news import ask_for_agreement
from ...subscriptions.lifecycle import NotNow, running_of
from ...subscriptions.models import Subscription
from ...web.errors import Refusal
from ..audit import Deed, record
from ..forms import once
from ..models import Staff
from ..staff.sessions import Clerk
from .timeline import OF_SUBSCRIPTION


class AlipaySilent(Refusal):
    """Alipay gave no certain answer; nothing changed."""

    status = 502

    def words(self) -> str:
        """Say to ask again."""
        return _("支付宝没有给出确定的回答，什么都没有变。过一会儿再问。")


@commits
def cancel(clerk: Clerk, number: str, reason: str, form_key: str) -> None:
    """Let it renew no more. Raises NotNow."""
    said = f"cancelled by staff: {reason}"[:200]
    _do(clerk, number, "subscription-cancelled", reason, form_key, lambda one: agreement_ending.cancel(one, said))


@commits
def undo(clerk: Clerk, number: str, reason: str, form_key: str) -> None:
    """Let it renew again after all. Raises NotNow, AgreementIsOver."""
    _do(clerk, number, "subscription-restored", reason, form_key, agreement_ending.undo)


@commits
def pause(clerk: Clerk, number: str, months: int, reason: str, form_key: str) -> None:
    """Skip the next months. Raises NotNow."""
    _do(clerk, number, "subscription-paused", reason, form_key, lambda one: agreement_ending.pause(one, months))


@commits
def resume(clerk: Clerk, number: str, reason: str, form_key: str) -> None:
    """End a pause. Raises NotNow."""
    _do(clerk, number, "subscription-resumed", reason, form_key, agreement_ending.resume)


@commits
def unsign(clerk: Clerk, number: str, reason: str, form_key: str) -> None:
    """End the agreement at Alipay now. Raises NotNow."""

    def deed() -> str:
        before = _said(number)
        agreement_ending.unsign_now(number)
        return _write_down(clerk, number, "subscription-unsigned", before, reason)

    once(clerk, form_key, deed)


def ask(clerk: Clerk, number: str) -> None:
    """Ask Alipay where the agreement stands, and learn it. Raises AlipaySilent."""
    before = _said(number)
    db.session.rollback()
    answer = ask_for_agreement(number)
    _note_asked(clerk, number, before)
    if answer is None:
        raise AlipaySilent(f"no answer about {number}")


@commits
def _note_asked(clerk: Clerk, number: str, before: dict) -> None:
    _write_down(clerk, number, "subscription-asked", before, "")


def _do(clerk: Clerk, number: str, what: str, reason: str, form_key: str, act: Callable[[int], None]) -> None:
    def deed() -> str:
        found, before = _found(number), _said(number)
        running = running_of(found.household_id)
        if running is None or running.number != number:
            raise NotNow(f"{number} does not run")
        act(found.household_id)
        return _write_down(clerk, number, what, before, reason)

    once(clerk, form_key, deed)


def _write_down(clerk: Clerk, number: str, what: str, before: dict, reason: str) -> str:
    staff = db.session.get_one(Staff, clerk.staff_id)
    record(staff, Deed(what, OF_SUBSCRIPTION, number, before, _said(number), reason))
    return number


def _said(number: str) -> dict:
    found = _found(number)
    return {"state": found.state, "planned_on": found.planned_on.isoformat()}


def _found(number: str) -> Subscription:
    return db.session.scalars(db.select(Subscription).where(Subscription.number == number)).one()

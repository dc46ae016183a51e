"""What finance makes of requests for a fapiao: taking them along in a file, issuing, refusing, reversing.

Nothing here commits: the back office does, with its own log of who did it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ... import clock
from ...db import db
from ...rules.fapiao import FapiaoEvent, FapiaoState, next_state
from .letters import tell_issued, tell_refused
from .models import FapiaoRequest
from .money import paid_sum
from .refusals import FapiaoMoved, FapiaoNumberTaken, NothingToExport, NothingToInvoice

MOST_AT_ONCE = 500


def take_along(export: str, who: str) -> list[FapiaoRequest]:
    """Take what waits along in a file named `export`, the oldest first, each request once. Raises NothingToExport."""
    waiting = select(FapiaoRequest).where(FapiaoRequest.state == FapiaoState.ASKED).order_by(FapiaoRequest.id)
    found = db.session.scalars(
        waiting.limit(MOST_AT_ONCE).with_for_update(skip_locked=True).execution_options(populate_existing=True)
    ).all()
    if not found:
        raise NothingToExport(f"nothing waits for export {export}")
    for request in found:
        _happen(request, FapiaoEvent.EXPORT)
        request.export, request.taken_by, request.taken_at = export, who[:80], clock.now()
    return list(found)


def issue(request_id: int, number: str, issued_on: date) -> FapiaoRequest:
    """Write down that a fapiao was made, and tell who asked. Raises FapiaoMoved, FapiaoNumberTaken."""
    request = _locked(request_id)
    with _written_once(number):
        _happen(request, FapiaoEvent.ISSUE)
        request.fapiao_number, request.issued_on = number, issued_on
    tell_issued(request)
    return request


def refuse(request_id: int, because: str) -> FapiaoRequest:
    """Refuse a request with the reason that its letter says. Raises FapiaoMoved."""
    request = _locked(request_id)
    _happen(request, FapiaoEvent.REFUSE)
    request.refused_because = because[:200]
    tell_refused(request)
    return request


def put_back(request_id: int) -> FapiaoRequest:
    """Let a request wait again, over what is left now; without anything left it is withdrawn. Raises FapiaoMoved."""
    request = _locked(request_id)
    _happen(request, FapiaoEvent.PUT_BACK)
    request.export = request.taken_by = request.taken_at = None
    left = paid_sum(request.order_id).left
    if left:
        request.amount_fen = left.fen
    else:
        _happen(request, FapiaoEvent.NOTHING)
    return request


def reverse(request_id: int, number: str) -> FapiaoRequest:
    """Write down the red-letter fapiao that takes an issued one back. Raises FapiaoMoved, FapiaoNumberTaken."""
    request = _locked(request_id)
    with _written_once(number):
        _happen(request, FapiaoEvent.REVERSE)
        request.red_number = number
    return request


def is_known(number: str) -> bool:
    """Whether a fapiao's number, or a red-letter one's, is written down already."""
    named = (FapiaoRequest.fapiao_number == number) | (FapiaoRequest.red_number == number)
    return db.session.scalar(select(FapiaoRequest.id).where(named).limit(1)) is not None


@contextmanager
def _written_once(number: str) -> Iterator[None]:
    """Write a number down in the block. Raises FapiaoNumberTaken, also for who was faster by an instant."""
    if is_known(number):
        raise FapiaoNumberTaken(f"fapiao {number} is known")
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as error:
        raise FapiaoNumberTaken(f"fapiao {number} was written down at the same instant") from error


def _locked(request_id: int) -> FapiaoRequest:
    found = select(FapiaoRequest).where(FapiaoRequest.id == request_id).with_for_update()
    request = db.session.scalar(found.execution_options(populate_existing=True))
    if request is None:
        raise NothingToInvoice(f"there is no fapiao request {request_id}")
    return request


def _happen(request: FapiaoRequest, event: FapiaoEvent) -> None:
    state = FapiaoState(request.state)
    after = next_state(state, event)
    if after is None:
        raise FapiaoMoved(f"fapiao request {request.id} is {state}: no {event}", state)
    request.state, request.changed_at = after, clock.now()

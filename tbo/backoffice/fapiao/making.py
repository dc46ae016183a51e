"""What finance does to fapiao requests, each once however often it is sent, and written down."""

import hashlib
import re
from datetime import date

from flask_babel import gettext as _

from ...db import commits, db
from ...orders.fapiao import desk
from ...orders.fapiao.models import FapiaoRequest
from ...rules.money import Money
from ...rules.tax_numbers import bare_tax_number
from ...web.errors import Refusal
from .. import days
from ..audit import Deed, record
from ..csv_files import count_file
from ..forms import once
from ..models import Staff
from ..staff.sessions import Clerk

# Digital ones have twenty digits; the code and number of paper ones are twenty too, their number alone eight.
_NUMBER = re.compile(r"[0-9]{8}|[0-9]{10,12}|[0-9]{18}|[0-9]{20}")
OF_REQUEST, OF_EXPORT = "fapiao", "fapiao-file"


class FapiaoNumberUnreadable(Refusal):
    """What was typed is no number of a fapiao."""

    status = 422

    def words(self) -> str:
        """Say what one looks like."""
        return _("发票号码是 20 位数字；纸质发票 8 位，连代码 18 或 20 位。")


class DayUnreadable(Refusal):
    """What was typed is no day on which it can have been issued."""

    status = 422

    def words(self) -> str:
        """Say which days are possible."""
        return _("开票日期要在付款那天和今天之间。")


def read_number(typed: str) -> str:
    """Read a fapiao's number. Raises FapiaoNumberUnreadable."""
    number = bare_tax_number(typed)
    if not _NUMBER.fullmatch(number):
        raise FapiaoNumberUnreadable(f"{typed[:30]!r} is no fapiao number")
    return number


def read_day(typed: str, paid_on: date) -> date:
    """Read the day of issue, between the payment's and today. Raises DayUnreadable."""
    try:
        day = date.fromisoformat(typed) if len(typed) == 10 else None
    except ValueError:
        day = None
    if day is None or not paid_on <= day <= days.today():
        raise DayUnreadable(f"{typed[:20]!r} is no day of issue")
    return day


@commits
def export(clerk: Clerk, form_key: str) -> str:
    """Take all that waits along, and return the export's name; the same form again takes nothing more."""

    def deed() -> str:
        count_file(clerk)
        name = f"{days.today():%Y%m%d}-{hashlib.sha256(form_key.encode()).hexdigest()[:6]}"
        taken = desk.take_along(name, clerk.name)
        total = Money(sum(request.amount_fen for request in taken))
        _write_down(clerk, "fapiao-exported", OF_EXPORT, name, {}, {"requests": len(taken), "fen": total.fen})
        return name

    return once(clerk, form_key, deed)


@commits
def take_file(clerk: Clerk, name: str) -> None:
    """Write down that somebody takes an export's file along. Raises TooManyFiles."""
    count_file(clerk)
    _write_down(clerk, "fapiao-file-taken", OF_EXPORT, name, {}, {})


@commits
def issue(clerk: Clerk, request_id: int, number: str, day: date, form_key: str) -> None:
    """Write down that a fapiao was issued."""

    def deed() -> str:
        before = _said(request_id)
        request = desk.issue(request_id, number, day)
        after = {"state": request.state, "number": number, "day": day.isoformat(), "fen": request.amount_fen}
        return _write_down(clerk, "fapiao-issued", OF_REQUEST, request.id, before, after)

    once(clerk, form_key, deed)


@commits
def refuse(clerk: Clerk, request_id: int, because: str, form_key: str) -> None:
    """Refuse a request; the reason goes to who asked."""

    def deed() -> str:
        before = _said(request_id)
        request = desk.refuse(request_id, because)
        return _write_down(clerk, "fapiao-refused", OF_REQUEST, request.id, before, {"state": request.state}, because)

    once(clerk, form_key, deed)


@commits
def put_back(clerk: Clerk, request_id: int, form_key: str) -> None:
    """Let a request wait again, over what is left now."""

    def deed() -> str:
        before = _said(request_id)
        request = desk.put_back(request_id)
        after = {"state": request.state, "fen": request.amount_fen}
        return _write_down(clerk, "fapiao-put-back", OF_REQUEST, request.id, before, after)

    once(clerk, form_key, deed)


@commits
def reverse(clerk: Clerk, request_id: int, number: str, form_key: str) -> None:
    """Write down the red-letter fapiao."""

    def deed() -> str:
        before = _said(request_id)
        request = desk.reverse(request_id, number)
        return _write_down(
            clerk, "fapiao-reversed", OF_REQUEST, request.id, before, {"state": request.state, "number": number}
        )

    once(clerk, form_key, deed)


def _said(request_id: int) -> dict:
    request = db.session.get(FapiaoRequest, request_id)
    return {"state": request.state, "fen": request.amount_fen} if request else {}


def _write_down(  # noqa: PLR0913 - a row of the log
    clerk: Clerk, what: str, kind: str, subject: int | str, before: dict, after: dict, reason: str = ""
) -> str:
    staff = db.session.get_one(Staff, clerk.staff_id)
    record(staff, Deed(what, kind, str(subject), before, after, reason))
    return str(subject)

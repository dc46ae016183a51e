"""China's wall clock in the protocol's texts, and when an order's time to pay ends."""

import re
from datetime import UTC, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
FORM = "%Y-%m-%d %H:%M:%S"
LONGEST = timedelta(days=15)
QR_LIFE = timedelta(hours=2)
_EXPRESS = re.compile(r"([0-9]{1,5})([mhd])|1c")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def china_text(moment: datetime) -> str:
    """`moment` as the protocol writes it: yyyy-MM-dd HH:mm:ss in UTC+8."""
    return moment.astimezone(CHINA).strftime(FORM)


def china_instant_or_none(text: str) -> datetime | None:
    """Read yyyy-MM-dd HH:mm:ss (seconds may be missing) as an instant."""
    for form in (FORM, "%Y-%m-%d %H:%M"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=CHINA).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def is_timeout_express(text: str) -> bool:
    """Whether `text` is 1m to 15d, or 1c for the end of today."""
    match = _EXPRESS.fullmatch(text)
    if match is None or text == "1c":
        return match is not None
    return timedelta(minutes=1) <= _length(match) <= LONGEST


def end_of_payment(counted_from: datetime, time_expire: datetime | None, timeout_express: str, kind: str) -> datetime:
    """When the time to pay ends (exclusive): the given end, or the length from `counted_from`, or the product's own."""
    longest = QR_LIFE if kind == "precreate" else LONGEST
    ends = [counted_from + longest]
    if time_expire:
        ends.append(time_expire)
    if timeout_express == "1c":
        midnight = counted_from.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
        ends.append((midnight + timedelta(days=1)).astimezone(UTC))
    elif match := _EXPRESS.fullmatch(timeout_express):
        ends.append(counted_from + _length(match))
    return min(ends)


def _length(match: re.Match) -> timedelta:
    return timedelta(**{_UNITS[match[2]]: int(match[1])})

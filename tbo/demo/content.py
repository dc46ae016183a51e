"""Reads the demo shop's content, and turns its days and moments into instants."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import overload
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent / "content"
DAYS_IN = ZoneInfo("Asia/Shanghai")
_MOMENT = re.compile(r"([+-])(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?")


@cache
def content(name: str):
    """Return the parsed file `name`.json; callers must not change it."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Anchor:
    """The instant to which all times of the content are relative.

    `lived`: households whose plan is lived (see living.py) instead of being written as orders.
    """

    instant: datetime
    lived: frozenset[str] = frozenset()

    @overload
    def day(self, number: int) -> datetime: ...

    @overload
    def day(self, number: None) -> None: ...

    def day(self, number: int | None) -> datetime | None:
        """Return when day `number` begins in Shanghai; None stays None (open-ended)."""
        if number is None:
            return None
        date = self.instant.astimezone(DAYS_IN).date() + timedelta(days=number)
        return datetime(date.year, date.month, date.day, tzinfo=DAYS_IN).astimezone(UTC)

    @overload
    def moment(self, text: str) -> datetime: ...

    @overload
    def moment(self, text: None) -> None: ...

    def moment(self, text: str | None) -> datetime | None:
        """Return the instant that "-3d4h30m" or "+25d" names. Raises ValueError for anything else."""
        if text is None:
            return None
        match = _MOMENT.fullmatch(text)
        if match is None or not any(match.groups()[1:]):
            raise ValueError(f"{text!r} is not a time such as -3d4h30m")
        days, hours, minutes = (int(part or 0) for part in match.groups()[1:])
        span = timedelta(days=days, hours=hours, minutes=minutes)
        return self.instant - span if match[1] == "-" else self.instant + span

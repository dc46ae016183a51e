"""The trouble that people and tests order: which notices go wrong, and how the gateway's answers do."""

import dataclasses
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tbo.sandbox.store import Store

FAULTS = ("", "bad_gateway", "html", "unsigned", "wrong_key", "system_error", "empty", "cut")
MOST_SECONDS = 3600
MOST_TIMES = 1000


class ChaosRefused(ValueError):
    """The ordered trouble is not one we know; the sentence names the field and what is allowed."""


@dataclass(frozen=True)
class Chaos:
    """Trouble in force. Seconds and counts; all zero is a calm day. `gateway_faults_left` 0 means until reset."""

    notices_drop_all: bool = False
    notices_drop_next: int = 0
    notices_delay_seconds: float = 0
    notices_extra_copies: int = 0
    notices_newest_first: bool = False
    notices_wrong_key: bool = False
    notices_strange_fields: bool = False
    gateway_fault: str = ""
    gateway_faults_left: int = 0
    gateway_fault_before_work: bool = False
    gateway_slow_seconds: float = 0
    gateway_drip_seconds: float = 0
    seller_has_no_money: bool = False
    deductions_fail_next: int = 0
    deductions_pending_seconds: float = 0

    @property
    def is_calm(self) -> bool:
        """Whether nothing is out of order."""
        return self == Chaos()


_CALM = Chaos()


def chaos_now(db: sqlite3.Connection) -> Chaos:
    """The trouble in force."""
    row = db.execute("SELECT value FROM facts WHERE name = 'chaos'").fetchone()
    return Chaos(**json.loads(row["value"])) if row else _CALM


def order_chaos(db: sqlite3.Connection, changes: Mapping[str, object]) -> Chaos:
    """Change what `changes` names and leave the rest. Raises ChaosRefused."""
    read: dict[str, Any] = {name: _read(name, value) for name, value in changes.items()}
    chaos = dataclasses.replace(chaos_now(db), **read)
    _keep(db, chaos)
    return chaos


def calm_down(db: sqlite3.Connection) -> Chaos:
    """End all trouble."""
    _keep(db, Chaos())
    return Chaos()


def is_next_notice_dropped(db: sqlite3.Connection) -> bool:
    """Whether the notice queued now is lost; counts down `notices_drop_next`."""
    chaos = chaos_now(db)
    if chaos.notices_drop_next:
        _keep(db, dataclasses.replace(chaos, notices_drop_next=chaos.notices_drop_next - 1))
    return bool(chaos.notices_drop_all or chaos.notices_drop_next)


def is_next_deduction_failed(db: sqlite3.Connection) -> bool:
    """Whether the deduction asked for now fails for want of money; counts down `deductions_fail_next`."""
    chaos = chaos_now(db)
    if chaos.deductions_fail_next:
        _keep(db, dataclasses.replace(chaos, deductions_fail_next=chaos.deductions_fail_next - 1))
    return bool(chaos.deductions_fail_next)


def take_gateway_trouble(store: Store) -> Chaos:
    """The trouble for one gateway call; counts down `gateway_faults_left` and ends the fault at its last."""
    with store.reading() as db:
        chaos = chaos_now(db)
    if not (chaos.gateway_fault and chaos.gateway_faults_left):
        return chaos
    with store.writing() as db:
        chaos = chaos_now(db)
        left = max(0, chaos.gateway_faults_left - 1)
        fault = chaos.gateway_fault if left else ""
        _keep(db, dataclasses.replace(chaos, gateway_faults_left=left, gateway_fault=fault))
    return chaos


def chaos_from_form(form: Mapping[str, str]) -> dict[str, object]:
    """All fields of the panel: a box that is not ticked is not sent, an empty number is zero."""
    return {
        field.name: (field.name in form) if field.type is bool else form.get(field.name) or field.default
        for field in dataclasses.fields(Chaos)
    }


def _keep(db: sqlite3.Connection, chaos: Chaos) -> None:
    text = json.dumps(dataclasses.asdict(chaos))
    db.execute("INSERT INTO facts VALUES ('chaos', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (text,))


def _read(name: str, value: object) -> object:
    kinds: dict[str, Any] = {field.name: field.type for field in dataclasses.fields(Chaos)}
    if name not in kinds:
        raise ChaosRefused(f"{name!r:.60} is not known; allowed are {', '.join(kinds)}")
    if kinds[name] is bool:
        return _read_bool(name, value)
    if kinds[name] is str:
        if value not in FAULTS:
            raise ChaosRefused(f"{name}={value!r:.60} is not known; allowed are {', '.join(FAULTS[1:])} or nothing")
        return value
    return _read_number(name, value, kinds[name])


def _read_bool(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ChaosRefused(f"{name}={value!r:.60} must be true or false")
    return value


def _read_number(name: str, value: object, kind: type) -> float:
    most = MOST_TIMES if kind is int else MOST_SECONDS
    try:
        number = kind(value) if isinstance(value, str | int | float) else -1
    except (ValueError, OverflowError):
        number = -1
    if not 0 <= number <= most:
        raise ChaosRefused(f"{name}={value!r:.60} must be a number from 0 to {most}")
    return number

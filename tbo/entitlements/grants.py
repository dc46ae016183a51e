"""Rights of households: reading them for decisions, giving each once, taking back exactly what a source gave."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, has_request_context, request
from sqlalchemy import Select, and_, bindparam, case, func, insert, or_, select, update

from .. import clock
from ..accounts.viewer import Viewer
from ..db import db, rows_changed
from ..rules.access import Access, Because, EpisodeFacts, decide
from ..rules.money import Money
from ..rules.rights import RENTAL_FINISH_WITHIN, RENTAL_START_WITHIN, RENTAL_STARTS_AFTER_S, EntitlementFacts
from ..statements import run, run_beside
from .models import Entitlement
from .plan_times import close_up, make_room

_SEEN = "tbo.entitlements"
NOTHING = Money(0)


@dataclass(frozen=True, kw_only=True)
class Given:
    """What is granted; without `ends_at` for ever. `paid` is what later counts as credit."""

    kind: str
    starts_at: datetime
    episode_id: int | None = None
    season_id: int | None = None
    plan_key: str | None = None
    ends_at: datetime | None = None
    start_by_at: datetime | None = None
    paid: Money = NOTHING


def entitlements_of(household_id: int | None) -> tuple[EntitlementFacts, ...]:
    """Return the rights a household holds, also those that ended; one query per request, none for a visitor."""
    if household_id is None:
        return ()
    seen = _seen_in_this_request()
    if household_id not in seen:
        seen[household_id] = fresh_entitlements_of(household_id)
    return seen[household_id]


def fresh_entitlements_of(household_id: int) -> tuple[EntitlementFacts, ...]:
    """Return the same, asked of the database now: for decisions about money, inside their transaction."""
    return facts_of(run(_HELD, household_id=household_id))


def held_by(household_id: Any) -> Select:
    """Select the rights of a household (or of a bound parameter), in their order; `facts_of` reads the rows."""
    held = Entitlement.household_id == household_id, Entitlement.revoked_at.is_(None), ~Entitlement.is_given_back
    never_ran = Entitlement.given_up_at <= Entitlement.starts_at
    return select(*_COLUMNS).where(*held, or_(Entitlement.given_up_at.is_(None), ~never_ran)).order_by(Entitlement.id)


def facts_of(rows: Iterable) -> tuple[EntitlementFacts, ...]:
    """Make rights of rows of `held_by`."""
    return tuple(_facts(row) for row in rows)


def access_for(episode: EpisodeFacts, viewer: Viewer) -> Access:
    """Decide on one episode for whoever asks, now."""
    return access_for_many([episode], viewer)[0]


def access_for_many(episodes: Iterable[EpisodeFacts], viewer: Viewer) -> list[Access]:
    """Decide on episodes, in their order, with one query in all."""
    rights, now = entitlements_of(viewer.household_id), clock.now()
    region = current_app.extensions["tbo.settings"].region
    return [decide(episode, viewer.profile, rights, now, region) for episode in episodes]


def grant(household_id: int, given: Given, source_kind: str, source: str, reason: str | None = None) -> bool:
    """Give a right; False when this source gave it before, even if it was taken back since. Never commits.

    The caller holds the household's lock; the unique key holds the promise if it does not.
    """
    if run_beside(_FROM_SOURCE, kind=source_kind, source=source).first() is not None:
        return False
    facts = {name: getattr(given, name) for name in _GIVEN}
    why = {"source_kind": source_kind, "source": source, "reason": reason}
    run_beside(_INSERT, household_id=household_id, paid_fen=given.paid.fen, **why, **facts)
    _forget()
    return True


def revoke(source_kind: str, source: str, because: str) -> bool:
    """Take back exactly what a source gave; False when there was nothing (left) to take. Never commits."""
    taken = run(_REVOKE, of_kind=source_kind, of=source, now=clock.now(), because=because[:200]).first()
    if taken is not None and taken.kind == "plan":
        close_up(taken.household_id)
    _forget()
    return taken is not None


def end_right(source_kind: str, source: str, ends_at: datetime) -> None:
    """Let what a source gave end sooner or later than it would. Never commits."""
    ended = run(_END, of_kind=source_kind, of=source, at=ends_at).first()
    if ended is not None:
        close_up(ended.household_id)
    _forget()


def reduce_paid(source_kind: str, source: str, by: Money) -> None:
    """Let a partial refund lower what counts as credit. Never commits."""
    db.session.execute(
        update(Entitlement)
        .where(Entitlement.source_kind == source_kind, Entitlement.source == source)
        .values(paid_fen=db.case((Entitlement.paid_fen > by.fen, Entitlement.paid_fen - by.fen), else_=0))
    )
    _forget()


def set_aside(source_kind: str, source: str, refunding: Money) -> None:
    """Let so much of what was paid count as credit no more, because it is on its way back. Never commits.

    Negative: it counts again, as the refund was refused, or is done and told by `reduce_paid`.
    """
    run(_SET_ASIDE, of_kind=source_kind, of=source, by=refunding.fen)
    _forget()


def give_back(source_kind: str, source: str) -> None:
    """Let what a source gave open nothing while its household waits for the money it asked back. Never commits."""
    run(_GIVE_BACK, of_kind=source_kind, of=source, so=True)
    _forget()


def keep_after_all(source_kind: str, source: str) -> None:
    """Undo give_back: the money does not come. Never commits."""
    run(_GIVE_BACK, of_kind=source_kind, of=source, so=False)
    _forget()


def start_rental(household_id: int, access: Access, played_s: int) -> bool:
    """Start a rental's second clock once three minutes of it were really played. Never commits.

    `access` is the decision that let the playback run: only a rental that opened it is started, and once.
    """
    if access.because is not Because.RENTED or access.rental_started or played_s < RENTAL_STARTS_AFTER_S:
        return False
    now = clock.now()
    started = rows_changed(
        update(Entitlement)
        .where(
            *(Entitlement.household_id == household_id, Entitlement.kind == "rental"),
            *(Entitlement.source_kind == access.source_kind, Entitlement.source == access.source),
            *(Entitlement.started_at.is_(None), Entitlement.revoked_at.is_(None), Entitlement.start_by_at > now),
        )
        .values(started_at=now, ends_at=now + RENTAL_FINISH_WITHIN)
    )
    _forget()
    return started == 1


def rental_of(episode_id: int, now: datetime, paid: Money) -> Given:
    """Describe a rental that is bought now and waits to be started."""
    return Given(kind="rental", episode_id=episode_id, starts_at=now, start_by_at=now + RENTAL_START_WITHIN, paid=paid)


def paid_until(household_id: int, begun_before: datetime | None = None) -> datetime | None:
    """Return when the last plan period that a household holds ends, of those that begin before an instant."""
    if begun_before is None:
        return run_beside(_PAID_UNTIL, household_id=household_id).scalar()
    return run_beside(_BEGUN_BEFORE, household_id=household_id, instant=begun_before).scalar()


def give_up(source_kind: str, sources: Iterable[str], order_number: str) -> None:
    """Let rights end now because an order credited what is left of them. Never commits."""
    is_it = Entitlement.source_kind == source_kind, Entitlement.source.in_(list(sources))
    given_up = db.session.execute(
        update(Entitlement)
        .where(*is_it, Entitlement.given_up_at.is_(None))
        .values(given_up_at=clock.now(), given_up_for=order_number)
        .returning(Entitlement.household_id)
    )
    for household_id in set(given_up.scalars()):
        close_up(household_id)
    _forget()


def take_up_again(household_id: int, order_number: str) -> None:
    """Undo give_up: the order that credited the rights was taken back. Never commits."""
    mine = Entitlement.household_id == household_id, Entitlement.given_up_for == order_number
    if rows_changed(update(Entitlement).where(*mine).values(given_up_at=None, given_up_for=None)):
        make_room(household_id)
    _forget()


_GIVEN: Sequence[str] = ("kind", "starts_at", "ends_at", "episode_id", "season_id", "plan_key", "start_by_at")
_COLUMNS = (
    *(Entitlement.kind, Entitlement.source_kind, Entitlement.source, Entitlement.starts_at),
    func.coalesce(Entitlement.given_up_at, Entitlement.ends_at).label("ends_at"),
    *(Entitlement.episode_id, Entitlement.season_id, Entitlement.plan_key),
    *(Entitlement.start_by_at, Entitlement.started_at),
    case((Entitlement.paid_fen > Entitlement.refunding_fen, Entitlement.paid_fen - Entitlement.refunding_fen), else_=0),
    and_(Entitlement.refunding_fen > 0, Entitlement.refunding_fen >= Entitlement.paid_fen).label("is_going_back"),
    Entitlement.own_from,
)

_HELD = held_by(bindparam("household_id"))
_INSERT = insert(Entitlement)
_PAID_UNTIL = select(func.max(Entitlement.ends_at)).where(
    *(Entitlement.household_id == bindparam("household_id"), Entitlement.kind == "plan"),
    # What is on its way back is no time that anything has to wait behind.
    *(Entitlement.revoked_at.is_(None), Entitlement.given_up_at.is_(None), ~Entitlement.is_given_back),
)
_BEGUN_BEFORE = _PAID_UNTIL.where(Entitlement.starts_at < bindparam("instant"))
_FROM_SOURCE = select(Entitlement.id).where(
    Entitlement.source_kind == bindparam("kind"), Entitlement.source == bindparam("source")
)
_BY_SOURCE = Entitlement.source_kind == bindparam("of_kind"), Entitlement.source == bindparam("of")
_REVOKE = (
    update(Entitlement)
    .where(*_BY_SOURCE, Entitlement.revoked_at.is_(None))
    .values(revoked_at=bindparam("now"), revoked_because=bindparam("because"))
    .returning(Entitlement.household_id, Entitlement.kind)
)
_END = (
    update(Entitlement)
    .where(*_BY_SOURCE, Entitlement.starts_at < bindparam("at"))
    .values(ends_at=bindparam("at"))
    .returning(Entitlement.household_id)
)
_GIVE_BACK = update(Entitlement).where(*_BY_SOURCE).values(is_given_back=bindparam("so"))
_SET_ASIDE = (
    update(Entitlement)
    .where(Entitlement.source_kind == bindparam("of_kind"), Entitlement.source == bindparam("of"))
    .values(refunding_fen=Entitlement.refunding_fen + bindparam("by"))
)


def _facts(row) -> EntitlementFacts:
    # The columns stand in the order of the fields; mypy cannot count them.
    *others, paid, is_going_back, own = row
    return EntitlementFacts(*others, Money(paid), is_going_back, own)  # type: ignore[misc, call-arg]


def _seen_in_this_request() -> dict:
    return request.environ.setdefault(_SEEN, {}) if has_request_context() else {}


def _forget() -> None:
    if has_request_context():
        request.environ.pop(_SEEN, None)

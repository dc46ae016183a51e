"""Background work: rows written with what they belong to, claimed and run by workers; huey only wakes them."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime, timedelta
from importlib import import_module
from threading import Event, Thread

import structlog
from flask import current_app
from sqlalchemy import Index, String, Text, bindparam, delete, event, func, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column

from . import clock
from .db import Json, Model, UtcTime, db, writing
from .statements import InsertOnce, run

log = structlog.get_logger()
LEASE = timedelta(minutes=5)
MOST_TRIES = 12
KEPT = timedelta(days=90)
SHOWN = timedelta(days=7)
WORKER_SEEN = "worker.seen"
_functions: dict[str, Callable] = {}
_wakers: list[Callable[[], object]] = []
_running: ContextVar[int | None] = ContextVar("running_job", default=None)


class NotYet(Exception):
    """Somebody else is away, which is no fault of the job: it is tried until the job itself finds it of no use."""


class Job(Model):
    """One piece of work that must happen at least once; `key` keeps it from standing here twice.

    What `gives_way` lets everything else that is due go before: nobody waits for a code behind a thousand letters.
    """

    __tablename__ = "job"
    __table_args__ = (Index(None, "finished_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(160), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    arguments: Mapped[dict] = mapped_column(Json, default=dict)
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcTime)
    tries: Mapped[int] = mapped_column(default=0)
    gives_way: Mapped[bool] = mapped_column(default=False)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)
    error: Mapped[str | None] = mapped_column(Text)


def job(function: Callable) -> Callable:
    """Let `function` be run by the worker. It takes numbers and ids, commits by itself, and may run twice."""
    _functions[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def enqueue(
    function: Callable, *, due_at: datetime | None = None, key: str | None = None, gives_way: bool = False, **arguments
) -> None:
    """Write a job in the caller's own transaction; a worker is woken after the commit.

    A second one with the same `key` is left out.
    """
    name = f"{function.__module__}.{function.__qualname__}"
    if name not in _functions:
        raise LookupError(f"{name} is not a job; mark it with @job")
    key = key or secrets.token_hex(12)
    said = {"name": name, "arguments": arguments, "due_at": due_at or clock.now(), "gives_way": gives_way}
    if _INSERT.run(key=key, **said) is not None:
        db.session.info["wake_worker"] = True


def run_due_jobs(limit: int = 50) -> int:
    """Claim and run what is due; return how many ran. A failure is kept and tried again with growing gaps.

    It is given up at its MOST_TRIES, unless it says NotYet.
    """
    ran = 0
    while ran < limit and (claimed := _claim_one()) is not None:
        _run(*claimed)
        ran += 1
    return ran


def oldest_due_at() -> datetime | None:
    """Return when the longest-waiting job was due, for readiness and the doctor; what a worker holds waits no more."""
    now = clock.now()
    waits = Job.finished_at.is_(None), Job.due_at <= now, or_(Job.claimed_until.is_(None), Job.claimed_until <= now)
    return db.session.scalar(select(Job.due_at).where(*waits).order_by(Job.due_at).limit(1))


def given_up() -> tuple[int, str]:
    """Return how many jobs nobody tries any more, and the last of them with its reason; told for a week."""
    lost = Job.error.is_not(None), Job.finished_at > clock.now() - SHOWN
    found = select(func.count().over(), Job.name, Job.error).where(*lost).order_by(Job.finished_at.desc()).limit(1)
    row = db.session.execute(found).first()
    return (row[0], f"{row[1]}: {row[2]}") if row else (0, "")


@contextmanager
def holding_on(beat: Callable[[], object] | None = None) -> Iterator[None]:
    """Keep the claim on the job that runs, for work that takes longer than a lease; a worker that dies lets go.

    `beat` is called in the same transaction each time, for other rows that say somebody is at work.
    """
    job_id, app, over = _running.get(), current_app._get_current_object(), Event()  # type: ignore[attr-defined]
    if job_id is None:
        yield
        return

    def keep() -> None:
        while not over.wait(LEASE.total_seconds() / 4):
            # A database that is away for a moment may be there for the next time; the lease is four times as long.
            with suppress(OperationalError), app.app_context(), writing():
                db.session.execute(update(Job).where(Job.id == job_id).values(claimed_until=clock.now() + LEASE))
                if beat is not None:
                    beat()

    holder = Thread(target=keep, daemon=True)
    holder.start()
    try:
        yield
    finally:
        over.set()
        holder.join()


def forget_old_jobs() -> None:
    """Delete jobs that were finished long ago; what they did stands in other tables."""
    with writing():
        run(_DROP_OLD, until=clock.now() - KEPT)


def note_worker() -> None:
    """Write down that a worker is at work now; the row is one more job, and never due."""
    now = clock.now()
    seen = {"due_at": now, "finished_at": now}
    # Another that began at this very instant may say it first; then there is nothing to add.
    with writing():
        if run(_SEEN, due=now, finished=now).rowcount == 0:
            _INSERT.run(key=WORKER_SEEN, name=WORKER_SEEN, arguments={}, **seen)


def worker_seen_at() -> datetime | None:
    """Return when a worker was at work last, None before the first."""
    return db.session.scalar(select(Job.finished_at).where(Job.key == WORKER_SEEN))


_OLDEST_DUE = (
    select(Job.id, Job.name, Job.arguments, Job.tries)
    .where(
        Job.finished_at.is_(None),
        Job.due_at <= bindparam("now"),
        or_(Job.claimed_until.is_(None), Job.claimed_until <= bindparam("now")),
    )
    .order_by(Job.gives_way, Job.due_at)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_INSERT = InsertOnce(Job, "key")
_SEEN = update(Job).where(Job.key == WORKER_SEEN).values(due_at=bindparam("due"), finished_at=bindparam("finished"))
_DROP_OLD = delete(Job).where(Job.finished_at < bindparam("until"), Job.key != WORKER_SEEN)
_OF = update(Job).where(Job.id == bindparam("of"))
_CLAIM = _OF.values(claimed_until=bindparam("until"), tries=bindparam("nth"))
_FINISH = _OF.values(finished_at=bindparam("now"), error=None)
_GIVE_UP = _OF.values(finished_at=bindparam("now"), claimed_until=None, error=bindparam("error"))


def _claim_one() -> tuple[int, str, dict, int] | None:
    now = clock.now()
    with writing():
        found = run(_OLDEST_DUE, now=now).first()
        while found is not None and found.tries >= MOST_TRIES:
            # Whatever raises is finished at its last try: this one took its workers with it, and would take more.
            error = f"its worker died at each of the last tries, {found.tries} in all"
            log.error("job.given_up", job=found.name, tries=found.tries)
            run(_GIVE_UP, of=found.id, now=now, error=error)
            found = run(_OLDEST_DUE, now=now).first()
        if found is None:
            return None
        run(_CLAIM, of=found.id, until=now + LEASE, nth=found.tries + 1)
        return found.id, found.name, dict(found.arguments), found.tries + 1


def _run(job_id: int, name: str, arguments: dict, tries: int) -> None:
    token = _running.set(job_id)
    try:
        _function(name)(**arguments)
    except Exception as error:
        log.exception("job.failed", job=name, tries=tries)
        # One try is left for a worker that dies.
        counted = min(tries, MOST_TRIES - 2) if isinstance(error, NotYet) else tries
        _put_back(job_id, counted, f"{type(error).__name__}: {error}"[:500])
    else:
        with writing():
            run(_FINISH, of=job_id, now=clock.now())
    finally:
        _running.reset(token)


def _function(name: str) -> Callable:
    """Return the function of a job; its name is where it stands, and this process may not have been there yet."""
    if name not in _functions and name.startswith("tbo."):
        with suppress(ModuleNotFoundError):
            import_module(name.rpartition(".")[0])
    return _functions[name]


def _put_back(job_id: int, tries: int, error: str) -> None:
    now = clock.now()
    gap = timedelta(seconds=min(3600, 5 * 2**tries))
    gone = {"finished_at": now} if tries >= MOST_TRIES else {"due_at": now + gap}
    with writing():
        told = {"claimed_until": None, "error": error, "tries": tries}
        db.session.execute(update(Job).where(Job.id == job_id).values(**told, **gone))


@contextmanager
def nobody_woken() -> Iterator[None]:
    """Let no worker be woken until the block ends: whoever is in it runs the jobs itself."""
    before, _wakers[:] = _wakers[:], []
    try:
        yield
    finally:
        _wakers[:] = before


def wake_with(function: Callable[[], object]) -> None:
    """Call `function` after each commit that wrote a job."""
    _wakers[:] = [function]


@event.listens_for(Session, "after_commit")
def _after_commit(session: Session) -> None:
    # A savepoint that is let go calls this too; nobody else sees the job before the whole is committed.
    if not session.in_nested_transaction() and session.info.pop("wake_worker", False):
        try:
            for wake in _wakers:
                wake()
        except Exception:
            log.warning("worker.not_woken", exc_info=True)

"""The worker's queue: wakes for new jobs, keeps the schedule, and loses nothing when it dies."""

from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from ..jobs import note_worker, oldest_due_at, run_due_jobs, wake_with
from ..settings import Settings

if TYPE_CHECKING:
    from huey import Huey

log = structlog.get_logger()
# Where nobody can wake a worker it looks by itself: one question to an index.
LOOKS_EVERY_S = 1.0
AWAY_S = 30.0


def init_app(app: Flask) -> None:
    """Let a commit that wrote a job wake the workers, where they can be; the queue is made when the first one does."""
    if not is_shared_queue(app.extensions["tbo.settings"]):
        return
    wakers: list = []

    def wake() -> None:
        if not wakers:
            wakers.append(_wake_task(make_queue(app.extensions["tbo.settings"]), app))
        wakers[0]()

    wake_with(wake)


def worker_queue(app: Flask) -> "Huey":
    """Return the queue of a worker process, with everything that happens by the clock."""
    from huey.signals import SIGNAL_INTERRUPTED

    from .schedule import SCHEDULE

    settings = app.extensions["tbo.settings"]
    queue = make_queue(settings)
    wake = _wake_task(queue, app)
    for entry in SCHEDULE:
        queue.periodic_task(entry.when, name=entry.name.replace(" ", "_"))(_protected(app, entry.name, entry.function))
    queue.on_startup(name="begin")(_protected(app, "begin", _begin))
    if not is_shared_queue(settings):
        # What this process writes itself need not wait for the next look.
        wake_with(wake)
        looker = Looker(app, lambda: None if queue.pending_count() else wake())
        queue.on_startup(name="look")(looker.start)
    queue.signal(SIGNAL_INTERRUPTED)(lambda _signal, task: queue.enqueue(task))
    return queue


def make_queue(settings: Settings) -> "Huey":
    """Return a worker's queue: in Redis where there is one, beside a database that is a file, else its own.

    The library is imported here: it brings its Redis client along, which a web process needs only to wake somebody.
    """
    from huey import MemoryHuey, RedisHuey, SqliteHuey

    if settings.env == "test":
        return MemoryHuey("tbo", immediate=False)
    if settings.redis_url:
        return RedisHuey("tbo", url=settings.redis_url)
    if not is_shared_queue(settings):
        return MemoryHuey("tbo", immediate=False)
    return SqliteHuey("tbo", filename=str(settings.instance_folder / "queue.db"))


def is_shared_queue(settings: Settings) -> bool:
    """Whether a process can wake another's worker. Web and worker may stand on machines that share PostgreSQL only."""
    return bool(settings.redis_url) or not settings.database_url.startswith("postgresql")


class Looker:
    """Wakes this process's workers when a job is due; several may be started, one looks."""

    def __init__(self, app: Flask, wake: Callable[[], object]) -> None:
        self._app, self._wake = app, wake
        self._over, self._one = Event(), Lock()
        self._thread = Thread(target=self._look, daemon=True)

    def start(self) -> None:
        """Look from now on."""
        with self._one:
            if not self._thread.is_alive():
                self._thread.start()

    def end(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(LOOKS_EVERY_S if self._once() else AWAY_S):
            pass

    def _once(self) -> bool:
        """Look; False when the database is away: the schedule says so in the log, each minute."""
        try:
            with self._app.app_context():
                if oldest_due_at() is not None:
                    self._wake()
        except SQLAlchemyError:
            return False
        return True


def _begin() -> None:
    """Do at once what an earlier worker left behind, instead of at the next full minute."""
    note_worker()
    run_due_jobs()


def _wake_task(queue: "Huey", app: Flask):
    return queue.task(name="wake")(_protected(app, "wake", run_due_jobs))


def _protected(app: Flask, name: str, function):
    def run() -> None:
        with app.app_context():
            try:
                function()
            except Exception:
                # The next minute finds the same work in the tables; the rest of the schedule goes on.
                log.exception("worker.failed", entry=name)

    return run

"""The worker's queue: wakes for new jobs, keeps the schedule, and loses nothing when it dies."""

from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from ..jobs import note_worker, oldest_due_at, run_due_jobs, wake_with
from ..settings import Settings
from .bell import Bell

if TYPE_CHECKING:
    from huey import Huey

log = structlog.get_logger()
# Where nobody can wake a worker it looks by itself: one question to an index.
LOOKS_EVERY_S = 1.0
AWAY_S = 30.0


def init_app(app: Flask) -> None:
    """Let a commit that wrote a job wake the workers, where they can be; the way to them is made by the first one."""
    settings = app.extensions["tbo.settings"]
    if not is_shared_queue(settings) and not settings.redis_url:
        return
    wakers: list[Callable[[], object]] = []

    def wake() -> None:
        if not wakers:
            shared = is_shared_queue(settings)
            wakers.append(_wake_task(make_queue(settings), app) if shared else Bell(settings.redis_url).ring)
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
        if settings.redis_url:
            Bell(settings.redis_url).hear_with(wake)
    queue.signal(SIGNAL_INTERRUPTED)(lambda _signal, task: queue.enqueue(task))
    return queue


def make_queue(settings: Settings) -> "Huey":
    """Return a worker's queue: beside a database that is a file a file, else its own.

    Never one in Redis: what happens by the clock would wait for it. The library is imported here, because it brings
    its Redis client along.
    """
    from huey import MemoryHuey, SqliteHuey

    if settings.env == "test" or not is_shared_queue(settings):
        return MemoryHuey("tbo", immediate=False)
    return SqliteHuey("tbo", filename=str(settings.instance_folder / "queue.db"))


def is_shared_queue(settings: Settings) -> bool:
    """Whether processes share a queue: on PostgreSQL web and worker may stand on different machines."""
    return not settings.database_url.startswith("postgresql")


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

"""The worker's queue: wakes for new jobs, keeps the schedule, and loses nothing when it dies."""

from typing import TYPE_CHECKING

import structlog
from flask import Flask

from ..jobs import make_queue, note_worker, run_due_jobs, wake_with

if TYPE_CHECKING:
    from huey import Huey

log = structlog.get_logger()


def init_app(app: Flask) -> None:
    """Let a commit that wrote a job wake the workers; the queue is made when the first one does."""
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

    queue = make_queue(app.extensions["tbo.settings"])
    _wake_task(queue, app)
    for entry in SCHEDULE:
        queue.periodic_task(entry.when, name=entry.name.replace(" ", "_"))(_protected(app, entry.name, entry.function))
    queue.on_startup(name="begin")(_protected(app, "begin", _begin))
    queue.signal(SIGNAL_INTERRUPTED)(lambda _signal, task: queue.enqueue(task))
    return queue


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

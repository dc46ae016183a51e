"""The worker's queue: wakes for new jobs, keeps the schedule, and loses nothing when it dies."""

import structlog
from flask import Flask
from huey import Huey
from huey.signals import SIGNAL_INTERRUPTED

from ..jobs import make_queue, run_due_jobs, wake_with
from .schedule import SCHEDULE, Entry

log = structlog.get_logger()


def init_app(app: Flask) -> None:
    """Make the queue of this process; a commit that wrote a job wakes the workers through it."""
    queue = make_queue(app.extensions["tbo.settings"])
    app.extensions["tbo.queue"] = queue
    wake = queue.task(name="wake")(_in(app, run_due_jobs))
    for entry in SCHEDULE:
        queue.periodic_task(entry.when, name=entry.name.replace(" ", "_"))(_entry(app, entry))
    wake_with(wake)
    queue.signal(SIGNAL_INTERRUPTED)(_put_back(queue))


def _in(app: Flask, function):
    def run() -> None:
        with app.app_context():
            function()

    return run


def _entry(app: Flask, entry: Entry):
    def run() -> None:
        with app.app_context():
            try:
                entry.function()
            except Exception:
                # The next minute tries again; the rest of the schedule goes on.
                log.exception("schedule.failed", entry=entry.name)

    return run


def _put_back(queue: Huey):
    def put_back(_signal, task) -> None:
        queue.enqueue(task)

    return put_back

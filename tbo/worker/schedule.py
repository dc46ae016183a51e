"""The one list of what happens by the clock. Everything here finds its work in tables and may run twice."""

from collections.abc import Callable
from dataclasses import dataclass

from huey import crontab

from ..jobs import run_due_jobs
from ..orders.sweeping import sweep


@dataclass(frozen=True, slots=True)
class Entry:
    """A function without arguments and when it runs, in minutes and hours of UTC."""

    name: str
    function: Callable[[], object]
    when: Callable


SCHEDULE = (
    Entry("run due jobs", run_due_jobs, crontab(minute="*")),
    Entry("ask for payments nobody told us of", sweep, crontab(minute="*")),
)

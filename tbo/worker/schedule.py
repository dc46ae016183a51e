"""The one list of what happens by the clock. Everything here finds its work in tables and may run twice."""

from collections.abc import Callable
from dataclasses import dataclass

from huey import crontab

from ..accounts.attempts import forget_old_attempts
from ..arrivals.keeping import forget_old_arrivals
from ..jobs import forget_old_jobs, note_worker, run_due_jobs
from ..messages.keeping import forget_old_codes
from ..orders.books.bills import check_bills
from ..orders.renewals.sweep import sweep_subscriptions
from ..orders.sweeping import sweep
from ..pages.experiment_keeping import forget_old_visitors
from ..pages.picture_making import remake_forgotten
from ..pages.replacing import end_replaced
from ..playback.measures import forget_old_measures
from ..playback.retiring import remove_replaced_films
from ..playback.sessions import forget_old_sessions
from ..tickets.calling import sweep_calls
from ..vouchers.life import note_first_plays


@dataclass(frozen=True, slots=True)
class Entry:
    """A function without arguments and when it runs, in minutes and hours of UTC."""

    name: str
    function: Callable[[], object]
    when: Callable


SCHEDULE = (
    Entry("say that a worker is there", note_worker, crontab(minute="*")),
    Entry("run due jobs", run_due_jobs, crontab(minute="*")),
    Entry("ask for payments nobody told us of", sweep, crontab(minute="*")),
    Entry("look after subscriptions", sweep_subscriptions, crontab(minute="*")),
    Entry("end experiments that a planned version replaced", end_replaced, crontab(minute="*")),
    Entry("keep who began to watch what a code gave", note_first_plays, crontab(minute="*/10")),
    Entry("tell Tmall what it did not hear", sweep_calls, crontab(minute="*")),
    Entry("compare bills with our books", check_bills, crontab(minute="13")),
    Entry("remove replaced films", remove_replaced_films, crontab(minute="41")),
    Entry("make pictures again that a disk forgot", remake_forgotten, crontab(minute="47")),
    Entry("forget old jobs", forget_old_jobs, crontab(minute="5", hour="19")),
    Entry("forget old attempts", forget_old_attempts, crontab(minute="11", hour="19")),
    Entry("forget old arrivals", forget_old_arrivals, crontab(minute="17", hour="19")),
    Entry("forget old codes", forget_old_codes, crontab(minute="23", hour="19")),
    Entry("forget old playback sessions", forget_old_sessions, crontab(minute="29", hour="19")),
    Entry("forget who saw old experiments", forget_old_visitors, crontab(minute="43", hour="19")),
    Entry("forget old measures", forget_old_measures, crontab(minute="37", hour="19")),
)

"""What happens by the clock."""

from datetime import UTC, datetime

from tbo.clock import standing_at
from tbo.jobs import worker_seen_at
from tbo.worker import queue
from tbo.worker.schedule import SCHEDULE

EVERY_MINUTE = {
    *("say that a worker is there", "run due jobs", "ask for payments nobody told us of"),
    *("look after subscriptions", "tell Tmall what it did not hear"),
    "end experiments that a planned version replaced",
}


def test_what_money_and_people_wait_for_happens_every_minute():
    moments = [datetime(2026, 11, 18, hour, minute) for hour in (0, 19) for minute in (0, 17, 59)]
    always = {entry.name for entry in SCHEDULE if all(entry.when(moment) for moment in moments)}
    assert always == EVERY_MINUTE


def test_every_entry_happens_at_least_once_a_day():
    day = [datetime(2026, 11, 18, hour, minute) for hour in range(24) for minute in range(60)]
    assert [entry.name for entry in SCHEDULE if not any(entry.when(moment) for moment in day)] == []


def test_the_consumer_has_every_entry(app):
    names = {task.name for task in queue.worker_queue(app)._registry.periodic_tasks}
    assert names == {entry.name.replace(" ", "_") for entry in SCHEDULE}


def test_an_entry_that_breaks_ends_neither_the_worker_nor_the_rest(app):
    def broken() -> None:
        raise RuntimeError

    queue._protected(app, "broken", broken)()
    queue._protected(app, "begin", queue._begin)()
    assert worker_seen_at() is not None


def test_every_entry_can_run_twice_on_a_shop_without_content(app):
    with standing_at(datetime(2026, 11, 18, 19, 0, tzinfo=UTC)):
        for entry in SCHEDULE * 2:
            entry.function()

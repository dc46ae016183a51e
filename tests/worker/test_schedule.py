"""What happens by the clock."""

from dataclasses import replace
from datetime import UTC, datetime
from threading import Event

import pytest
from sqlalchemy.exc import OperationalError

from tbo import jobs
from tbo.clock import standing_at
from tbo.jobs import enqueue, note_worker, worker_seen_at
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


@pytest.mark.parametrize(
    ("database", "redis", "is_shared"),
    [
        ("postgresql+psycopg://one", "", False),
        ("postgresql+psycopg://one", "redis://two", False),
        ("sqlite:///file", "", True),
        ("", "", True),
    ],
)
def test_a_worker_is_woken_where_its_queue_is_seen_by_others(app, tmp_path, database, redis, is_shared):
    settings = app.extensions["tbo.settings"]
    known = {"env": "production", "database_url": database, "redis_url": redis, "instance": str(tmp_path)}
    settings = replace(settings, **known)
    assert queue.is_shared_queue(settings) is is_shared
    kind = "SqliteHuey" if is_shared else "MemoryHuey"
    assert type(queue.make_queue(settings)).__name__ == kind


def test_who_looks_by_itself_wakes_for_what_is_due_and_only_then(committed_app):
    woken = []
    looker = queue.Looker(committed_app, lambda: woken.append(True))
    with committed_app.app_context():
        assert looker._once()
        assert woken == []
        with jobs.writing():
            enqueue(jobs.job(note_worker))
        assert looker._once()
        assert woken == [True]


def test_what_a_worker_writes_itself_wakes_it_at_once(committed_app, monkeypatch):
    settings = replace(committed_app.extensions["tbo.settings"], database_url="postgresql+psycopg://one")
    monkeypatch.setitem(committed_app.extensions, "tbo.settings", settings)
    monkeypatch.setattr(jobs, "_wakers", [])
    waiting = queue.worker_queue(committed_app)
    with committed_app.app_context(), jobs.writing():
        enqueue(jobs.job(note_worker))
        assert waiting.pending_count() == 0
    assert waiting.pending_count() == 1


def test_while_the_database_is_away_one_looks_seldom_and_goes_on(committed_app, monkeypatch):
    asked, woken, answers = [], Event(), [OperationalError("SELECT", {}, Exception("away")), "due"]

    def oldest_due_at():
        asked.append(True)
        answer = answers.pop(0) if answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(queue, "oldest_due_at", oldest_due_at)
    monkeypatch.setattr(queue, "AWAY_S", 0.01)
    monkeypatch.setattr(queue, "LOOKS_EVERY_S", 3600)
    looker = queue.Looker(committed_app, woken.set)
    for _ in range(3):
        looker.start()
    assert woken.wait(30)
    looker.end()
    assert len(asked) == 2

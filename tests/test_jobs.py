"""Jobs: written with what they belong to, run at least once, whatever dies."""

import threading
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from tbo import clock, jobs
from tbo.clock import standing_at
from tbo.db import db, writing
from tbo.jobs import LEASE, MOST_TRIES, Job, enqueue, forget_old_jobs, job, note_worker, run_due_jobs, worker_seen_at

from .support.at_once import at_once

ran: Counter = Counter()
at_same_time = threading.Lock()


@job
def count(name: str) -> None:
    with at_same_time:
        ran[name] += 1


@job
def fail(name: str) -> None:
    ran[name] += 1
    raise RuntimeError(f"{name} cannot be done")


@job
def leave_a_mess(name: str) -> None:
    """Fail in the database itself, with a transaction begun and rows half written."""
    ran[name] += 1
    db.session.add(Job(key=name, name=None, arguments={}, due_at=clock.now()))
    db.session.flush()


@job
def take_long(name: str) -> None:
    """Work until the claim on this job was made longer."""
    with jobs.holding_on():
        before = only_job().claimed_until
        while only_job().claimed_until == before:
            assert ran[name] < 10_000, "nobody holds on to it"
            ran[name] += 1


@job
def take_long_with_a_beat(name: str) -> None:
    """Work until the beat was heard."""
    with jobs.holding_on(beat=note_worker):
        while worker_seen_at() is None:
            assert ran[name] < 10_000, "it does not beat"
            ran[name] += 1
            db.session.rollback()


def written(function, **known) -> None:
    with writing():
        enqueue(function, **known)


def undone(function, **known) -> None:
    """Write a job in a transaction that comes to nothing."""
    with suppress(ZeroDivisionError), writing():
        enqueue(function, **known)
        raise ZeroDivisionError


def only_job() -> Job:
    db.session.rollback()
    return db.session.scalars(select(Job)).one()


@pytest.fixture(autouse=True)
def nothing_ran():
    ran.clear()


@pytest.fixture
def shop(committed_app):
    with committed_app.app_context():
        yield committed_app


def test_a_job_runs_once_and_is_finished(shop):
    written(count, name="one")
    assert run_due_jobs() == 1
    assert run_due_jobs() == 0
    assert ran == {"one": 1}
    done = only_job()
    assert done.finished_at is not None
    assert (done.tries, done.error) == (1, None)


def test_a_job_goes_with_the_transaction_it_was_written_in(shop):
    undone(count, name="undone")
    assert run_due_jobs() == 0


def test_a_job_waits_until_it_is_due(shop):
    written(count, name="later", due_at=clock.now() + timedelta(hours=1))
    assert run_due_jobs() == 0
    with standing_at(clock.now() + timedelta(hours=1)):
        assert run_due_jobs() == 1


def test_the_same_key_stands_here_once(shop):
    written(count, name="first", key="order:1")
    written(count, name="second", key="order:1")
    assert run_due_jobs() == 1
    assert ran == {"first": 1}


def test_only_what_is_marked_can_be_a_job(shop):
    with pytest.raises(LookupError, match="mark it with @job"):
        enqueue(print)


def test_a_failure_is_kept_and_tried_again_with_growing_gaps(shop):
    written(fail, name="broken")
    now, gaps = only_job().due_at, []
    for _ in range(4):
        with standing_at(now):
            assert run_due_jobs() == 1
            assert run_due_jobs() == 0
        gaps.append((only_job().due_at - now).total_seconds())
        now = only_job().due_at
    assert gaps == [10, 20, 40, 80]
    assert only_job().error == "RuntimeError: broken cannot be done"
    assert only_job().claimed_until is None


def test_a_job_that_always_fails_is_given_up_and_remembered(shop):
    written(fail, name="hopeless")
    now = clock.now()
    while only_job().finished_at is None:
        with standing_at(now):
            run_due_jobs()
        now = max(now, only_job().due_at) + timedelta(hours=1)
    assert ran["hopeless"] == MOST_TRIES
    assert only_job().error.startswith("RuntimeError")


def test_what_was_given_up_is_told_for_a_week_with_its_reason(shop):
    written(fail, name="still tried")
    written(count, name="done")
    run_due_jobs()
    assert jobs.given_up() == (0, "")
    gone_at = clock.now()
    for name, age in (("last", 0), ("first", 1)):
        at = gone_at - timedelta(hours=age)
        with writing():
            db.session.add(
                Job(key=name, name=name, arguments={}, due_at=at, finished_at=at, error="KeyError: x", tries=MOST_TRIES)
            )
    assert jobs.given_up() == (2, "last: KeyError: x")
    with standing_at(gone_at + timedelta(days=7) - timedelta(microseconds=1)):
        assert jobs.given_up() == (1, "last: KeyError: x")
    with standing_at(gone_at + timedelta(days=7)):
        assert jobs.given_up() == (0, "")


def test_one_broken_job_does_not_keep_the_next_from_running(shop):
    written(leave_a_mess, name="mess")
    written(count, name="next")
    assert run_due_jobs() == 2
    assert ran == {"mess": 1, "next": 1}


def test_a_job_of_a_function_that_is_gone_is_kept_with_its_reason(shop):
    with writing():
        db.session.add(Job(key="old", name="tbo.gone.function", arguments={}, due_at=clock.now()))
    assert run_due_jobs() == 1
    assert "tbo.gone.function" in only_job().error
    assert only_job().finished_at is None


def test_what_a_dead_worker_held_is_run_when_its_lease_ends(shop):
    written(count, name="held")
    assert jobs._claim_one() is not None
    assert run_due_jobs() == 0
    with standing_at(clock.now() + LEASE - timedelta(seconds=1)):
        assert run_due_jobs() == 0
    with standing_at(clock.now() + LEASE + timedelta(seconds=1)):
        assert run_due_jobs() == 1
    assert ran == {"held": 1}
    assert only_job().tries == 2


def test_a_job_that_kills_its_worker_each_time_is_given_up_and_keeps_nobody_waiting(shop):
    written(count, name="deadly")
    now = clock.now()
    for _ in range(MOST_TRIES):
        with standing_at(now):
            assert jobs._claim_one() is not None
        now += LEASE + timedelta(seconds=1)
    with standing_at(now):
        written(count, name="next")
        assert run_due_jobs() == 1
    assert ran == {"next": 1}
    with standing_at(now):
        assert jobs.given_up() == (
            1,
            f"{__name__}.count: its worker died at each of the last tries, {MOST_TRIES} in all",
        )


def test_workers_side_by_side_run_every_job_once(shop):
    with writing():
        for number in range(60):
            enqueue(count, name=str(number))
    start = threading.Barrier(4)

    def work() -> None:
        with shop.app_context():
            start.wait()
            while run_due_jobs(limit=5):
                pass

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert ran == {str(number): 1 for number in range(60)}


def test_a_worker_is_woken_after_the_commit_and_not_before(shop, monkeypatch):
    woken = []
    monkeypatch.setattr(jobs, "_wakers", [lambda: woken.append(True)])
    with writing():
        enqueue(count, name="one")
        assert woken == []
    assert woken == [True]
    undone(count, name="two")
    assert woken == [True]
    written(count, name="three")
    assert len(woken) == 2
    with writing():
        enqueue(count, name="four")
        with db.session.begin_nested():
            note_worker()
        assert len(woken) == 2, "a savepoint that is let go shows nobody the job"
    assert len(woken) == 3


def test_a_worker_that_cannot_be_woken_loses_nothing(shop, monkeypatch):
    def away() -> None:
        raise ConnectionError("the queue is away")

    monkeypatch.setattr(jobs, "_wakers", [away])
    written(count, name="kept")
    assert run_due_jobs() == 1


def test_the_oldest_job_that_waits_is_known(shop):
    now = clock.now()
    written(count, name="new", due_at=now - timedelta(minutes=1))
    written(count, name="old", due_at=now - timedelta(minutes=9))
    written(count, name="future", due_at=now + timedelta(minutes=9))
    assert jobs.oldest_due_at() == now - timedelta(minutes=9)


def test_a_job_that_runs_for_hours_does_not_wait(shop):
    now = clock.now()
    written(count, name="film", due_at=now - timedelta(hours=3))
    assert jobs._claim_one() is not None
    assert jobs.oldest_due_at() is None
    written(count, name="letter", due_at=now - timedelta(minutes=1))
    assert jobs.oldest_due_at() == now - timedelta(minutes=1)


def test_a_job_waits_again_from_the_instant_its_claim_ends(shop):
    now = clock.now()
    written(count, name="held", due_at=now - timedelta(hours=3))
    with standing_at(now):
        assert jobs._claim_one() is not None
    with standing_at(now + LEASE - timedelta(microseconds=1)):
        assert jobs.oldest_due_at() is None
    with standing_at(now + LEASE):
        assert jobs.oldest_due_at() == now - timedelta(hours=3)


def test_a_worker_says_that_it_is_there(shop):
    assert worker_seen_at() is None
    note_worker()
    with standing_at(clock.now() + timedelta(minutes=1)):
        note_worker()
        assert worker_seen_at() == clock.now()
    assert run_due_jobs() == 0


def test_workers_that_begin_at_one_instant_all_say_so(committed_app):
    assert at_once(committed_app, *[note_worker] * 4) == [None] * 4


def test_only_jobs_finished_long_ago_are_forgotten(shop):
    note_worker()
    written(count, name="old")
    run_due_jobs()
    written(count, name="waiting", due_at=clock.now() + timedelta(days=400))
    with standing_at(clock.now() + timedelta(days=91)):
        forget_old_jobs()
    assert {row.key for row in db.session.scalars(select(Job))} >= {jobs.WORKER_SEEN}
    assert [row.arguments for row in db.session.scalars(select(Job)) if row.arguments] == [{"name": "waiting"}]


def test_work_that_takes_long_holds_on_to_its_claim(shop, monkeypatch):
    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=0.2))
    written(take_long, name="film")
    assert run_due_jobs() == 1
    assert only_job().finished_at is not None


def test_each_time_a_claim_is_made_longer_another_row_may_say_so(shop, monkeypatch):
    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=0.2))
    written(take_long_with_a_beat, name="film")
    assert run_due_jobs() == 1
    assert {row.name for row in db.session.scalars(select(Job))} >= {jobs.WORKER_SEEN}


def test_outside_a_job_there_is_nothing_to_hold_on_to(shop):
    with jobs.holding_on():
        assert db.session.scalars(select(Job)).all() == []

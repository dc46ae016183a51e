"""A worker as a real process: killed in the middle of a job, and ended in order."""

import shlex
import signal
import subprocess
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import select, update

from tbo import create_app
from tbo.db import db, writing
from tbo.development_keys import make_development_keys
from tbo.jobs import Job
from tbo.messages import outbox
from tbo.messages.models import Message
from tbo.settings import read_settings
from tools.run import commands, environment

from ..support.processes import ROOT
from ..support.serving import listening

PATIENCE_S = 60


class Inbox(BaseHTTPRequestHandler):
    """An inbox that may hold a letter in its hand until it is told to answer."""

    arrived = threading.Event()
    may_answer = threading.Event()
    letters: list[bytes] = []

    def do_POST(self) -> None:
        """Take a letter."""
        self.letters.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.arrived.set()
        self.may_answer.wait(PATIENCE_S)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_) -> None:
        """Keep quiet."""


@pytest.fixture
def inbox():
    for event in (Inbox.arrived, Inbox.may_answer):
        event.clear()
    Inbox.letters.clear()
    with listening(ThreadingHTTPServer(("127.0.0.1", 0), Inbox)) as server:
        yield f"http://127.0.0.1:{server.server_port}"
        Inbox.may_answer.set()


@pytest.fixture
def shop(server, tmp_path, inbox):
    """The environment of a shop with one letter to send, and its app."""
    make_development_keys(tmp_path / "keys")
    (tmp_path / "keys" / "inbox-key").write_text("a key")
    environ = {"TBO_INSTANCE": str(tmp_path), "TBO_SANDBOX_URL": inbox, "TBO_LOG_LEVEL": "ERROR"}
    environ["DATABASE_URL"] = server.new()
    app = create_app(replace(read_settings(environ), env="test"))
    with app.app_context():
        db.create_all()
        with writing():
            outbox.post("mail", "lin@example.com", "你好", "一封信", key="letter:1")
        yield environ, app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def start(shop):
    """Start a worker; whatever still runs at the end is killed."""
    started: list[subprocess.Popen] = []

    def begin() -> subprocess.Popen:
        environ = {"PATH": "/usr/bin:/bin", "PYTHONUNBUFFERED": "1", **shop[0]}
        command = shlex.split(commands(environment(8000))["worker"])
        started.append(subprocess.Popen(command, cwd=ROOT, env=environ))
        return started[-1]

    yield begin
    for worker in started:
        worker.kill()
        worker.wait()


def until(question) -> None:
    """Wait for something that a process does."""
    ends_at = time.monotonic() + PATIENCE_S
    while not question():
        assert time.monotonic() < ends_at
        time.sleep(0.05)
        db.session.rollback()


def letter() -> Message:
    return db.session.scalars(select(Message)).one()


def test_a_letter_whose_worker_was_killed_is_sent_by_the_next(shop, start):
    first = start()
    assert Inbox.arrived.wait(PATIENCE_S)
    first.send_signal(signal.SIGKILL)
    first.wait()
    Inbox.may_answer.set()
    db.session.rollback()
    assert letter().sent_at is None
    with writing():
        # The lease is minutes long; here they pass at once.
        db.session.execute(update(Job).values(claimed_until=Job.due_at))
    start()
    until(lambda: letter().sent_at is not None)
    assert len(Inbox.letters) == 2
    job = db.session.scalars(select(Job).where(Job.name.like("%deliver"))).one()
    until(lambda: db.session.get(Job, job.id, populate_existing=True).finished_at is not None)
    assert job.tries == 2


def test_a_worker_that_is_asked_to_end_finishes_what_it_holds(shop, start):
    worker = start()
    assert Inbox.arrived.wait(PATIENCE_S)
    worker.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    assert worker.poll() is None
    Inbox.may_answer.set()
    assert worker.wait(PATIENCE_S) == 0
    db.session.rollback()
    assert letter().sent_at is not None
    assert len(Inbox.letters) == 1

"""The bell in Redis: heard where it is rung, and missed by nobody for longer than a moment where it is silent."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace

import pytest
import redis

from tbo import jobs
from tbo.jobs import enqueue, note_worker
from tbo.settings.readers import address
from tbo.worker import bell, queue

URL = "redis://127.0.0.1:1/0"


class Redis:
    """A client that notes what is published, brings what a test puts there, or fails as it is told."""

    def __init__(self):
        self.rung, self.tried, self.trouble, self.messages = 0, 0, None, []

    def publish(self, _channel: str, _text: str) -> None:
        self.tried += 1
        if self.trouble:
            raise self.trouble
        self.rung += 1

    @contextmanager
    def pubsub(self, **_more) -> Iterator[SimpleNamespace]:
        yield SimpleNamespace(subscribe=lambda _channel: None, get_message=self._next)

    def _next(self, timeout: float) -> object:
        message = self.messages.pop(0)
        if isinstance(message, Exception):
            raise message
        return message


@pytest.fixture
def there(monkeypatch) -> Redis:
    """What every bell finds."""
    client = Redis()
    monkeypatch.setattr(redis.Redis, "from_url", lambda *_url, **_more: client)
    return client


def test_whoever_hears_is_woken_for_each_ring_and_not_by_silence(there):
    woken, there.messages = [], [{"type": "message"}, None, {"type": "message"}, redis.ConnectionError("gone")]
    bell.Bell(URL)._hear_until_it_breaks(lambda: woken.append(True))
    assert woken == [True, True]


@pytest.mark.parametrize("trouble", [redis.ConnectionError("away"), redis.TimeoutError("silent"), OSError("no route")])
def test_a_bell_that_is_silent_is_not_asked_again_for_a_while(there, monkeypatch, trouble):
    now = [1000.0]
    monkeypatch.setattr(bell.time, "monotonic", lambda: now[0])
    ringing, there.trouble = bell.Bell(URL), trouble
    for _ in range(3):
        ringing.ring()
    assert there.tried == 1
    there.trouble, now[0] = None, now[0] + bell.QUIET_S
    ringing.ring()
    assert (there.tried, there.rung) == (2, 1)


def test_a_commit_that_wrote_a_job_rings_once_and_goes_on_where_nobody_answers(there, committed_app, monkeypatch):
    settings = committed_app.extensions["tbo.settings"]
    settings = replace(settings, database_url="postgresql+psycopg://one", redis_url=URL)
    monkeypatch.setitem(committed_app.extensions, "tbo.settings", settings)
    monkeypatch.setattr(jobs, "_wakers", [])
    queue.init_app(committed_app)
    with committed_app.app_context():
        with jobs.writing():
            enqueue(jobs.job(note_worker))
        there.trouble = redis.TimeoutError("silent")
        with jobs.writing():
            enqueue(jobs.job(note_worker))
    assert (there.tried, there.rung) == (2, 1)


def test_the_address_of_a_platform_s_redis_is_read():
    read = address("redis", "rediss", with_path=True, with_query=True)
    for text in ("redis://h:6379/0", "rediss://:secret@h:6380?ssl_cert_reqs=none"):
        assert read(text) == text
    with pytest.raises(ValueError, match="allowed is an address"):
        address("https")("https://shop.example?x=1")

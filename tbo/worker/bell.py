"""A bell in Redis: rung when a job was written, heard by every worker. Silent, it costs a second: they look anyway."""

import time
from collections.abc import Callable
from threading import Thread

import structlog

log = structlog.get_logger()
CHANNEL = "tbo.wake"
DEADLINE_S = 0.5
# Who did not answer is not asked again for so long: no page waits for a bell twice.
QUIET_S = 30.0


class Bell:
    """One process's way to the bell. The library is imported here: a shop without Redis never needs it."""

    def __init__(self, url: str) -> None:
        from redis import Redis, RedisError
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        once = Retry(NoBackoff(), 0)
        self._client = Redis.from_url(
            url, socket_timeout=DEADLINE_S, socket_connect_timeout=DEADLINE_S, retry=once, health_check_interval=0
        )
        self._troubles = RedisError, OSError
        self._quiet_until = 0.0

    def ring(self) -> None:
        """Wake the workers, if the bell can be reached."""
        if time.monotonic() < self._quiet_until:
            return
        try:
            self._client.publish(CHANNEL, "")
        except self._troubles as trouble:
            self._quiet_until = time.monotonic() + QUIET_S
            log.warning("worker.bell_silent", trouble=type(trouble).__name__)

    def hear_with(self, woken: Callable[[], object]) -> None:
        """Call `woken` whenever somebody rings, in a thread of its own, for as long as this process lives."""
        Thread(target=self._hear, args=(woken,), daemon=True).start()

    def _hear(self, woken: Callable[[], object]) -> None:
        while True:
            self._hear_until_it_breaks(woken)
            time.sleep(QUIET_S)

    def _hear_until_it_breaks(self, woken: Callable[[], object]) -> None:
        try:
            with self._client.pubsub(ignore_subscribe_messages=True) as heard:
                heard.subscribe(CHANNEL)
                while True:
                    if heard.get_message(timeout=QUIET_S) is not None:
                        woken()
        except self._troubles as trouble:
            log.warning("worker.bell_unheard", trouble=type(trouble).__name__)

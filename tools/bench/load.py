"""A load generator of one thread: keeps some connections busy, counts answers, and notes how long each took.

It needs nothing but Python, so that every machine measures alike. An exchange costs it some 20 µs of a core.
"""

import re
import select
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
PATIENCE_S = 10.0


def get(host: str, path: str, *more: str) -> bytes:
    """Write a GET as a browser with gzip sends it."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Accept-Encoding: gzip", "User-Agent: bench", *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def post(host: str, path: str, body: bytes, *more: str) -> bytes:
    """Write a POST of a form."""
    lines = [f"POST {path} HTTP/1.1", f"Host: {host}", "User-Agent: bench", f"Content-Length: {len(body)}", *more]
    lines.append("Content-Type: application/x-www-form-urlencoded")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


@dataclass
class Load:
    """What was answered: statuses, how long each answer took (seconds), how long all of it took."""

    statuses: Counter = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    seconds: float = 0.0
    errors: int = 0
    bodies: Counter = field(default_factory=Counter)

    @property
    def answers(self) -> int:
        """Return how many answers came."""
        return len(self.times)

    @property
    def per_second(self) -> float:
        """Return answers per second."""
        return self.answers / self.seconds if self.seconds else 0.0

    def slowest(self, share: float = 0.99) -> float:
        """Return the time below which `share` of the answers lay, in seconds."""
        return sorted(self.times)[min(self.answers - 1, int(share * self.answers))] if self.times else 0.0


class Connection:
    """One connection that sends a request, waits for its answer, and sends the next."""

    def __init__(self, port: int):
        self.port = port
        self.socket = self._connect()
        self.request = b""
        self.sent_at = 0.0
        self.received = bytearray()

    def _connect(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def send(self, request: bytes) -> None:
        """Send one request."""
        self.request, self.sent_at = request, time.perf_counter()
        self.received.clear()
        self.socket.sendall(request)

    def reconnect(self) -> None:
        """Begin anew on a fresh connection."""
        self.socket.close()
        self.socket = self._connect()

    def answer_or_none(self) -> tuple[int, bytes, bool] | None:
        """Return (status, body, whether the server closes) once the whole answer is there. Raises ConnectionError."""
        chunk = self.socket.recv(262_144)
        if not chunk:
            raise ConnectionError("closed")
        self.received += chunk
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self.received[:end])
        found = LENGTH.search(head)
        body = bytes(self.received[end + 4 :])
        if len(body) < (int(found[1]) if found else 0):
            return None
        return int(head[9:12]), body, b"connection: close" in head.lower()


def drive(port: int, requests: Iterator[bytes], connections: int = 16, seconds: float = 2.0) -> Load:
    """Keep `connections` busy until the time is over or the requests are used up, then wait for the last answers."""
    load, poll = Load(), select.epoll()
    waiting: dict[int, Connection] = {}
    began = time.perf_counter()
    for _ in range(connections):
        _next(Connection(port), requests, waiting, poll)
    while waiting:
        events = poll.poll(PATIENCE_S)
        if not events:
            load.errors += len(waiting)
            break
        goes_on = time.perf_counter() - began < seconds
        for number, _event in events:
            _read(number, requests if goes_on else iter(()), waiting, poll, load)
    load.seconds = time.perf_counter() - began
    for connection in waiting.values():
        connection.socket.close()
    poll.close()
    return load


def _next(connection: Connection, requests: Iterator[bytes], waiting: dict, poll: select.epoll) -> None:
    request = next(requests, None)
    if request is None:
        connection.socket.close()
        return
    waiting[connection.socket.fileno()] = connection
    poll.register(connection.socket, select.EPOLLIN)
    connection.send(request)


def _read(number: int, requests: Iterator[bytes], waiting: dict, poll: select.epoll, load: Load) -> None:
    connection = waiting[number]
    try:
        answer = connection.answer_or_none()
    except OSError:
        load.errors += 1
        answer = 0, b"", True
    if answer is None:
        return
    status, body, closes = answer
    if status:
        load.times.append(time.perf_counter() - connection.sent_at)
        load.statuses[status] += 1
        load.bodies[body[:16]] += 1
    poll.unregister(number)
    del waiting[number]
    if closes:
        connection.reconnect()
    _next(connection, requests, waiting, poll)

"""One HTTP POST with one deadline for everything; what fails is either not sent, or unknown."""

from __future__ import annotations

import http.client
import io
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from tbo.alipay.trouble import NotSent, OutcomeUnknown

LARGEST_ANSWER = 256 * 1024
_FORM = "application/x-www-form-urlencoded;charset=utf-8"


Carrier = Callable[[str, str], bytes]
Fetcher = Callable[[str], bytes]
_carrier: Carrier | None = None
_fetcher: Fetcher | None = None


@contextmanager
def carried_by(carrier: Carrier, fetcher: Fetcher | None = None) -> Iterator[None]:
    """Let `carrier` take every call's query and body to the far side and bring its answer, until the block ends.

    `fetcher` brings what lies at an address. For rehearsals, which hold both sides in one process: what is carried is
    signed and verified all the same.
    """
    global _carrier, _fetcher
    before, (_carrier, _fetcher) = (_carrier, _fetcher), (carrier, fetcher)
    try:
        yield
    finally:
        _carrier, _fetcher = before


def post_form(url: str, query: str, body: str, deadline_s: float) -> bytes:
    """The body of a 200 answer. No redirects, no proxies, nothing is retried.

    Raises NotSent when not one byte left us, OutcomeUnknown for everything later.
    """
    if _carrier is not None:
        return _carrier(query, body)
    target = f"{urlsplit(url).path or '/'}?{query}"
    return _called(url, deadline_s, _Call("POST", target, body.encode("ascii"), {"Content-Type": _FORM}))


def fetch(url: str, deadline_s: float, largest: int) -> bytes:
    """The body of a 200 answer to a GET, as large as `largest` bytes. Raises as above, and for an odd address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotSent("the address to fetch from is not an http or https one")
    if _fetcher is not None:
        return _fetcher(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _called(url, deadline_s, _Call("GET", target, largest=largest))


@dataclass(frozen=True)
class _Call:
    method: str
    target: str
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    largest: int = LARGEST_ANSWER


def _called(url: str, deadline_s: float, call: _Call) -> bytes:
    parts = urlsplit(url)
    ends_at = time.monotonic() + deadline_s
    with _connect(parts, ends_at) as opened:
        try:
            return _exchange(_TimedSocket(opened, ends_at), parts, call)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise OutcomeUnknown(f"the call broke off: {type(error).__name__}") from error


def _exchange(connected: _TimedSocket, parts: SplitResult, call: _Call) -> bytes:
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    connection.auto_open = 0
    connection.sock = connected
    headers = {"Host": parts.netloc, **call.headers, "Connection": "close", "Accept-Encoding": "identity"}
    connection.request(call.method, call.target, call.body, headers)
    response = connection.getresponse()
    if response.status != 200:
        raise OutcomeUnknown(f"the gateway answered with HTTP {response.status}")
    received = response.read(call.largest + 1)
    if len(received) > call.largest:
        raise OutcomeUnknown(f"the answer is larger than {call.largest} bytes")
    if response.length:
        raise OutcomeUnknown(f"{response.length} bytes of the answer are missing")
    return received


def _connect(parts: SplitResult, ends_at: float) -> socket.socket:
    host, is_tls = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_tls else 80)
    trouble: Exception | None = None
    for family, kind, protocol, _, address in _addresses(host, port, ends_at):
        try:
            opened = socket.socket(family, kind, protocol)
        except OSError as error:  # an address family this machine does not have
            trouble = error
            continue
        try:
            opened.settimeout(_left(ends_at))
            opened.connect(address)
            return _secured(opened, host, ends_at) if is_tls else opened
        except (OSError, ValueError) as error:
            opened.close()
            trouble = error
    raise NotSent(f"no connection to {host}: {type(trouble).__name__}") from trouble


def _secured(opened: socket.socket, host: str, ends_at: float) -> socket.socket:
    opened.settimeout(_left(ends_at))
    return _tls().wrap_socket(opened, server_hostname=host)


def _addresses(host: str, port: int, ends_at: float) -> list:
    """Look the name up beside us: the resolver knows no deadline and may take half a minute."""
    found: queue.SimpleQueue = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.put(error)

    threading.Thread(target=look_up, daemon=True).start()
    try:
        addresses = found.get(timeout=_left(ends_at))
    except (queue.Empty, TimeoutError) as error:
        raise NotSent(f"the name {host} was not found in time") from error
    if isinstance(addresses, Exception):
        raise NotSent(f"the name {host} is not known") from addresses
    return addresses


def _left(ends_at: float) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise TimeoutError("the deadline has passed")
    return left


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()  # reads the trust store: 20 ms, therefore once


class _TimedSocket:
    """What http.client needs of a socket; each step gets only what is left of the deadline."""

    def __init__(self, connected: socket.socket, ends_at: float) -> None:
        self._connected = connected
        self._ends_at = ends_at

    def sendall(self, sent: bytes) -> None:
        self._connected.settimeout(_left(self._ends_at))
        self._connected.sendall(sent)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self._connected, self._ends_at))

    def close(self) -> None:
        """Nothing: http.client closes before it reads; post_form closes the socket at the end."""


class _TimedReader(io.RawIOBase):
    def __init__(self, connected: socket.socket, ends_at: float) -> None:
        super().__init__()
        self._connected = connected
        self._ends_at = ends_at

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        self._connected.settimeout(_left(self._ends_at))
        return self._connected.recv_into(buffer)

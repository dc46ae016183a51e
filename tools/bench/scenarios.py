"""What is measured: each scenario drives the shop and the bare application by turns and compares them."""

import itertools
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from . import load
from .servers import Server

ROUNDS = 3
SECONDS = 1.5
CONNECTIONS = 16

Requests = Callable[[], Iterator[bytes]]


@dataclass
class Turn:
    """One server driven once: answers per second, processor time per answer, the slowest hundredth, what went wrong."""

    per_second: float
    cpu_s: float
    slowest_s: float
    wrong: int
    answers: int


@dataclass
class Compared:
    """The shop as a multiple of the bare application; for `slowest` less is better."""

    name: str
    per_second: float
    cpu: float
    slowest: float
    wrong: int
    answers: int
    shop_cpu_ms: float
    bare_cpu_ms: float


def compare(name: str, shop: tuple[Server, Requests], bare: tuple[Server, Requests], right: set[int]) -> Compared:
    """Drive both by turns and return the medians of the ratios; `right` are the statuses that count as an answer."""
    turns = []
    for _ in range(ROUNDS):
        measure = drive(*bare, {200})
        turns.append((measure, drive(*shop, right)))
    return Compared(
        name=name,
        per_second=statistics.median(s.per_second / b.per_second for b, s in turns),
        cpu=statistics.median(b.cpu_s / s.cpu_s for b, s in turns),
        slowest=statistics.median(s.slowest_s / b.slowest_s for b, s in turns),
        wrong=sum(s.wrong + b.wrong for b, s in turns),
        answers=sum(s.answers for _b, s in turns),
        shop_cpu_ms=statistics.median(s.cpu_s for _b, s in turns) * 1000,
        bare_cpu_ms=statistics.median(b.cpu_s for b, _s in turns) * 1000,
    )


def drive(server: Server, requests: Requests, right: set[int], connections: int = CONNECTIONS) -> Turn:
    """Drive one server for a while."""
    before = server.cpu_s()
    done = load.drive(server.port, requests(), connections, SECONDS)
    used = server.cpu_s() - before
    answers = max(1, done.answers)
    wrong = done.errors + sum(count for status, count in done.statuses.items() if status not in right)
    return Turn(done.per_second, max(used, 0.001) / answers, done.slowest(), wrong, done.answers)


def over_and_over(request: bytes) -> Requests:
    """Ask the same thing for ever."""
    return lambda: itertools.repeat(request)


def in_turn(requests: list[bytes]) -> Requests:
    """Ask different things one after another, and again from the start."""
    return lambda: itertools.cycle(requests)


def used_up(requests: Iterator[bytes]) -> Requests:
    """Ask each thing once, also over several turns."""
    return lambda: requests

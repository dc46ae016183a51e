"""Web processes are killed in the middle of notices, as power cuts do; Alipay repeats, and every fen is there once."""

import os
import random
import signal
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, replace
from http.client import HTTPException
from pathlib import Path
from queue import Queue

import pytest
from sqlalchemy import func, select

from tbo import create_app
from tbo.db import db
from tbo.entitlements.models import Entitlement
from tbo.orders.models import Order, Payment, PaymentEvent
from tbo.settings import read_settings

from ..support.far_side import FORM, FarSide
from ..support.processes import RunningShop, running_shop
from ..support.selling import buying, household, sell_series

ORDERS, COPIES, SENDERS = 60, 3, 6
PATIENCE_S = 120
NAME = "雨夜便利店 第 1 集"


class Messengers:
    """Alipay's: they post each notice until it was answered with "success" so many times, however long that takes."""

    def __init__(self, address: str, notices: list[bytes]) -> None:
        self.address = address
        self.accepted: Counter[bytes] = Counter()
        self.refused: list[str] = []
        self.broken_off = 0
        self._waiting: Queue[bytes] = Queue()
        self._lock = threading.Lock()
        for notice in random.Random(1).sample(notices * COPIES, COPIES * len(notices)):
            self._waiting.put(notice)
        for _ in range(SENDERS):
            threading.Thread(target=self._work, daemon=True).start()

    def wait_for(self, count: int) -> None:
        """Return once so many were accepted."""
        ends_at = time.monotonic() + PATIENCE_S
        while self.accepted.total() < count:
            assert time.monotonic() < ends_at, f"{self.accepted.total()} of {count}; {self.refused[-3:]}"
            time.sleep(0.005)

    def _work(self) -> None:
        while True:
            notice = self._waiting.get()
            if self._is_accepted(notice):
                with self._lock:
                    self.accepted[notice] += 1
            else:
                self._waiting.put(notice)
                time.sleep(0.05)

    def _is_accepted(self, notice: bytes) -> bool:
        request = urllib.request.Request(self.address, notice, {"Content-Type": FORM})
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.read() == b"success"
        except urllib.error.HTTPError as error:
            self.refused.append(f"{error.code}")
        except (OSError, HTTPException):
            self.broken_off += 1
        return False


@pytest.fixture
def shop(server, tmp_path):
    """A whole shop of this test's own, which may be killed."""
    with running_shop(tmp_path / "shop", server.new()) as running:
        yield running


@pytest.fixture
def books(shop):
    """The shop's database, seen from outside."""
    app = create_app(replace(read_settings(shop.environ), env="test"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def kill_one_worker(shop: RunningShop) -> None:
    """Kill one of gunicorn's children; their parent starts another."""
    master = shop.processes["web"].pid
    children = [int(name) for name in os.listdir("/proc") if name.isdigit() and parent_of(name) == master]
    os.kill(random.choice(children), signal.SIGKILL)


def kill_all_workers(shop: RunningShop) -> None:
    """Kill the web process with all its children, and start it again."""
    shop.stop("web", signal.SIGKILL)
    assert_no_half_effects()
    shop.start("web")


def parent_of(pid: str) -> int | None:
    """The process that started another, None when that is over."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


@dataclass(frozen=True)
class Standing:
    """One order of this test as the database has it."""

    order: Order
    payment: Payment
    rights: list[Entitlement]
    events: int

    @property
    def is_whole(self) -> bool:
        """Whether its notice has happened wholly, or not at all."""
        whole = ("fulfilled", "paid", self.payment.number, 1, 1)
        nothing = ("pending", "waiting", None, 0, 0)
        seen = (self.order.state, self.payment.state, self.order.paid_by, len(self.rights), self.events)
        return seen in (whole, nothing) and all(right.revoked_at is None for right in self.rights)


def standings() -> list[Standing]:
    """Every order of this test."""
    db.session.rollback()
    found = []
    for order in db.session.scalars(select(Order).where(Order.subject == NAME)):
        rights = db.session.scalars(select(Entitlement).where(Entitlement.source == order.number)).all()
        told = select(func.count()).where(PaymentEvent.payment_number == order.payments[0].number)
        found.append(Standing(order, order.payments[0], list(rights), db.session.scalar(told)))
    assert len(found) == ORDERS
    return found


def assert_no_half_effects() -> None:
    halves = [one for one in standings() if not one.is_whole]
    assert halves == []


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="children are found through /proc")
def test_killed_web_processes_lose_nothing_and_give_nothing_twice(shop, books):
    alipay = FarSide(Path(shop.environ["TBO_INSTANCE"], "keys", "sandbox-private.pem").read_text())
    series = sell_series(episodes=1, price=300)
    notices = [alipay.pays(buying(series.episode(), household()), 300) for _ in range(ORDERS)]
    messengers = Messengers(shop.base_url + "/alipay/notices", notices)
    for part, kill in enumerate((kill_one_worker, kill_all_workers, kill_one_worker, kill_all_workers), 1):
        messengers.wait_for(part * COPIES * ORDERS // 6)
        kill(shop)
    messengers.wait_for(COPIES * ORDERS)
    assert messengers.broken_off, "nothing was interrupted"
    assert messengers.accepted == dict.fromkeys(notices, COPIES)
    assert_no_half_effects()
    assert [(one.order.state, one.payment.refunds) for one in standings()] == [("fulfilled", [])] * ORDERS

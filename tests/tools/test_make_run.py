"""`make run` as a newcomer sees it: opened by one command, ended by Ctrl-C, and the data is there the next time."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

from ..support import databases
from ..support.processes import ROOT, free_ports

PATIENCE_S = 300


class Started:
    """One start, read line by line until the shop is open."""

    def __init__(self, folder: Path, port: int):
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("TBO_", "DATABASE_URL"))}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tools.run"],
            env=clean | {"TBO_INSTANCE": str(folder), "PORT": str(port)},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        alarm = threading.Timer(PATIENCE_S, self.process.kill)
        alarm.start()
        self.said = []
        for line in self.process.stdout:
            self.said.append(line)
            if "Ctrl-C" in line:
                break
        alarm.cancel()

    @property
    def text(self) -> str:
        """Everything that was said until the shop was open."""
        return "".join(self.said)

    def end(self, how: signal.Signals) -> int:
        """End it as a terminal does, and return its exit code."""
        os.killpg(self.process.pid, how)
        self.process.stdout.read()
        return self.process.wait(60)


@pytest.fixture
def start(tmp_path):
    port, starts = free_ports(), []

    def begin() -> Started:
        starts.append(Started(tmp_path, port))
        return starts[-1]

    yield begin
    for one in starts:
        if one.process.poll() is None:
            one.end(signal.SIGTERM)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status == 200
    except OSError:
        return False


@pytest.mark.skipif(databases.ENGINE != "sqlite", reason="a first run is one on SQLite")
def test_a_shop_is_opened_ended_and_opened_again(start, tmp_path):
    first = start()
    shop = re.search(r"TBO is open:\s+(\S+)", first.text)[1]
    inbox = re.search(r"Codes and mails:\s+(\S+)", first.text)[1]
    # It is only said once it is true.
    assert answers(shop + "/")
    assert answers(inbox)
    assert "The demo shop was built" in first.text
    assert "Traceback" not in first.text
    assert first.end(signal.SIGINT) == 0
    assert not answers(shop + "/")
    assert not answers(inbox)

    numbers = order_numbers(tmp_path)
    again = start()
    assert answers(shop + "/")
    assert "The demo shop was built" not in again.text
    assert order_numbers(tmp_path) == numbers
    assert again.end(signal.SIGTERM) == 0
    assert not answers(shop + "/healthz")


def order_numbers(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "tbo.db") as database:
        found = [number for (number,) in database.execute('SELECT number FROM "order" ORDER BY id')]
    assert len(found) > 30
    return found

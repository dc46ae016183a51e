"""A whole shop as real processes: web, worker and sandbox, on ports of their own."""

import contextlib
import json
import os
import shlex
import signal
import socket
import subprocess
import time
import urllib.request
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tools.run import BIN, commands

ROOT = Path(__file__).resolve().parents[2]
START_S = 60


@dataclass
class RunningShop:
    """Addresses and processes of a shop that runs; `environ` is what its commands run with."""

    base_url: str
    sandbox_url: str
    environ: dict[str, str]
    log: Path
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    def flask(self, *arguments: str) -> str:
        """Run a command of the shop and return what it printed."""
        done = subprocess.run([BIN / "flask", *arguments], env=self.environ, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @cached_property
    def info(self) -> dict:
        """What `flask tbo info` tells."""
        return json.loads(self.flask("tbo", "info"))

    @property
    def examples(self) -> dict[str, str]:
        """Paths of a page of each kind."""
        return self.info["examples"]

    def start(self, name: str) -> None:
        """Start one of web, worker, sandbox in a process group of its own."""
        with self.log.open("a") as log:
            self.processes[name] = subprocess.Popen(
                shlex.split(self._command(name)),
                env=self.environ,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _command(self, name: str) -> str:
        """Return what starts one; `make run` sets the shop up in its web process, and here it is set up before."""
        return f"{BIN / 'gunicorn'} app:app" if name == "web" else commands(self.environ)[name]

    def stop(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        """End one of them with all its children."""
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        process.wait(60)

    def wait_until_ready(self) -> None:
        """Return when shop and sandbox answer; fail with the log's end when they do not."""
        for address in (self.base_url + "/readyz", self.sandbox_url + "/"):
            ends_at = time.monotonic() + START_S
            while not _answers(address):
                assert time.monotonic() < ends_at, self.log.read_text()[-3000:]
                time.sleep(0.1)


@contextlib.contextmanager
def running_shop(folder: Path, database_url: str | None = None, **settings: str):
    """Set up and start a shop in `folder`; on SQLite there unless an address is given."""
    port = free_ports()
    folder.mkdir(parents=True, exist_ok=True)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("TBO_")} | {
        "TBO_INSTANCE": str(folder),
        "PORT": str(port),
        "TBO_BASE_URL": f"http://127.0.0.1:{port}",
        "TBO_SANDBOX_URL": f"http://127.0.0.1:{port + 1}",
        "TBO_LOG_LEVEL": "WARNING",
        "WEB_CONCURRENCY": "2",
        "TBO_WEB_THREADS": "8",
        "FLASK_APP": "app",
        **({"DATABASE_URL": database_url} if database_url else {}),
        **settings,
    }
    shop = RunningShop(environ["TBO_BASE_URL"], environ["TBO_SANDBOX_URL"], environ, folder / "processes.log")
    shop.flask("tbo", "setup")
    try:
        for name in ("web", "worker", "sandbox"):
            shop.start(name)
        shop.wait_until_ready()
        yield shop
    finally:
        for name in list(shop.processes):
            shop.stop(name)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except OSError:
        return False


def free_ports() -> int:
    """Return a port that is free together with the next one."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            with contextlib.suppress(OSError):
                second.bind(("127.0.0.1", port + 1))
                return port

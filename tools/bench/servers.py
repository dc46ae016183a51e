"""Servers under measurement: gunicorn with the shop's own configuration, its workers' processor time and memory."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
START_S = 60.0
STOP_S = 20.0


@dataclass
class Server:
    """A gunicorn with its workers; `first_answer_s` counts from exec to the first whole answer."""

    process: subprocess.Popen
    port: int
    first_answer_s: float

    @property
    def host(self) -> str:
        """Return what stands in a Host header."""
        return f"127.0.0.1:{self.port}"

    @property
    def workers(self) -> list[int]:
        """Return the workers' process ids."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def cpu_s(self) -> float:
        """Return the processor time that the workers have used, in seconds."""
        return sum(_cpu_s(pid) for pid in self.workers)

    def memory_mib(self) -> float:
        """Return the workers' memory, what they share with others by halves (PSS), in MiB."""
        return sum(_pss_kib(pid) for pid in self.workers) / 1024

    def stop(self) -> None:
        """End it with its workers."""
        self.process.send_signal(signal.SIGQUIT)
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def serving(application: str, environ: dict[str, str], path: str = "/"):
    """Start an application on a free port and wait for its first answer at `path`; end it at last."""
    port = free_port()
    command = [str(Path(sys.executable).parent / "gunicorn"), "--no-control-socket", application]
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environ | {"PORT": str(port)}, cwd=ROOT, stdout=subprocess.DEVNULL)
    server = Server(process, port, _first_answer(process, port, path, began))
    try:
        yield server
    finally:
        server.stop()


def free_port() -> int:
    """Return a port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _first_answer(process: subprocess.Popen, port: int, path: str, began: float) -> float:
    asked = f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode()
    while time.perf_counter() - began < START_S and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=START_S) as connection:
                connection.sendall(asked)
                if connection.recv(100).split(b" ")[1:2] == [b"200"]:
                    return time.perf_counter() - began
        except OSError:
            time.sleep(0.002)
    raise RuntimeError(f"nothing answered at {path} within {START_S:.0f} s (exit code {process.poll()})")


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _pss_kib(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0

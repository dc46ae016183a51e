"""Runs several programs as one: their output is mixed line by line, and when one ends or a signal comes, all end."""

import contextlib
import ctypes
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from queue import SimpleQueue

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# gunicorn finishes what is being answered within 25 seconds.
PATIENCE_S = 28
DEATH_SIGNAL_OPTION = 1


class Programs:
    """Programs that live and die together, each in a process group of its own."""

    def __init__(self, environ: dict[str, str]):
        self.environ = environ
        self.running: dict[str, subprocess.Popen] = {}
        self.saying = threading.Lock()
        self.news: SimpleQueue[tuple[str, int] | Callable[[], None]] = SimpleQueue()
        for number in STOPPING:
            signal.signal(number, lambda got, _frame: self.news.put(("", got)))

    def start(self, name: str, command: str, **descriptors: int) -> None:
        """Start one program; it inherits `descriptors` and finds their numbers in its environment by these names.

        Only the main thread starts: Linux takes the end of the thread that did for the end of the parent.
        """
        self.running[name] = program = subprocess.Popen(
            shlex.split(command),
            env=self.environ | {variable: str(number) for variable, number in descriptors.items()},
            pass_fds=tuple(descriptors.values()),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        threading.Thread(target=self._relay, args=(name, program), daemon=True).start()

    def start_soon(self, name: str, command: str) -> None:
        """Let the thread that waits start one program, unless all are ended before."""
        self.news.put(partial(self.start, name, command))

    def wait(self) -> int:
        """Relay what the programs say until a signal comes (0) or one of them ends (its exit code, at least 1).

        When this returns, all have ended.
        """
        while callable(news := self.news.get()):
            news()
        name, number = news
        if name:
            print(f"{name} has ended with {number}; the others end with it.", flush=True)
        self._end_all()
        return max(1, abs(number)) if name else 0

    def _relay(self, name: str, program: subprocess.Popen) -> None:
        assert program.stdout is not None
        for line in program.stdout:
            with self.saying:
                print(f"{name:<8} {line.decode(errors='replace')}", end="", flush=True)
        self.news.put((name, program.wait()))

    def _end_all(self) -> None:
        _tell(self.running.values(), signal.SIGTERM)
        ends_at = time.monotonic() + PATIENCE_S
        for program in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                program.wait(max(0.0, ends_at - time.monotonic()))
        # Whatever a program left behind in its group does not outlive it.
        _tell(self.running.values(), signal.SIGKILL)


def _tell(programs: Iterable[subprocess.Popen], number: signal.Signals) -> None:
    for program in programs:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(program.pid, number)


def _end_with_parent() -> None:
    """Let Linux end a program whose parent was killed; elsewhere only an orderly end takes it along."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DEATH_SIGNAL_OPTION, signal.SIGTERM)

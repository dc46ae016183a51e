"""Running a child under Linux's own tracing, and killing it as it enters its nth write system call."""

import ctypes
import os
import platform
import signal
import sys
from collections.abc import Callable

TRACEME, SYSCALL, SETOPTIONS, SYSCALL_INFO = 0, 24, 0x4200, 0x420E
OPTIONS = 0x1 | 0x100000  # tell calls from signals; the child dies with us
CALL_STOP, ENTERS = signal.SIGTRAP | 0x80, 1
# What puts bytes, or the promise of them, outside a process.
WRITES = {
    "x86_64": {1, 18, 20, 44, 46, 74, 75, 76, 77, 82, 87, 263, 264, 296, 307, 316, 328},
    "aarch64": {35, 38, 45, 46, 64, 66, 68, 70, 82, 83, 206, 211, 269, 276, 287},
}


class CannotTrace(RuntimeError):
    """This machine does not let one process trace another; the sentence says why."""


class _Info(ctypes.Structure):
    _fields_ = [
        *(("op", ctypes.c_uint8), ("pad", ctypes.c_uint8 * 3), ("arch", ctypes.c_uint32)),
        *(("ip", ctypes.c_uint64), ("sp", ctypes.c_uint64), ("nr", ctypes.c_uint64), ("args", ctypes.c_uint64 * 8)),
    ]


_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
_libc.ptrace.restype = ctypes.c_long


def writes_until_killed(work: Callable[[], None], kill_at: int | None, spare: str) -> int:
    """Fork, let the child `work`, and kill it as it enters its write number `kill_at`, which then never happens.

    Writes to files below the folder `spare` are not counted. Returns how many writes were begun; where that is fewer
    than `kill_at`, or `kill_at` is None, the child has ended by itself. Raises CannotTrace; RuntimeError when it broke.
    """
    _require_tracing()
    child = os.fork()
    if child == 0:
        _be_traced(work)
    try:
        return _follow(child, kill_at, spare)
    finally:
        _reap(child)


def _require_tracing() -> None:
    if sys.platform != "linux" or platform.machine() not in WRITES:
        raise CannotTrace(f"Only Linux on {' and '.join(WRITES)} is known; this is {platform.machine()}.")


def _be_traced(work: Callable[[], None]) -> None:
    code = 70
    try:
        if _libc.ptrace(TRACEME, 0, None, None) != 0:
            os._exit(71)
        os.kill(os.getpid(), signal.SIGSTOP)
        work()
        code = 0
    finally:
        os._exit(code)


def _follow(child: int, kill_at: int | None, spare: str) -> int:
    _, status = os.waitpid(child, 0)
    if not os.WIFSTOPPED(status):
        raise CannotTrace("Tracing a child is forbidden here (in a container, allow SYS_PTRACE).")
    _ask(SETOPTIONS, child, OPTIONS)
    written = passed = 0
    while True:
        _ask(SYSCALL, child, passed)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status) or os.WIFSIGNALED(status):
            if status != 0:
                raise RuntimeError(f"the child ended with {os.waitstatus_to_exitcode(status)}")
            return written
        stopped_by = os.WSTOPSIG(status)
        passed = 0 if stopped_by in (CALL_STOP, signal.SIGTRAP) else stopped_by
        if stopped_by == CALL_STOP and _enters_write(child, spare):
            written += 1
            if written == kill_at:
                return written


def _enters_write(child: int, spare: str) -> bool:
    info = _Info()
    size = ctypes.sizeof(info)
    _ask(SYSCALL_INFO, child, ctypes.addressof(info), size)
    if info.op != ENTERS or info.nr not in WRITES[platform.machine()]:
        return False
    return spare not in _file_of(child, info.args[0])


def _file_of(child: int, number: int) -> str:
    try:
        return os.readlink(f"/proc/{child}/fd/{number}")
    except OSError:
        return ""


def _ask(what: int, child: int, data: int, address: int | None = None) -> None:
    if _libc.ptrace(what, child, address, data) < 0:
        raise CannotTrace(f"ptrace refused request {what:#x}: {os.strerror(ctypes.get_errno())}.")


def _reap(child: int) -> None:
    try:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    except (ChildProcessError, ProcessLookupError):
        pass

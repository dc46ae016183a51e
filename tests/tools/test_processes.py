"""Programs that run as one, ended in every way a terminal or a platform ends them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# A program with a child of its own, as gunicorn is; both say their number, then wait to be ended.
SAYS_ITS_NUMBER = "import os, time; os.write(1, b'pid %d\\n' % os.getpid()); time.sleep(60)"
WAITS = "import os; os.fork(); " + SAYS_ITS_NUMBER
PARENT = """
import os, shlex, sys
from tools.processes import Programs
programs = Programs(dict(os.environ))
for number, text in enumerate(sys.argv[1:]):
    programs.start(f"p{number}", shlex.join([sys.executable, "-c", text]))
sys.exit(programs.wait())
"""


def started(*texts: str, pids: int) -> tuple[subprocess.Popen, list[int]]:
    """Start programs under one parent and return it with the numbers of all that run below it."""
    parent = subprocess.Popen([sys.executable, "-c", PARENT, *texts], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    found = []
    while len(found) < pids and (line := parent.stdout.readline()):
        if "pid" in line:
            found.append(int(line.split()[-1]))
    assert len(found) == pids
    return parent, found


def lives(pid: int) -> bool:
    """Whether a process runs; one that ended and waits to be noticed does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def all_gone(pids: list[int], within_s: float = 10) -> bool:
    """Whether nothing is left of them, after a moment."""
    ends_at = time.monotonic() + within_s
    while any(lives(pid) for pid in pids) and time.monotonic() < ends_at:
        time.sleep(0.02)
    return not any(lives(pid) for pid in pids)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_with_their_children(how):
    parent, pids = started(WAITS, WAITS, WAITS, pids=6)
    parent.send_signal(how)
    assert parent.wait(30) == 0
    assert all_gone(pids)


def test_a_program_that_ends_takes_the_others_along(tmp_path):
    # It ends when it is told to: not before the others have said their numbers.
    told = tmp_path / "told"
    os.mkfifo(told)
    parent, pids = started(WAITS, f"import sys; open({str(told)!r}).read(); sys.exit(3)", pids=2)
    told.write_text("")
    assert parent.wait(30) == 3
    assert "p1 has ended with 3" in parent.stdout.read()
    assert all_gone(pids)


def test_a_program_that_was_killed_is_a_failure_too():
    parent, pids = started(SAYS_ITS_NUMBER, SAYS_ITS_NUMBER, pids=2)
    os.kill(pids[0], signal.SIGKILL)
    assert parent.wait(30) != 0
    assert all_gone(pids)


def test_a_signal_amid_the_start_ends_what_has_begun():
    ends_parent = "import os, signal, time; os.kill(os.getppid(), signal.SIGTERM); time.sleep(60)"
    parent, _ = started(ends_parent, WAITS, WAITS, pids=0)
    said, _ = parent.communicate(timeout=30)
    assert parent.returncode == 0
    assert all_gone([int(line.split()[-1]) for line in said.splitlines()])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_nothing_outlives_a_parent_that_was_killed():
    parent, pids = started(SAYS_ITS_NUMBER, SAYS_ITS_NUMBER, pids=2)
    parent.kill()
    parent.wait(10)
    assert all_gone(pids)


def test_lines_come_out_behind_the_name_of_who_said_them():
    parent, pids = started("print('grüße, 你好')", WAITS, pids=0)
    said, _ = parent.communicate(timeout=30)
    assert "p0       grüße, 你好\n" in said
    assert pids == []

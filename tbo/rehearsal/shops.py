"""The shops of a rehearsal: processes of their own, in folders that are thrown away, without this shop's settings.

Two of them share the households, so that two cores are busy; a copied shop is one. Whoever lives in which is decided by
number, and everybody has dice of their own: the same seed gives the same report, which names how many there are.
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..settings import ROOT
from .copying import copy_database
from .findings import Findings

# From so many on, two processes are quicker than one.
WORTH_TWO = 40
KEPT_NAMES = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH", "LD_LIBRARY_PATH")
# A deduction asks for its agreement too; in between only those are asked for that are not deducted monthly.
OVER_A_MONTH_H = 35 * 24
FOLDER = "tbo-rehearsal-"


class ShopBroke(Exception):
    """A shop of the rehearsal ended by itself; the text is what it said last."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be rehearsed. `is_daily`: agreements are asked for each day, as the shop does."""

    households: int
    days: int
    seed: str
    begins_at: datetime
    is_copy: bool
    is_daily: bool

    def parts(self) -> list[range]:
        """Share the households; pairs of people who give to each other stay together."""
        if self.is_copy or self.households < WORTH_TWO:
            return [range(self.households)]
        half = self.households // 4 * 2
        return [range(half), range(half, self.households)]


def rehearse(wish: Wish) -> Findings:
    """Run every part at once; return what all of them found. Raises ShopBroke."""
    with ExitStack() as stack:
        started = [(_start(wish, part, stack)) for part in wish.parts()]
        found = [_ended(process) for process in started]
    whole = found[0]
    for part in found[1:]:
        whole = whole + part
    return whole


def _start(wish: Wish, part: range, stack: ExitStack) -> subprocess.Popen:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=FOLDER)))
    if wish.is_copy:
        copy_database(folder / "tbo.db")
    names = {name: os.environ[name] for name in KEPT_NAMES if name in os.environ}
    environ = names | {
        "TBO_ENV": "development",
        "TBO_INSTANCE": str(folder),
        "TBO_BASE_URL": "http://rehearsal.test",
        "TBO_LOG_LEVEL": "ERROR",
        "TBO_AGREEMENT_HOURS": "24" if wish.is_daily else str(OVER_A_MONTH_H),
    }
    words = [
        sys.executable,
        "-m",
        "flask",
        "--app",
        "app",
        "tbo",
        "rehearse",
        "--part",
        str(part.start),
        str(part.stop),
    ]
    words += ["--days", str(wish.days), "--seed", wish.seed, "--begin", f"{wish.begins_at:%Y-%m-%d}"]
    process = subprocess.Popen(words, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    stack.callback(process.kill)
    return process


def _ended(process: subprocess.Popen) -> Findings:
    out, err = process.communicate()
    if process.returncode:
        raise ShopBroke(err.strip()[-2000:] or f"exit code {process.returncode}")
    return Findings.from_json(json.loads(out.splitlines()[-1]))

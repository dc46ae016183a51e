"""The shop is killed in the middle of what moves money and puts it right by itself; and a careless one is found out."""

import subprocess
import sys

import pytest

from ..support.databases import ENGINE

# The commands start a server of their own; named here, so that these tests run on the second engine too.
pytestmark = pytest.mark.usefixtures("server")
POINTS = {"sqlite": "25", "postgresql": "10"}[ENGINE]
ONE_OF_EACH = (
    *("notify: episode", "checkout: episode", "deduction: first", "refund: part"),
    *("redeem: month of", "code: season"),
)
CARELESS = f"""
from tbo.db import db
from tbo.orders import settlement
from tools.crash.__main__ import main

learn = settlement._learn
settlement._learn = lambda case: (learn(case), db.session.commit())
raise SystemExit(main(["{ENGINE}", "--points", "12", "--scene", "notify: episode"]))
"""


def run(*command: str) -> subprocess.CompletedProcess:
    ended = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)
    if ended.returncode == 2:
        pytest.skip(ended.stderr)
    return ended


def test_nothing_is_lost_or_doubled_by_a_death_at_any_write():
    scenes = [word for name in ONE_OF_EACH for word in ("--scene", name)]
    ended = run("-m", "tools.crash", ENGINE, "--points", POINTS, *scenes)
    assert ended.returncode == 0, ended.stdout


# That the judge finds a fault is the judge's own matter, whatever engine is below.
@pytest.mark.once
def test_money_that_is_noted_before_what_it_bought_is_found_out():
    ended = run("-c", CARELESS)
    assert ended.returncode == 1, ended.stdout
    assert "Difference" in ended.stdout

"""`make run` before anything is started: ports, addresses, commands."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tools.run import commands, environment, is_taken

ROOT = Path(__file__).resolve().parents[2]


def run(**environ: str) -> subprocess.CompletedProcess:
    """Ask for a start that is refused."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TBO_")}
    return subprocess.run(
        [sys.executable, "-m", "tools.run"], env=clean | environ, cwd=ROOT, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("port", ["abc", "0", "65535", "-1", "８０００", "80 00"])
def test_a_port_that_is_none_is_refused_with_a_sentence(port):
    refused = run(PORT=port)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"PORT={port!r} is not a port")
    assert len(refused.stderr.splitlines()) == 1


def test_a_taken_port_is_named_before_anything_is_done(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = run(PORT=str(port), TBO_INSTANCE=str(tmp_path))
    assert refused.returncode == 1
    assert f"http://127.0.0.1:{port}" in refused.stderr
    assert "PORT=9000 make run" in refused.stderr
    assert not list(tmp_path.iterdir())


def test_a_taken_port_of_the_sandbox_is_named_as_well():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert is_taken(environment(port - 1), "TBO_SANDBOX_URL")
    assert not is_taken(environment(port - 1), "TBO_SANDBOX_URL")


def test_addresses_follow_from_the_port():
    environ = environment(8123)
    assert environ["TBO_BASE_URL"] == "http://127.0.0.1:8123"
    assert environ["TBO_SANDBOX_URL"] == "http://127.0.0.1:8124"


def test_an_address_elsewhere_is_not_tried(monkeypatch):
    monkeypatch.setenv("TBO_BASE_URL", "https://shop.example")
    assert not is_taken(environment(8123), "TBO_BASE_URL")


def test_the_processes_are_those_of_the_procfile():
    told = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    started = commands(environment(8000))
    assert started["worker"].endswith(told["worker"].removeprefix("huey_consumer "))
    assert started["web"].split()[-1] == told["web"].split()[-1] == "app:app"
    assert "sandbox" not in told

"""Every process starts as the Procfile says, and stops at once with a sentence when its environment is wrong."""

import http.client
import json
import os
import secrets
import shlex
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tools.run import commands, environment

from ..support import databases, keys
from ..support.processes import BIN, ROOT

PROCFILE = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
FLASK = f"{BIN / 'flask'} --app app"
STARTS = {**commands(environment(8000)), "info": f"{FLASK} tbo info", "release": f"{FLASK} db upgrade"}
BARE = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "XDG_RUNTIME_DIR")}


def run(command: str, **environ: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        shlex.split(command), env=BARE | environ, cwd=ROOT, capture_output=True, text=True, timeout=60
    )


@pytest.mark.skipif(databases.ENGINE != "sqlite", reason="no database is looked at")
@pytest.mark.parametrize("name", STARTS)
def test_a_wrong_environment_ends_every_start_with_a_sentence(name, tmp_path):
    ended = run(STARTS[name], TBO_INSTANCE=str(tmp_path), TBO_COLOUR="red")
    assert ended.returncode == 1
    assert ended.stderr == "TBO_COLOUR is not a setting of TBO; docs/settings.md lists them all.\n"
    assert ended.stdout == ""
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(databases.ENGINE != "sqlite", reason="no database is looked at")
def test_an_unsafe_environment_ends_the_start_too(tmp_path):
    ended = run(STARTS["web"], TBO_INSTANCE=str(tmp_path), TBO_ENV="production", TBO_MESSAGES="sandbox")
    assert ended.returncode == 1
    assert "TBO_MESSAGES=sandbox would put every code on a page" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.fixture
def real(server, tmp_path) -> dict[str, str]:
    """What a platform gives a real shop."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return BARE | {
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "PORT": str(port),
        "TBO_ENV": "production",
        "TBO_INSTANCE": str(tmp_path),
        "TBO_ALLOW_SQLITE": "1",
        "TBO_BASE_URL": "https://shop.example",
        "DATABASE_URL": server.new(),
        "SECRET_KEY": secrets.token_hex(32),
        "TBO_ALIPAY_APP_ID": "2021000000000000",
        "TBO_ALIPAY_SELLER_ID": "2088123456789012",
        "TBO_ALIPAY_PRIVATE_KEY": keys.SHOP.private,
        "TBO_ALIPAY_PUBLIC_KEY": keys.ALIPAY.public,
        "TBO_STREAM_KEYS": f"k1:{secrets.token_urlsafe(32)}",
    }


def ask(environ: dict[str, str], path: str, host: str = "shop.example") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", int(environ["PORT"]), timeout=20)
    connection.request("GET", path, headers={"Host": host})
    return connection.getresponse()


def until_it_answers(environ: dict[str, str], process: subprocess.Popen) -> None:
    ends_at = time.monotonic() + 60
    while True:
        assert process.poll() is None, "the web process has ended"
        assert time.monotonic() < ends_at
        try:
            ask(environ, "/healthz")
            return
        except OSError:
            time.sleep(0.1)


def until_it_hears(process: subprocess.Popen) -> None:
    """Wait until a process has its own way of ending; before that it would just be gone."""
    ends_at = time.monotonic() + 60
    status = Path(f"/proc/{process.pid}/status")
    while True:
        assert process.poll() is None, "the process has ended"
        assert time.monotonic() < ends_at
        caught = int(status.read_text().split("SigCgt:")[1].split()[0], 16)
        if caught >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.1)


def test_the_procfile_runs_a_real_shop(real):
    released = subprocess.run(shlex.split(PROCFILE["release"]), env=real, cwd=ROOT, capture_output=True, text=True)
    assert released.returncode == 0, released.stderr
    running = [subprocess.Popen(shlex.split(PROCFILE[name]), env=real, cwd=ROOT) for name in ("web", "worker")]
    try:
        until_it_answers(real, running[0])
        ready = ask(real, "/readyz")
        assert ready.status == 200
        assert json.loads(ready.read())["migrations"] == "at head"
        home = ask(real, "/")
        assert home.status == 200
        assert home.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert not set(home.headers.get("Server", "")) & set("0123456789/.")
        assert ask(real, "/", host="evil.example").status == 400
        for process in running:
            until_it_hears(process)
            process.send_signal(signal.SIGTERM)
        assert [process.wait(40) for process in running] == [0, 0]
    finally:
        for process in running:
            process.kill()


@pytest.mark.once
def test_a_real_shop_is_not_set_up_like_a_demo(real):
    refused = subprocess.run(
        [BIN / "flask", "--app", "app", "tbo", "setup"], env=real, cwd=ROOT, capture_output=True, text=True
    )
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1] == (
        "`flask tbo setup` is for development; in production run `flask db upgrade`."
    )
    asked = subprocess.run(
        [BIN / "flask", "--app", "app", "tbo", "demo"], env=real, cwd=ROOT, capture_output=True, text=True
    )
    assert asked.returncode == 1
    assert "Say --yes to do it." in asked.stderr

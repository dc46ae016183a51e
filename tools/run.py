"""`make run`: set the shop up, start web, worker and sandbox as one foreground program, say where they are."""

import os
import shlex
import socket
import sys
import threading
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from .processes import Programs

# In the environment of the web process: where its words for the newcomer go.
WELCOME = "WELCOME_DESCRIPTOR"
ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
WAIT_S = 60
HIGHEST_PORT = 65534


def main() -> int:
    """Run until Ctrl-C (0) or until one of the three ends (1 or its exit code)."""
    port = os.environ.get("PORT") or "8000"
    if not (port.isascii() and port.isdigit() and 0 < int(port) <= HIGHEST_PORT):
        return _refuse(
            f"PORT={port!r} is not a port: it is a number from 1 to {HIGHEST_PORT}, the sandbox takes the next."
        )
    environ = environment(int(port))
    taken = [name for name in ("TBO_BASE_URL", "TBO_SANDBOX_URL") if is_taken(environ, name)]
    if taken:
        places = " and ".join(environ[name] for name in taken)
        return _refuse(f"Somebody listens at {places} already. End that, or choose another port: PORT=9000 make run")
    return _run(environ)


def environment(port: int) -> dict[str, str]:
    """Return what all three run with: this process's environment and the addresses that follow from the port."""
    environ = dict(os.environ)
    environ.setdefault("TBO_SANDBOX_URL", f"http://127.0.0.1:{port + 1}")
    environ.setdefault("TBO_BASE_URL", f"http://127.0.0.1:{port}")
    environ.setdefault("TBO_LOG_LEVEL", "WARNING")
    # Whoever tries the shop may play Tmall too; a platform of its own says what it wants.
    environ.setdefault("TBO_TICKETS", "sandbox")
    environ.update(PORT=str(port), FLASK_APP="app", PYTHONUNBUFFERED="1")
    return environ


def commands(environ: dict[str, str]) -> dict[str, str]:
    """Return the command of each process."""
    gunicorn, huey = shlex.quote(str(BIN / "gunicorn")), shlex.quote(str(BIN / "huey_consumer"))
    return {
        "web": f"{gunicorn} -c python:tools.opening app:app",
        "worker": f"{huey} tbo.worker.consumer.queue -w 2 -m 1 -g TERM -q",
        "sandbox": f"{gunicorn} -c sandbox.conf.py tbo.sandbox.wsgi:app",
    }


def is_taken(environ: dict[str, str], name: str) -> bool:
    """Whether somebody listens where one of ours is to listen; an address of another machine is not looked at."""
    place = urlsplit(environ[name])
    port = int(environ["PORT"]) if name == "TBO_BASE_URL" else place.port
    if port is None or place.hostname not in ("127.0.0.1", "localhost"):
        return False
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _run(environ: dict[str, str]) -> int:
    programs = Programs(environ)
    listener, speaker = os.pipe()
    others = commands(environ)
    programs.start("web", others.pop("web"), **{WELCOME: speaker})
    os.close(speaker)
    if was_open_before(environ):
        # Only a first set-up plays the sandbox's side itself; later nobody waits for anybody.
        programs.start("sandbox", others.pop("sandbox"))
    threading.Thread(target=_open, args=(programs, listener, others), daemon=True).start()
    return programs.wait()


def was_open_before(environ: dict[str, str]) -> bool:
    """Whether this shop was started before: its sandbox has kept something."""
    return (ROOT / (environ.get("TBO_INSTANCE") or "instance") / "sandbox").is_dir()


def _open(programs: Programs, listener: int, others: dict[str, str]) -> None:
    """Start the others once the shop is set up; when shop and sandbox answer, print what a newcomer needs."""
    with os.fdopen(listener) as opened:
        welcome = opened.read()
    if not welcome:
        return  # It could not be set up, has said why and ended.
    for name, command in others.items():
        programs.start_soon(name, command)
    environ = programs.environ
    ends_at = time.monotonic() + WAIT_S
    for address in (f"http://127.0.0.1:{environ['PORT']}/readyz", environ["TBO_SANDBOX_URL"] + "/"):
        while not _answers(address):
            if time.monotonic() > ends_at:
                print(f"{address} does not answer after {WAIT_S} seconds. What is written above may say why;", end=" ")
                print("so may `.venv/bin/flask tbo doctor`.", flush=True)
                return
            time.sleep(0.1)
    print(welcome, flush=True)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except OSError:
        return False


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(0)

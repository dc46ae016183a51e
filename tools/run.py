"""`make run`: set the shop up, start web, worker and sandbox as one foreground program, say where they are."""

import os
import shlex
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

from honcho.manager import Manager
from honcho.printer import Printer

BIN = Path(sys.executable).parent
WAIT_S = 60


def main() -> int:
    """Run until Ctrl-C or until one of the three ends; return its exit code."""
    environ = _environment()
    if subprocess.run([BIN / "flask", "tbo", "setup"], env=environ, check=False).returncode:
        return 1
    manager = Manager(Printer(sys.stdout))
    for name, command in commands(environ).items():
        manager.add_process(name, command, env=environ)
    threading.Thread(target=_announce, args=(environ,), daemon=True).start()
    manager.loop()
    return manager.returncode or 0


def _environment() -> dict[str, str]:
    port = int(os.environ.get("PORT") or 8000)
    environ = dict(os.environ)
    environ.setdefault("TBO_SANDBOX_URL", f"http://127.0.0.1:{port + 1}")
    environ.setdefault("TBO_BASE_URL", f"http://127.0.0.1:{port}")
    environ.setdefault("TBO_LOG_LEVEL", "WARNING")
    environ.update(PORT=str(port), FLASK_APP="app", PYTHONUNBUFFERED="1")
    return environ


def commands(environ: dict[str, str]) -> dict[str, str]:
    """Return the shell command of each process, for the addresses in `environ`."""
    sandbox_at = environ["TBO_SANDBOX_URL"].removeprefix("http://").rstrip("/")
    gunicorn, huey = shlex.quote(str(BIN / "gunicorn")), shlex.quote(str(BIN / "huey_consumer"))
    quiet = "--no-control-socket --log-level warning"
    return {
        "web": f"exec {gunicorn} app:app",
        "worker": f"exec {huey} tbo.worker.consumer.queue -w 2 -m 1 -g TERM -q",
        "sandbox": f"exec {gunicorn} -c /dev/null -b {sandbox_at} --threads 8 {quiet} tbo.sandbox.wsgi:app",
    }


def _announce(environ: dict[str, str]) -> None:
    """Wait until the shop answers, then print what a newcomer needs."""
    ready = environ["TBO_BASE_URL"] + "/readyz"
    ends_at = time.monotonic() + WAIT_S
    while time.monotonic() < ends_at:
        try:
            with urllib.request.urlopen(ready, timeout=2):
                break
        except OSError:
            time.sleep(0.2)
    subprocess.run([BIN / "flask", "tbo", "welcome"], env=environ, check=False)


if __name__ == "__main__":
    sys.exit(main())

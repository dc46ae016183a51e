"""`make test`: everything the tests need, then every test on SQLite and on PostgreSQL, with a real browser."""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

ENGINES = ("sqlite", "postgresql")
Lane = list[tuple[str, list[str]]]
# A journey waits most of its time, for films and for people: it goes beside the others. SQLite's other tests need the
# least and give way, so that all four end at about the same time and no film stands still.
JOURNEYS = ["tests/journeys"]
OTHERS = ["tests", "--ignore=tests/journeys"]
LANES: list[Lane] = [
    [("sqlite", OTHERS)],
    [("postgresql", [*OTHERS, "--with-database"])],
    [("sqlite", JOURNEYS)],
    [("postgresql", JOURNEYS)],
]
LIGHT = "chromium-headless-shell"
NO_BROWSER = (
    "The journeys need Chromium, and this account may not install it. "
    "Please run: sudo apt-get install chromium-headless-shell  (or name a browser with CHROMIUM=/path)."
)


def main(arguments: list[str]) -> int:
    """Run the suite on both engines and return the first failing exit code; `arguments` go to pytest."""
    if shutil.which(LIGHT) is None:
        _install_browser()
    if browser() is None:
        print(NO_BROWSER)
        return 1
    began = time.monotonic()
    lanes = LANES if not arguments else [[(engine, arguments) for engine in ENGINES]]
    code = _all_lanes(lanes)
    print(f"\nBoth engines took {time.monotonic() - began:.0f} s.")
    return code


def browser() -> str | None:
    """Return the path of a Chromium, the one without a window of its own first: it needs two thirds of the time."""
    named = os.environ.get("CHROMIUM")
    found = (shutil.which(name) for name in (LIGHT, "chromium", "chromium-browser", "google-chrome"))
    return named or next((path for path in found if path), None)


def _install_browser() -> None:
    """Install Debian's Chromium with a Chinese font where this account may."""
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if os.environ.get("CHROMIUM") or not shutil.which("apt-get") or (sudo and not shutil.which("sudo")):
        return
    print("Installing Chromium for the journeys …", flush=True)
    apt = [*sudo, "apt-get", "-qq", "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*apt, "update"], env=environ, **quiet)
    # Each by itself: what one Debian lacks keeps nobody from the rest.
    for package in (LIGHT, "fonts-noto-cjk", "ffmpeg"):
        subprocess.run([*apt, "-y", "--no-install-recommends", "install", package], env=environ, **quiet)
    if browser() is None:
        subprocess.run([*apt, "-y", "--no-install-recommends", "install", "chromium"], env=environ, **quiet)


def _all_lanes(lanes: list[Lane]) -> int:
    """Run lanes side by side and return the first failing exit code.

    The first lane shows its progress; what the others have to say follows in one piece each.
    """
    with ThreadPoolExecutor() as pool:
        ended = pool.map(_lane, lanes, [True] + [False] * (len(lanes) - 1))
        return next((code for codes in ended for code in codes if code), 0)


def _lane(runs: Lane, in_sight: bool) -> list[int]:
    """Run one lane's runs one after the other; return their exit codes."""
    return [_run(engine, arguments, in_sight) for engine, arguments in runs]


def _run(engine: str, arguments: list[str], in_sight: bool) -> int:
    environ = os.environ | {"TBO_TEST_DATABASE": engine, "CHROMIUM": browser() or ""}
    patient = ["nice", "-n", "10"] if (engine, arguments) == LANES[0][0] and shutil.which("nice") else []
    command = [*patient, sys.executable, "-m", "pytest", "-q", *arguments]
    title = f"\n== {engine}: {' '.join(arguments)} =="
    if in_sight:
        print(title, flush=True)
        return subprocess.run(command, env=environ, check=False).returncode
    ended = subprocess.run(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    print(f"{title}\n{ended.stdout}", flush=True)
    return ended.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

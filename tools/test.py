"""`make test`: everything the tests need, then every test on SQLite and on PostgreSQL, with a real browser."""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tools import nginx

ENGINES = ("sqlite", "postgresql")
# The suite in parts that run side by side. Journeys wait most of their time, for films and for people: they begin
# together, and everything else gives way to them, so that no film stands still. Two processors are busy with three at
# once; a fourth costs a tenth more of them, because they take each other's caches. The longest of the others come
# first, so that the short ones end together.
JOURNEYS = ["tests/journeys"]
ORDERS = ["tests/orders"]
PAGES = ["tests/storefront", "tests/web", "tests/security", "tests/sandbox"]
STUDIO = ["tests/backoffice", "tests/pages", "tests/media", "tests/vouchers", "tests/tickets", "tests/arrivals"]
REST = ["tests", *(f"--ignore={folder}" for folder in JOURNEYS + ORDERS + PAGES + STUDIO)]
PARTS = {"journeys": JOURNEYS, "rest": REST, "orders": ORDERS, "studio": STUDIO, "pages": PAGES}
AT_ONCE = 3
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
    nginx.fetch()
    began = time.monotonic()
    code = _with(arguments) if arguments else _everything()
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


def _with(arguments: list[str]) -> int:
    """Run what the caller asks for on one engine after the other, in sight."""
    codes = [subprocess.run(_command(arguments), env=_environ(engine), check=False).returncode for engine in ENGINES]
    return next((code for code in codes if code), 0)


def _everything() -> int:
    """Run all parts, some at a time; say how each ended, and in full what failed. Return the first wrong code."""
    # Once for all processes, of which each would compile every template anew.
    subprocess.run([sys.executable, "-m", "tools.build_assets"], stdout=subprocess.DEVNULL, check=True)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        codes = list(pool.map(_part, *zip(*_parts(), strict=True)))
    return next((code for code in codes if code), 0)


def _parts() -> list[tuple[str, str, list[str]]]:
    # What no second engine can change runs once, with SQLite; PostgreSQL leaves it out.
    engines = [("sqlite", []), ("postgresql", ["--with-database"])]
    return [(name, engine, part + more) for name, part in PARTS.items() for engine, more in engines]


def _part(name: str, engine: str, arguments: list[str]) -> int:
    began = time.monotonic()
    patient = [] if name == "journeys" or not shutil.which("nice") else ["nice", "-n", "10"]
    ended = subprocess.run(
        patient + _command(arguments),
        env=_environ(engine),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    last = ended.stdout.strip().rpartition("\n")[2]
    if ended.returncode:
        print(f"\n== {engine}: {name} ==\n{ended.stdout}", flush=True)
    print(f"{time.monotonic() - began:5.0f} s  {engine:<11} {name:<9} {last}", flush=True)
    return ended.returncode


def _command(arguments: list[str]) -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", *arguments]


def _environ(engine: str) -> dict[str, str]:
    return os.environ | {"TBO_TEST_DATABASE": engine, "CHROMIUM": browser() or ""}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`make test`: every test on SQLite and on PostgreSQL, with a real browser (which `tools.browser` installs)."""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tools import browser

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


def main(arguments: list[str]) -> int:
    """Run the suite on both engines and return the first failing exit code; `arguments` go to pytest."""
    if browser.path_or_none() is None:
        print(browser.NONE)
        return 1
    began = time.monotonic()
    code = _with(arguments) if arguments else _everything()
    print(f"\nBoth engines took {time.monotonic() - began:.0f} s.")
    return code


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
    # What one part has compiled the next one finds, also where a machine would rather not keep it.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"TBO_TEST_DATABASE": engine, browser.NAMED: browser.path_or_none() or ""}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

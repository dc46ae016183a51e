"""`make mutation`: spoils places of the code picked at random, and says which of them no test noticed."""

import argparse
import contextlib
import importlib
import json
import os
import sys
import time
import warnings
from collections import Counter
from pathlib import Path

import pytest

from ..engines import whole_number
from . import spoiling
from .reaching import TABLES, Kept
from .trying import ENDLESS, KILLED, LATER, SURVIVED, UNREACHED, Ready, from_the_beginning

ROOT = Path.cwd()
KEPT = ROOT / "build" / "mutation"
# Whose tests are asked: those that go through a spoilt line. Threads and files of others are left to `make test`.
TESTS = {
    "rules": ["tests/rules"],
    "orders": ["tests/orders", "tests/backoffice/test_reconciliation.py", "tests/family/test_buying.py", TABLES],
    "subscriptions": ["tests/subscriptions", "tests/orders", "tests/backoffice/test_prices.py", TABLES],
    "entitlements": ["tests/entitlements", "tests/orders", TABLES],
    "alipay": [
        "tests/alipay",
        "tests/orders/test_notice_route.py",
        "tests/orders/test_with_sandbox.py",
        "tests/orders/test_bills.py",
    ],
}
SOURCES = [f"tbo/{package}" for package in TESTS]
ENOUGH = 85
BORROWED = "borrowed"


def main(arguments: list[str] | None = None) -> int:
    """Try a sample of each package; 1 if a package's score is under ENOUGH percent."""
    options = _asked(arguments)
    print(f"seed {options.seed}, {options.sample or 'all'} places of each package", flush=True)
    scores = {package: _package(package, options) for package in options.packages or TESTS}
    print("\npackage        score   noticed   of")
    for package, outcomes in scores.items():
        noticed, tried = outcomes[KILLED] + outcomes[ENDLESS], outcomes.total()
        print(f"{package:<13} {_score(outcomes):5.1f} %  {noticed:7}  {tried:3}")
    return int(any(_score(outcomes) < ENOUGH for outcomes in scores.values()))


def _score(outcomes: Counter) -> float:
    return 100 * (outcomes[KILLED] + outcomes[ENDLESS]) / outcomes.total() if outcomes.total() else 100.0


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="make mutation", description=__doc__)
    asked.add_argument("packages", nargs="*", choices=[[], *TESTS], metavar="|".join(TESTS), default=[])
    asked.add_argument("--sample", type=whole_number, default=50, help="places of each package; 0 for all")
    asked.add_argument("--seed", type=whole_number, default=1, help="which places")
    asked.add_argument("--file", default="", help="only places in files whose path holds this")
    asked.add_argument("--again", action="store_true", help="only what the last run of the package left unnoticed")
    return asked.parse_args(arguments)


def _package(package: str, options: argparse.Namespace) -> Counter:
    picked = spoiling.sample(ROOT, ROOT / "tbo" / package, options.sample or None, options.seed)
    spoilt = [place for place in picked if options.file in place.file]
    left = KEPT / f"left-{package}.json"
    if options.again:
        unnoticed = set(json.loads(left.read_text())) if left.exists() else set()
        spoilt = [place for place in spoilt if place.difference in unnoticed]
    outcomes, unnoticed = Counter(), []
    for place, outcome in _tried(package, spoilt):
        outcomes[outcome] += 1
        print(".", end="", flush=True)
        if outcome in (SURVIVED, UNREACHED):
            unnoticed.append(place.difference)
            print(f"\n{outcome}\n{place.difference}", flush=True)
    left.write_text(json.dumps(unnoticed))
    print(f"\n{package}: {dict(outcomes)}", flush=True)
    return outcomes


def _tried(package: str, spoilt: list[spoiling.Spoilt]):
    """Yield each place with what became of it."""
    later = []
    for number, outcome, tests in _in_a_fork(package, spoilt):
        if outcome == BORROWED:
            _load(tests)
        elif outcome == LATER:
            later.append((spoilt[number], tests))
        else:
            yield spoilt[number], outcome
    for place, tests in later:
        yield place, from_the_beginning(ROOT, place, tests)[0]


def _load(modules: list[str]) -> None:
    for name in modules:
        with contextlib.suppress(Exception), warnings.catch_warnings(action="ignore"):
            importlib.import_module(name)


def _in_a_fork(package: str, spoilt: list[spoiling.Spoilt]):
    """Let a pytest of its own try the places, so that this process stays free of the shop's code."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        numbers = {id(place): number for number, place in enumerate(spoilt)}

        def tell(place, outcome, tests):
            os.write(writer, (json.dumps([numbers[id(place)], outcome, tests]) + "\n").encode())

        plugin = Ready(ROOT, spoilt, Kept(ROOT, KEPT / "ways"), SOURCES, tell)
        code = pytest.main(["-q", "-s", "-p", "no:cacheprovider", *TESTS[package]], plugins=[plugin])
        os.write(writer, (json.dumps([0, BORROWED, plugin.borrowed()]) + "\n").encode())
        os._exit(int(code))
    os.close(writer)
    with os.fdopen(reader) as pipe:
        yield from (json.loads(line) for line in pipe)
    os.waitpid(child, 0)


if __name__ == "__main__":
    began = time.monotonic()
    code = main()
    print(f"{time.monotonic() - began:.0f} s")
    sys.exit(code)

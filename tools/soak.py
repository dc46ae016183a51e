"""`make soak`: random histories, schedules of notices, fifty hands and hostile arrivals: many, on both engines."""

import argparse
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from .engines import ENGINES, engine, whole_number

# Histories of one seed are followed by those of the next: whoever runs beside begins so much further on.
SEEDS_APART = 1_000_000


@dataclass(frozen=True)
class Share:
    """What one process runs: a test file on an engine, with its part of the steps or rounds."""

    engine: str
    name: str
    file: str
    environ: dict[str, str] = field(repr=False)


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for, as many processes at once as there are cores; return the first failing exit code."""
    options = _asked(arguments)
    shares = [share for name in options.engines or ENGINES for share in shares_of(name, options)]
    print(f"seed {options.seed}, {options.processes} processes at once", flush=True)
    with ThreadPoolExecutor(options.processes) as processes:
        codes = list(processes.map(_run, shares))
    return next((code for code in codes if code), 0)


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="make soak", description=__doc__)
    asked.add_argument("engines", nargs="*", default=[], type=engine, metavar="sqlite|postgresql")
    asked.add_argument("--steps", type=whole_number, default=100_000, help="steps of histories on each engine")
    rounds = "rounds of fifty hands for each deed, on each engine"
    asked.add_argument("--rounds", type=whole_number, default=1000, help=rounds)
    schedules = "hundreds of random schedules of notices, on each engine"
    asked.add_argument("--schedules", type=whole_number, default=10, help=schedules)
    arrivals = "hostile arrivals from links, on each engine"
    asked.add_argument("--arrivals", type=whole_number, default=100_000, help=arrivals)
    asked.add_argument("--seed", type=whole_number, default=random.randrange(10**9), help="begins the histories")
    asked.add_argument("--shrink", action="store_true", help="make a history that differs as short as it can be")
    at_once = "how many run at once, and share the steps (default: one for each core)"
    asked.add_argument("--processes", type=whole_number, default=os.cpu_count() or 1, help=at_once)
    options = asked.parse_args(arguments)
    options.processes = max(1, options.processes)
    return options


def shares_of(engine_name: str, options: argparse.Namespace) -> list[Share]:
    """Divide an engine's steps among the processes; each has seeds of its own, its first one is in what it prints."""
    shares, count = [], min(options.processes, options.steps)
    for nth in range(count):
        steps = options.steps // count + (nth < options.steps % count)
        seed = options.seed + nth * SEEDS_APART
        environ = {"SOAK_STEPS": str(steps), "SOAK_SEED": str(seed), "SOAK_SHRINK": "1" if options.shrink else ""}
        shares.append(Share(engine_name, f"histories {nth + 1}", "tests/stress/test_soak.py", environ))
    if options.rounds:
        environ = {"FIFTY_ROUNDS": str(options.rounds)}
        shares.append(Share(engine_name, "fifty hands", "tests/stress/test_fifty_at_once.py", environ))
    if options.schedules:
        environ = {"SCHEDULE_BATCHES": str(options.schedules)}
        shares.append(Share(engine_name, "schedules", "tests/orders/test_schedules.py", environ))
    if options.arrivals:
        environ = {"HOSTILE_ARRIVALS": str(options.arrivals), "SOAK_SEED": str(options.seed)}
        shares.append(Share(engine_name, "arrivals", "tests/stress/test_hostile_arrivals.py", environ))
    return shares


def _run(share: Share) -> int:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-s",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:logging",
        "-p",
        "no:warnings",
    ]
    command.append(share.file)
    environ = os.environ | share.environ | {"TBO_TEST_DATABASE": share.engine}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as run:
        for line in run.stdout or ():
            # What the shop logs of ordered trouble is not what one wants to read here.
            if '"level": "' not in line:
                print(f"{share.engine}, {share.name}: {line}", end="", flush=True)
    return run.returncode


if __name__ == "__main__":
    sys.exit(main())

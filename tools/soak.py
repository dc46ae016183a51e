"""`make soak`: many random histories beside the model, and many rounds of fifty hands, on each engine."""

import argparse
import os
import random
import subprocess
import sys

ENGINES = ("sqlite", "postgresql")


def main() -> int:
    """Run what was asked for, one engine after the other; return the first failing exit code."""
    asked = argparse.ArgumentParser(prog="make soak", description=__doc__)
    asked.add_argument("engines", nargs="*", default=[], metavar="sqlite|postgresql")
    asked.add_argument("--steps", type=int, default=100_000, help="steps of histories on each engine")
    asked.add_argument("--rounds", type=int, default=1000, help="rounds of fifty hands for each deed, on each engine")
    asked.add_argument("--seed", type=int, default=random.randrange(10**9), help="begins the histories")
    asked.add_argument("--shrink", action="store_true", help="make a history that differs as short as it can be")
    options = asked.parse_args()
    environ = os.environ | {
        "SOAK_STEPS": str(options.steps),
        "SOAK_SEED": str(options.seed),
        "SOAK_SHRINK": "1" if options.shrink else "",
        "FIFTY_ROUNDS": str(options.rounds),
    }
    chosen = ["tests/stress/test_soak.py"] * bool(options.steps)
    chosen += ["tests/stress/test_fifty_at_once.py"] * bool(options.rounds)
    codes = [_run(engine, environ, chosen) for engine in options.engines or ENGINES]
    return next((code for code in codes if code), 0)


def _run(engine: str, environ: dict[str, str], chosen: list[str]) -> int:
    print(f"\n== {engine}, seed {environ['SOAK_SEED']} ==", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", "-p", "no:logging", *chosen]
    environ = environ | {"TBO_TEST_DATABASE": engine}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as run:
        for line in run.stdout or ():
            # What the shop logs of ordered trouble is not what one wants to read here.
            if '"level": "' not in line:
                print(line, end="", flush=True)
    return run.returncode


if __name__ == "__main__":
    sys.exit(main())

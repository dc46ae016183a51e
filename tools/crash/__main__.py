"""`make crash`: kill the shop at every write system call of notify, checkout, deduction, refund and redeem."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.support.databases import Postgres, Sqlite

from ..engines import engine, whole_number
from .scenes import SCENES, Scene
from .stage import Stage
from .tracing import CannotTrace

SERVERS = {"sqlite": Sqlite, "postgresql": Postgres}


def main(arguments: list[str] | None = None) -> int:
    """Kill and judge; print the figures, and return 0 when nothing was lost, doubled or left to a person."""
    asked = argparse.ArgumentParser(prog="make crash", description=__doc__)
    asked.add_argument("engines", nargs="*", default=[], type=engine, metavar="sqlite|postgresql")
    asked.add_argument(
        "--points", type=whole_number, help="as many deaths on each engine, evenly spread (default: every one)"
    )
    only = "only scenes whose name begins so; may be named several times"
    asked.add_argument("--scene", action="append", type=_scene, help=only)
    options = asked.parse_args(arguments)
    scenes = [scene for scene in SCENES if scene.name.startswith(tuple(options.scene or [""]))]
    try:
        wrong = sum(_run(name, scenes, options.points) for name in options.engines or SERVERS)
    except CannotTrace as why:
        print(f"make crash cannot run here: {why}", file=sys.stderr)
        return 2
    return 1 if wrong else 0


def _scene(name: str) -> str:
    if not any(scene.name.startswith(name) for scene in SCENES):
        every = "; ".join(scene.name for scene in SCENES)
        raise argparse.ArgumentTypeError(f"no scene begins with {name!r}; they are: {every}")
    return name


def _run(name: str, scenes: list[Scene], points: int | None) -> int:
    began, deaths, wrong, server = time.monotonic(), 0, 0, SERVERS[name]()
    try:
        with tempfile.TemporaryDirectory(prefix="tbo-crash-") as folder:
            stage = Stage(server, Path(folder))
            for scene in scenes:
                killed, found = _play(stage, scene, points and max(1, points // len(scenes)))
                deaths, wrong = deaths + killed, wrong + found
                print(f"{name:<11} {scene.name:<30} {killed:>4} deaths, {found} wrong", flush=True)
    finally:
        server.stop()
    took = time.monotonic() - began
    print(f"{name}: killed {deaths} times in {took:.0f} s; {wrong} times something was lost, twice, or for a person.")
    return wrong


def _play(stage: Stage, scene: Scene, points: int | None) -> tuple[int, int]:
    set_up = stage.set_up(scene)
    every, wrong = set_up.happens(None), 0
    wrong += _judged(set_up.difference(), scene, None)
    step = max(1.0, every / points) if points else 1.0
    chosen = [1 + int(nth * step) for nth in range(int(every / step))]
    for kill_at in chosen:
        set_up.happens(kill_at)
        wrong += _judged(set_up.difference(), scene, kill_at)
    return len(chosen), wrong


def _judged(difference: str, scene: Scene, kill_at: int | None) -> int:
    if difference:
        where = f"killed at write {kill_at}" if kill_at else "not killed"
        print(f"  {scene.name}, {where}: {difference}", flush=True)
    return 1 if difference else 0


if __name__ == "__main__":
    sys.exit(main())

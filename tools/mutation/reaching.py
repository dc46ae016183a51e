"""Knows which test goes through which line, how long it takes, and whether it passes; kept by test file."""

import ast
import hashlib
import json
import os
import re
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import coverage

# Where tables are compared with what migrations make.
TABLES = "tests/test_migrations.py"


@dataclass(frozen=True)
class Way:
    """One test's way through the code: the processor time it takes and its lines by file."""

    test: str
    seconds: float
    lines: dict[str, set[int]]

    @property
    def file(self) -> str:
        """The file that holds the test."""
        return self.test.partition("::")[0]


def walk(root: Path, sources: list[str], items: Iterable, run) -> list[dict]:
    """Run tests with `run`, which says whether one passes, and return their ways; those that fail are marked so."""
    watching = coverage.Coverage(data_file=None, source=[str(root / source) for source in sources], config_file=False)
    watching.start()
    told = []
    for item in items:
        watching.switch_context(item.nodeid)
        began = time.process_time()
        passed = run(item)
        told.append({"test": item.nodeid, "passed": passed, "seconds": time.process_time() - began})
    watching.stop()
    data = watching.get_data()
    for way in told:
        data.set_query_context(way["test"])
        lines = {file: data.lines(file) for file in data.measured_files()}
        way["lines"] = {str(Path(file).relative_to(root)): sorted(some) for file, some in lines.items() if some}
    return told


class Kept:
    """The ways that earlier runs found, as long as neither the test file nor a file on the way is another one."""

    def __init__(self, root: Path, folder: Path):
        self.root, self.folder = root, folder
        folder.mkdir(parents=True, exist_ok=True)

    def read(self, test_file: str) -> list[Way] | None:
        """Return the ways of a test file's passing tests, or nothing if they have to be walked anew."""
        at = self._at(test_file)
        kept = json.loads(at.read_text()) if at.exists() else {"digests": {test_file: ""}}
        if any(self._digest(file) != digest for file, digest in kept["digests"].items()):
            return None
        return [
            Way(way["test"], way["seconds"], {file: set(lines) for file, lines in way["lines"].items()})
            for way in kept["ways"]
            if way["passed"]
        ]

    def write(self, test_file: str, ways: list[dict]) -> None:
        """Keep what was walked."""
        files = {test_file, *(file for way in ways for file in way["lines"])}
        digests = {file: self._digest(file) for file in files}
        begun = self._at(test_file).with_suffix(f".{os.getpid()}")
        begun.write_text(json.dumps({"digests": digests, "ways": ways}))
        begun.rename(self._at(test_file))

    def _at(self, test_file: str) -> Path:
        return self.folder / (test_file.replace("/", "+") + ".json")

    def _digest(self, file: str) -> str:
        path = self.root / file
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def through(ways: Iterable[Way], file: str, lines: range, patience: float) -> list[str]:
    """Return tests that go through one of the lines, as `_in_turn` puts them."""
    return _in_turn([way for way in ways if not way.lines.get(file, set()).isdisjoint(lines)], file, patience)


def naming(ways: Iterable[Way], root: Path, file: str, place: range, patience: float) -> list[str]:
    """Return tests for a place that is read once: those that go through lines where what it makes is read.

    Where there are none: tests whose file names the module, and those that go through it anywhere; and without such,
    any may notice that nothing starts any more. A column is compared with its migration first.
    """
    ways = list(ways)
    compared = [way for way in ways if way.file == TABLES] if "mapped_column" in (root / file).read_text() else []
    others = [way for way in ways if way not in compared]
    reading = _reading(root, _made(root / file, place), {each for way in others for each in way.lines})
    going = [way for way in others if any(not lines.isdisjoint(way.lines.get(at, ())) for at, lines in reading.items())]
    if not going:
        stem = re.compile(rf"\b{Path(file).stem}\b")
        named = {name for name in {way.file for way in others} if stem.search((root / name).read_text())}
        going = [way for way in others if way.file in named or file in way.lines]
    return [*(way.test for way in compared), *_in_turn(going or ([] if compared else ways), file, patience)]


def _made(file: Path, place: range) -> set[str]:
    """Return the names that a module's own statement makes, of which `place` are lines."""
    statements = (node for node in ast.parse(file.read_text()).body if isinstance(node, (ast.Assign, ast.AnnAssign)))
    around = [node for node in statements if node.lineno <= place.start and place.stop - 1 <= (node.end_lineno or 0)]
    stored = (each for node in around for each in ast.walk(node) if isinstance(each, ast.Name))
    return {each.id for each in stored if isinstance(each.ctx, ast.Store)}


def _reading(root: Path, names: set[str], files: Iterable[str]) -> dict[str, set[int]]:
    """Return the lines of some files on which one of the names stands, by file."""
    if not names:
        return {}
    wanted = re.compile(rf"\b({'|'.join(map(re.escape, names))})\b")
    texts = {file: (root / file).read_text().splitlines() for file in files}
    found = {file: {n for n, line in enumerate(lines, 1) if wanted.search(line)} for file, lines in texts.items()}
    return {file: lines for file, lines in found.items() if lines}


def _in_turn(ways: Iterable[Way], file: str, patience: float) -> list[str]:
    """Return tests, quick ones first, each test file in its turn, the mirrored one first.

    All of them together take no longer than `patience`, in seconds.
    """
    by_file, mirrored = defaultdict(list), f"test_{Path(file).stem}"
    for way in ways:
        by_file[way.file].append(way)
    turns = sorted(by_file, key=lambda name: (not Path(name).stem.startswith(mirrored), name))
    rows = zip_longest(*(sorted(by_file[name], key=lambda way: way.seconds) for name in turns))
    chosen, spent = [], 0.0
    for way in (way for row in rows for way in row if way):
        spent += way.seconds
        if chosen and spent > patience:
            break
        chosen.append(way.test)
    return chosen

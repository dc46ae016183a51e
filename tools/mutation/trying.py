"""Tries spoilt code against tests: in forks of one pytest that has everything ready, or from the very beginning."""

import contextlib
import gc
import importlib.machinery
import json
import os
import resource
import select
import signal
import sys
import threading
import types
from collections import defaultdict
from functools import _lru_cache_wrapper
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa
from _pytest.runner import runtestprotocol

from .reaching import Kept, Way, naming, through, walk
from .spoiling import Spoilt

# What a test may take: many times what it ever needed. Whoever takes longer runs in a circle.
PROCESSOR_SECONDS = 30
QUIET_SECONDS = 240
# What all tests of one spoilt place may take together, by what they took before.
PATIENCE = 20
KILLED, SURVIVED, UNREACHED, ENDLESS, LATER = "killed", "survived", "unreached", "endless", "later"


def apart(work) -> list | None:
    """Do `work(tell)` in a fork and return what it told; nothing if it died or no longer said anything."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        _alone(work, writer)
    os.close(writer)
    told = _listen(reader, child)
    _, status = os.waitpid(child, 0)
    return None if status else told


def _alone(work, writer: int) -> None:
    """Be the fork: say nothing aloud, and end without putting anything away that belongs to whoever forked."""
    code = 1
    with contextlib.suppress(BaseException):
        os.setpgid(0, 0)
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        work(lambda what: os.write(writer, (json.dumps(what) + "\n").encode()))
        code = 0
    os._exit(code)


def _listen(reader: int, child: int) -> list:
    text = b""
    with os.fdopen(reader, "rb", buffering=0) as pipe:
        while select.select([pipe], [], [], QUIET_SECONDS)[0]:
            piece = pipe.read(1 << 20)
            if not piece:
                break
            text += piece
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL) if not text.endswith(b'"end"\n') else None
    return [json.loads(line) for line in text.splitlines()[:-1]]


class Calm:
    """Lets properties be tried the same way each time, and nothing be made smaller that failed."""

    def pytest_sessionstart(self):
        """Begin after the project said what it wants itself, and before a test file is read."""
        wanted = hypothesis.settings()
        phases = [phase for phase in wanted.phases if phase is not hypothesis.Phase.shrink]
        calm = {"database": None, "derandomize": True, "phases": phases, "print_blob": False}
        hypothesis.settings.register_profile("mutation", wanted, **calm)
        hypothesis.settings.load_profile("mutation")


class Ready(Calm):
    """A pytest that has collected, opened its databases and built its shops, and then forks for each spoilt place."""

    def __init__(self, root: Path, spoilt: list[Spoilt], kept: Kept, sources: list[str], tell):
        self.root, self.spoilt, self.kept, self.sources, self.tell = root, spoilt, kept, sources, tell
        self.ways: list[Way] = []
        self.sound: dict[str, bool] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        """Instead of running the tests once, run those that matter for each spoilt place."""
        self.items = {item.nodeid: item for item in session.items}
        self._warm()
        self._know_ways()
        self.functions = _functions_by_place(self.root)
        gc.collect()
        gc.freeze()
        for spoilt in self.spoilt:
            self.tell(spoilt, *self._try(spoilt))
        return True

    @staticmethod
    def borrowed() -> list[str]:
        """Return the modules of others that all this has loaded: who loads them once need not do it for each try."""
        where = {name: getattr(module, "__file__", None) or "" for name, module in sys.modules.items()}
        return [name for name, file in where.items() if "site-packages" in file and name.split(".")[0] != "tbo"]

    def _warm(self) -> None:
        """Run the first test of each fixture that serves all tests, so that no fork has to build it.

        Only those of `tests/conftest.py`: others start servers, and threads do not come along into a fork.
        """
        items, seen = list(self.items.values()), set()
        for item in items:
            found = [fixture[-1] for fixture in item._fixtureinfo.name2fixturedefs.values()]
            serving = [fixture for fixture in found if fixture.scope == "session" and fixture.baseid]
            names = {fixture.argname for fixture in serving if fixture.baseid == "tests"}
            if names - seen and len(names) == len(serving):
                seen |= names
                runtestprotocol(item, log=False, nextitem=items[-1])
        if threading.active_count() > 1:
            print(f"threads that no fork has: {threading.enumerate()}", flush=True)

    def _know_ways(self) -> None:
        by_file = defaultdict(list)
        for item in self.items.values():
            by_file[item.nodeid.partition("::")[0]].append(item)
        for file, items in by_file.items():
            if self.kept.read(file) is None:
                self._walk(file, items)
            self.ways += [way for way in self.kept.read(file) or [] if way.test in self.items]

    def _walk(self, file: str, items: list) -> None:
        def work(tell):
            _forget_connections()
            steps = self._running(items, tell)
            tell(walk(self.root, self.sources, items, steps))
            tell("end")

        told = apart(work)
        if told is None:
            print(f"{file} does not run in a fork: left out", flush=True)
        else:
            self.kept.write(file, told[-1])

    def _running(self, items: list, tell):
        """Return a function that runs one of the items and says whether it passes."""
        following = dict(zip((item.nodeid for item in items), [*items[1:], items[-1]], strict=True))
        items[0].session._setupstate.teardown_exact(items[0])  # What was ready for another file.

        def run(item) -> bool:
            tell("next")
            _limit()
            return not any(part.failed for part in runtestprotocol(item, log=False, nextitem=following[item.nodeid]))

        return run

    def _try(self, spoilt: Spoilt) -> tuple[str, object]:
        is_alive = _alive(spoilt, self.root, self.functions)
        lines = range(spoilt.first, spoilt.last + 1) if is_alive else range(0)
        tests = through(self.ways, spoilt.file, lines, PATIENCE)
        if not tests:
            # Perhaps it runs once, when everything starts.
            place = range(spoilt.first, spoilt.last + 1)
            return LATER, naming(self.ways, self.root, spoilt.file, place, PATIENCE)
        told = self._first_failure(tests, spoilt)
        while told and not self._is_sound(told):
            tests.remove(told)
            told = self._first_failure(tests, spoilt)
        if told is None:
            return ENDLESS, ""
        return (KILLED, told) if told else (SURVIVED, "")

    def _first_failure(self, tests: list[str], spoilt: Spoilt | None) -> str | None:
        """Return the first test that fails, "" if none does; nothing if one of them never ends."""
        items = [self.items[test] for test in tests]

        def work(tell):
            _forget_connections()
            if spoilt:
                spoil(spoilt, self.root, self.functions)
            run = self._running(items, tell)
            tell(next((item.nodeid for item in items if not run(item)), ""))
            tell("end")

        told = apart(work)
        return told[-1] if told else None

    def _is_sound(self, test: str) -> bool:
        """Whether a test passes in a fork where nothing is spoilt; else its failure says nothing."""
        if test not in self.sound:
            self.sound[test] = self._first_failure([test], None) == ""
        return self.sound[test]


def from_the_beginning(root: Path, spoilt: Spoilt, tests: list[str]) -> tuple[str, str]:
    """Start a pytest for tests of these names with a file spoilt that is read only once, when everything starts."""
    path, real = str(root / spoilt.file), importlib.machinery.SourceFileLoader.get_code
    code = compile(spoilt.text, path, "exec", dont_inherit=True)

    def work(tell):
        importlib.machinery.SourceFileLoader.get_code = lambda loader, name: (
            code if loader.path == path else real(loader, name)
        )
        files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
        tell(int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *files], plugins=[Only(tests, tell)])))
        tell("end")

    told = apart(work)
    if told is None:
        return ENDLESS, ""
    ended = {int(pytest.ExitCode.OK): SURVIVED, int(pytest.ExitCode.NO_TESTS_COLLECTED): UNREACHED}
    return ended.get(told[-1], KILLED), ""


class Only(Calm):
    """Leaves only some tests. Parameters do not count: what is spoilt may be in their names."""

    def __init__(self, tests: list[str], tell):
        self.places = {test.partition("[")[0]: number for number, test in reversed([*enumerate(tests)])}
        self.tell = tell

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        """Keep what was asked for, as it was asked for."""
        places = {item: self.places.get(item.nodeid.partition("[")[0]) for item in items}
        items[:] = sorted((item for item in items if places[item] is not None), key=places.get)

    def pytest_runtest_logstart(self):
        """Give each test its time."""
        self.tell("next")
        _limit()


def _limit() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + PROCESSOR_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def _functions_by_place(root: Path) -> dict[tuple[str, str], list[types.FunctionType]]:
    """Return every function of ours that is alive, by file and name."""
    found = defaultdict(list)
    for thing in gc.get_objects():
        if isinstance(thing, types.FunctionType) and thing.__code__.co_filename.startswith(str(root / "tbo")):
            found[thing.__code__.co_filename, thing.__code__.co_qualname].append(thing)
    return found


def _alive(spoilt: Spoilt, root: Path, functions) -> list[types.FunctionType]:
    """Return the functions that hold the spoilt place; none where it is read only once, when everything starts."""
    same_name = functions.get((str(root / spoilt.file), spoilt.inside), [])
    return [function for function in same_name if function.__code__.co_firstlineno == spoilt.begins]


def spoil(spoilt: Spoilt, root: Path, functions) -> None:
    """Give the living function, and those inside it, the code of the spoilt file."""
    path = str(root / spoilt.file)
    pieces = [compile(spoilt.text, path, "exec", dont_inherit=True)]
    while pieces:
        piece = pieces.pop()
        pieces += [const for const in piece.co_consts if isinstance(const, types.CodeType)]
        if piece.co_qualname == spoilt.inside and piece.co_firstlineno == spoilt.begins:
            for function in _alive(spoilt, root, functions):
                function.__code__ = piece
        elif piece.co_qualname.startswith(f"{spoilt.inside}.<locals>."):
            for function in functions.get((path, piece.co_qualname), []):
                function.__code__ = piece
    for thing in gc.get_objects():
        # Asked by its type: a weak reference to what is gone answers for nothing else.
        if issubclass(type(thing), _lru_cache_wrapper) and (getattr(thing, "__module__", "") or "").startswith("tbo"):
            thing.cache_clear()


def _forget_connections() -> None:
    """Leave the connections to whoever forked."""
    for thing in gc.get_objects():
        if issubclass(type(thing), sa.Engine):
            thing.dispose(close=False)

"""`make mutation` spoils what runs and nothing else, in living functions too, and asks the tests that go there."""

import importlib.util
import weakref

import pytest

from tools.mutation import spoiling, trying
from tools.mutation.__main__ import main as mutation
from tools.mutation.reaching import TABLES, Way, naming, through

TEXT = '''"""A module."""

import logging

log = logging.getLogger(__name__)
MOST = 5


def holds(count: int | None) -> bool:
    """Whether so many fit."""
    log.info("asked for %s", 1 + 2)
    return count is not None and count < MOST


class Box:
    @property
    def double(self) -> int:
        return 2 * MOST
'''


@pytest.fixture
def module(tmp_path):
    file = tmp_path / "tbo" / "boxes.py"
    file.parent.mkdir()
    file.write_text(TEXT)
    spec = importlib.util.spec_from_file_location("boxes", file)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def spoilt_of(tmp_path, changed: str) -> spoiling.Spoilt:
    return next(
        spoilt for spoilt in spoiling.all_of(tmp_path, tmp_path / "tbo" / "boxes.py") if changed in spoilt.difference
    )


def test_what_is_logged_or_only_a_type_is_left_alone(module, tmp_path):
    lines = {spoilt.first for spoilt in spoiling.all_of(tmp_path, tmp_path / "tbo" / "boxes.py")}
    assert lines == {5, 6, 12, 18}


def test_the_same_seed_spoils_the_same_places_and_all_are_changes(module, tmp_path):
    first, again, other = ([*spoiling.sample(tmp_path, tmp_path / "tbo", 6, seed)] for seed in (1, 1, 2))
    assert [spoilt.number for spoilt in first] == [spoilt.number for spoilt in again] != [s.number for s in other]
    assert all(spoilt.text != TEXT for spoilt in first)
    assert len([*spoiling.sample(tmp_path, tmp_path / "tbo", None, 1)]) > len(first) == 6


@pytest.mark.parametrize(
    ("changed", "now"),
    [("+    return count is not None and count <= MOST", (True, 10)), ("+        return 3 * MOST", (False, 15))],
)
def test_a_living_function_or_property_is_spoilt_where_it_is(module, tmp_path, changed, now):
    held, box = module.holds, module.Box()
    living = {
        (str(tmp_path / "tbo/boxes.py"), function.__qualname__): [function]
        for function in (held, module.Box.double.fget)
    }
    assert (held(5), box.double) == (False, 10)
    # Whatever else lives meanwhile does not matter, be it a way to something that is gone.
    gone = weakref.proxy(module.Box())
    trying.spoil(spoilt_of(tmp_path, changed), tmp_path, living)
    assert (held(5), box.double) == now
    with pytest.raises(ReferenceError):
        str(gone)


def test_what_is_read_once_at_the_start_has_no_living_function(module, tmp_path):
    assert not spoilt_of(tmp_path, "+MOST = 6").inside
    assert spoilt_of(tmp_path, "+        return 3 * MOST").inside == "Box.double"


def test_tests_on_the_way_are_asked_quick_ones_first_and_the_mirrored_file_before_others(tmp_path):
    def way(test, seconds, *lines):
        return Way(test, seconds, {"tbo/boxes.py": set(lines)} if lines else {})

    ways = [way("a.py::slow", 3, 12), way("a.py::quick", 1, 12), way("test_boxes.py::t", 2, 12), way("b.py::t", 1)]
    assert through(ways, "tbo/boxes.py", range(12, 13), 10) == ["test_boxes.py::t", "a.py::quick", "a.py::slow"]
    assert through(ways, "tbo/boxes.py", range(12, 13), 3) == ["test_boxes.py::t", "a.py::quick"]
    assert through(ways, "tbo/boxes.py", range(13, 14), 10) == []
    files = {"a.py": "", "b.py": "from tbo import boxes", "test_boxes.py": "", "tbo/boxes.py": "", TABLES: ""}
    (tmp_path / "tbo").mkdir()
    (tmp_path / "tests").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert "b.py::t" in naming(ways, tmp_path, "tbo/boxes.py", range(1, 2), 10)
    # A column is compared with what migrations make, however long that takes.
    ways.append(way(f"{TABLES}::compared", 9))
    assert f"{TABLES}::compared" not in naming(ways, tmp_path, "tbo/boxes.py", range(1, 2), 3)
    (tmp_path / "tbo" / "boxes.py").write_text("size = mapped_column()")
    assert naming(ways, tmp_path, "tbo/boxes.py", range(1, 2), 3) == [
        f"{TABLES}::compared",
        "test_boxes.py::t",
        "a.py::quick",
    ]


def test_of_what_a_module_makes_once_those_are_asked_that_read_it(tmp_path):
    module = "MOST = (\n  3,\n)\nother = 1\ndef f():\n    return MOST\n"
    for name, text in {"tbo/boxes.py": module, "a.py": "boxes", "b.py": ""}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    reads, near = Way("b.py::reads", 5, {"tbo/boxes.py": {5, 6}}), Way("b.py::near", 1, {"tbo/boxes.py": {5}})
    named = Way("a.py::named", 1, {})
    ways = [named, near, reads]
    assert naming(ways, tmp_path, "tbo/boxes.py", range(2, 3), 3) == ["b.py::reads"]
    assert naming(ways, tmp_path, "tbo/boxes.py", range(4, 5), 9) == ["a.py::named", "b.py::near", "b.py::reads"]


def test_a_fork_that_dies_or_says_nothing_is_told_from_one_that_answers():
    assert trying.apart(lambda tell: [tell("a"), tell("end")]) == ["a"]
    assert trying.apart(lambda tell: [tell("a"), 1 / 0]) is None


@pytest.mark.parametrize(
    ("arguments", "sentence"), [(["rule"], "invalid choice: 'rule'"), (["--sample", "few"], "'few' is not a whole")]
)
def test_what_nobody_knows_is_refused(arguments, sentence, capsys):
    with pytest.raises(SystemExit) as ended:
        mutation(arguments)
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err

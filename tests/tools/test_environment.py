"""The environment's set-up: what it needs, and how it recovers from a try that was broken off."""

import re
import sys
from pathlib import Path

import pytest

from tools import environment

ROOT = Path(__file__).resolve().parents[2]
PINNED = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)", re.MULTILINE)


@pytest.fixture
def calls(monkeypatch, tmp_path):
    """Stand in an empty folder and note what would be run; nothing is installed."""
    monkeypatch.chdir(tmp_path)
    noted: list[tuple[str, ...]] = []

    def note(*command) -> bool:
        noted.append(tuple(str(part) for part in command))
        return not any("fails" in part for part in noted[-1])

    monkeypatch.setattr(environment, "_run", note)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    return noted


def test_an_old_python_is_told_which_one_is_needed(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 8, 10))
    assert environment.main("requirements.txt", "stamp") == 1
    assert "Python 3.11 or newer is needed" in capsys.readouterr().err


def test_a_broken_environment_is_made_anew(calls, tmp_path):
    python = tmp_path / ".venv" / "bin" / "python"
    python.symlink_to(tmp_path / "gone")
    assert environment.main("requirements.txt", str(tmp_path / "stamp")) == 0
    assert calls[0][1:] == ("-m", "venv", "--clear", ".venv")
    assert [call[-1] for call in calls[1:3]] == ["requirements-pip.txt", "requirements.txt"]
    assert (tmp_path / "stamp").exists()


def test_an_environment_without_pip_is_made_anew(calls, tmp_path):
    python = tmp_path / ".venv" / "bin" / "python"
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    environment.main("requirements.txt", str(tmp_path / "stamp"))
    assert "--clear" in calls[0]


def test_a_working_environment_is_kept(calls, tmp_path):
    python = tmp_path / ".venv" / "bin" / "python"
    python.write_text("#!/bin/sh\nexit 0\n")
    python.chmod(0o755)
    environment.main("requirements.txt", str(tmp_path / "stamp"))
    assert not [call for call in calls if "venv" in call]
    assert "--require-hashes" in calls[0]


def built(monkeypatch, tmp_path, how: str, other: str) -> str:
    """Be a Python built somehow, beside another that says of itself what version it is; return the other's path."""
    quick = tmp_path / "usr" / "bin" / "python3.11"
    quick.parent.mkdir(parents=True)
    quick.write_text(f"#!/bin/sh\n{other}\n")
    quick.chmod(0o755)
    monkeypatch.setattr(environment, "QUICK", quick)
    monkeypatch.setattr(environment.sysconfig, "get_config_var", lambda _name: how)
    return str(quick)


ALIKE = "echo {} {}".format(*sys.version_info[:2])


def test_the_quicker_python_of_the_distribution_is_taken_where_nobody_named_one(calls, monkeypatch, tmp_path):
    quick = built(monkeypatch, tmp_path, "'--enable-shared'", ALIKE)
    environment.main("requirements.txt", str(tmp_path / "stamp"), "")
    assert calls[0] == (quick, "-m", "venv", "--clear", ".venv")


@pytest.mark.parametrize(
    ("how", "other", "named"),
    [
        ("'--enable-optimizations'", ALIKE, ""),
        ("'--enable-shared'", "echo 3 9", ""),
        ("'--enable-shared'", "exit 1", ""),
        ("'--enable-shared'", ALIKE, "command line"),
    ],
)
def test_the_python_that_was_found_or_named_is_taken_otherwise(calls, monkeypatch, tmp_path, how, other, named):
    built(monkeypatch, tmp_path, how, other)
    environment.main("requirements.txt", str(tmp_path / "stamp"), named)
    assert calls[0][0] == sys.executable


def test_without_a_newer_pip_the_one_of_python_goes_on(calls, tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "INSTALLER", "fails.txt")
    assert environment.main("requirements.txt", str(tmp_path / "stamp")) == 0
    assert (tmp_path / "stamp").exists()


def test_a_failed_installation_leaves_no_stamp_and_no_traceback(calls, tmp_path, capsys):
    assert environment.main("fails.txt", str(tmp_path / "stamp")) == 1
    assert not (tmp_path / "stamp").exists()
    assert "The next try goes on from here" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "lock"),
    [
        ("requirements.in", "requirements.txt"),
        ("requirements-pip.in", "requirements-pip.txt"),
        ("requirements.in", "requirements-dev.txt"),
        ("requirements-dev.in", "requirements-dev.txt"),
    ],
)
def test_what_is_asked_for_is_locked_also_for_the_tests(asked, lock):
    wanted, locked = (set(PINNED.findall((ROOT / name).read_text())) for name in (asked, lock))
    assert wanted
    assert wanted <= locked, f"{lock} lacks {sorted(wanted - locked)}: make lock"

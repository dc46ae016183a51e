"""Makes the virtual environment from a locked list; runs on a bare Python, so only the standard library here."""

import subprocess
import sys
import sysconfig
from pathlib import Path

FOLDER = Path(".venv")
WANTED = (3, 11)
INSTALLER = "requirements-pip.txt"
WORKS = "import sys, pip; sys.exit(sys.version_info < (3, 11) or sys.prefix == sys.base_prefix)"
OLD = "Python %d.%d or newer is needed, this is %s. Name another one: make run PYTHON=/path/to/python3.11"
NO_VENV = "This Python cannot make virtual environments (on Debian and Ubuntu: apt-get install python3-venv)."
# The distribution's own, built with a profile of what Python usually does. pyenv leaves that out unless it is asked,
# and pages and tests then take longer (by how much: `docs/decisions/0033-the-quicker-python.md`).
QUICK = Path("/usr/bin/python3.11")
LIKE_THIS = "import sys, ensurepip, venv; print(*sys.version_info[:2])"
BROKEN = "The environment could not be installed; what is written above says why. The next try goes on from here."


def main(requirements: str, stamp: str, named: str = "") -> int:
    """Install what `requirements` locks, prune the payment SDK, compile, and leave `stamp` behind.

    The environment is made of the Python that runs this; of a quicker one of its version where nobody `named` it.
    """
    if sys.version_info < WANTED:
        return _refuse(OLD % (*WANTED, sys.version.split()[0]))
    print(f"Installing {requirements} into {FOLDER} (about a minute, once) …", flush=True)
    python = FOLDER / "bin" / "python"
    if not _works(python):
        if not _make(sys.executable if named else _quicker()):
            return _refuse(NO_VENV)
        # Where this fails the pip that came with Python goes on; it only takes longer.
        _install(python, INSTALLER)
    installed = _install(python, requirements)
    if not (installed and _run(python, "-m", "tools.prune_alipay", "--restore", requirements, "--compile")):
        return _refuse(BROKEN)
    Path(stamp).touch()
    return 0


def _works(python: Path) -> bool:
    """Whether an earlier try left an environment that can install; half a one, or one of another Python, cannot."""
    try:
        return subprocess.run([str(python), "-c", WORKS], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _quicker() -> str:
    """Return the distribution's Python where this one was built without a profile and that one can stand for it."""
    has_profile = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
    if has_profile or Path(sys.base_prefix) == QUICK.parents[1] or not QUICK.exists():
        return sys.executable
    asked = subprocess.run([str(QUICK), "-c", LIKE_THIS], capture_output=True, text=True, check=False)
    is_alike = asked.stdout.split() == [str(part) for part in sys.version_info[:2]]
    return str(QUICK) if is_alike else sys.executable


def _make(python: str) -> bool:
    return _run(python, "-m", "venv", "--clear", FOLDER)


def _install(python: Path, requirements: str) -> bool:
    quiet = ("-qq", "--disable-pip-version-check", "--no-compile", "--require-hashes")
    return _run(python, "-m", "pip", "install", *quiet, "-r", requirements)


def _run(*command) -> bool:
    return subprocess.run([str(part) for part in command], check=False).returncode == 0


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)

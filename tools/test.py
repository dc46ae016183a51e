"""`make test`: everything the tests need, then every test on SQLite and on PostgreSQL, with a real browser."""

import os
import shutil
import subprocess
import sys
import tempfile
import time

ENGINES = ("sqlite", "postgresql")
NO_BROWSER = (
    "The journeys need Chromium, and this account may not install it. "
    "Please run: sudo apt-get install chromium  (or name a browser with CHROMIUM=/path)."
)


def main(arguments: list[str]) -> int:
    """Run the suite on both engines and return the first failing exit code; `arguments` go to pytest."""
    if browser() is None and not _install_browser():
        print(NO_BROWSER)
        return 1
    began = time.monotonic()
    if arguments:
        codes = [_run(engine, arguments) for engine in ENGINES]
    else:
        # A test of the shop uses one core, a journey uses all of them.
        codes = [*_side_by_side(["-m", "not journey"]), *(_run(engine, ["-m", "journey"]) for engine in ENGINES)]
    print(f"\nBoth engines took {time.monotonic() - began:.0f} s.")
    return next((code for code in codes if code), 0)


def browser() -> str | None:
    """Return the path of a Chromium, or None."""
    named = os.environ.get("CHROMIUM")
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return named or next((path for path in found if path), None)


def _install_browser() -> bool:
    """Install Debian's Chromium with a Chinese font where this account may; return whether it is there now."""
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (sudo and not shutil.which("sudo")):
        return False
    print("Installing Chromium for the journeys …", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*sudo, "apt-get", "-qq", "update"], env=environ, **quiet)
    packages = ["chromium", "fonts-noto-cjk", "ffmpeg"]
    subprocess.run(
        [*sudo, "apt-get", "-qq", "-y", "--no-install-recommends", "install", *packages], env=environ, **quiet
    )
    return browser() is not None


def _side_by_side(arguments: list[str]) -> list[int]:
    """Run both engines at once; the second one's words follow the first one's."""
    first, second = ENGINES
    with tempfile.TemporaryFile("w+") as words:
        other = _start(second, arguments, stdout=words, stderr=subprocess.STDOUT)
        code = _run(first, arguments)
        other.wait()
        words.seek(0)
        print(f"\n== {second} ==\n{words.read()}", flush=True)
    return [code, other.returncode]


def _run(engine: str, arguments: list[str]) -> int:
    print(f"\n== {engine} ==", flush=True)
    return _start(engine, arguments).wait()


def _start(engine: str, arguments: list[str], **streams) -> subprocess.Popen:
    environ = os.environ | {"TBO_TEST_DATABASE": engine, "CHROMIUM": browser() or ""}
    return subprocess.Popen([sys.executable, "-m", "pytest", "-q", *arguments], env=environ, **streams)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

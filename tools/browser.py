"""Finds the journeys' browser, and installs what they need of Debian; on a bare Python, while pip does its part."""

import os
import shutil
import subprocess

from tools import nginx

LIGHT = "chromium-headless-shell"
OTHERS = ("chromium", "chromium-browser", "google-chrome")
NAMED = "JOURNEYS_BROWSER"
NONE = (
    "The journeys need Chromium, and this account may not install it. "
    f"Please run: sudo apt-get install chromium-headless-shell  (or name a browser with {NAMED}=/path)."
)


def path_or_none() -> str | None:
    """Return the path of a Chromium, the one without a window of its own first: it needs two thirds of the time.

    Before it comes only one that is named for the journeys; machines that name one for everybody (`CHROMIUM`) mean a
    whole one.
    """
    found = (os.environ.get(NAMED), shutil.which(LIGHT), os.environ.get("CHROMIUM"), *map(shutil.which, OTHERS))
    return next((path for path in found if path), None)


def main() -> None:
    """Install Debian's Chromium with a Chinese font, ffmpeg and nginx's program, each where this account may."""
    if shutil.which(LIGHT) is None:
        _install()
    nginx.fetch()


def _install() -> None:
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if os.environ.get(NAMED) or not shutil.which("apt-get") or (sudo and not shutil.which("sudo")):
        return
    print("Installing Chromium for the journeys …", flush=True)
    apt = [*sudo, "apt-get", "-qq", "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*apt, "update"], env=environ, **quiet)
    # Each by itself: what one Debian lacks keeps nobody from the rest.
    for package in (LIGHT, "fonts-noto-cjk", "ffmpeg"):
        subprocess.run([*apt, "-y", "--no-install-recommends", "install", package], env=environ, **quiet)
    if path_or_none() is None:
        subprocess.run([*apt, "-y", "--no-install-recommends", "install", "chromium"], env=environ, **quiet)


if __name__ == "__main__":
    main()

"""Installs the payment SDK again where pruning took what newer source needs; version and hashes are the locked ones."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

DISTRIBUTION = "alipay-sdk-python"


class NotRestored(Exception):
    """The SDK could not be installed again; the message says what to look at."""


def restore(locked: Path) -> None:
    """Install the SDK of the locked list `locked` over what is left of it. Raises NotRestored."""
    lines = locked_lines(locked.read_text())
    quiet = ("-qq", "--disable-pip-version-check", "--no-compile", "--no-deps", "--require-hashes", "--force-reinstall")
    with tempfile.TemporaryDirectory() as folder:
        alone = Path(folder) / "sdk.txt"
        alone.write_text(lines)
        ran = subprocess.run([sys.executable, "-m", "pip", "install", *quiet, "-r", str(alone)], check=False)
    if ran.returncode:
        raise NotRestored(f"pip could not install {DISTRIBUTION} of {locked} again; what it wrote above says why")


def locked_lines(text: str) -> str:
    """The SDK's entry in a locked list, with its hashes. Raises NotRestored when it has none."""
    entries = text.replace("\\\n", "\\\0").splitlines()
    mine = [entry for entry in entries if entry.startswith(f"{DISTRIBUTION}==")]
    if not mine:
        raise NotRestored(f"the list locks no {DISTRIBUTION}; run make lock")
    return mine[0].replace("\\\0", "\\\n") + "\n"

"""The secrets of a shop without an account anywhere: made once in its instance folder, in development only."""

import os
import secrets
from pathlib import Path

from .sandbox.keys import ensure_keys


def make_development_keys(folder: Path) -> None:
    """Make the secrets that a shop without an account anywhere needs; never in production, never twice."""
    folder.mkdir(parents=True, exist_ok=True)
    ensure_keys(folder)
    _write_once(folder / "secret-key", secrets.token_hex(32))
    _write_once(folder / "stream-keys", f"k1:{secrets.token_urlsafe(32)}")


def _write_once(file: Path, text: str) -> None:
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as opened:
            opened.write(text + "\n")

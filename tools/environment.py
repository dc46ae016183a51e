"""Makes the virtual environment from a locked list; runs on a bare Python 3.11, so only the standard library here."""

import subprocess
import sys
import venv
from pathlib import Path

FOLDER = Path(".venv")
WANTED = (3, 11)


def main(requirements: str, stamp: str) -> int:
    """Install what `requirements` locks, prune the payment SDK, compile, and leave `stamp` behind."""
    if sys.version_info < WANTED:
        print(f"Python {WANTED[0]}.{WANTED[1]} or newer is needed, this is {sys.version.split()[0]}.")
        return 1
    print(f"Installing {requirements} into {FOLDER} (about a minute, once) …", flush=True)
    if not (FOLDER / "bin" / "python").exists():
        venv.create(FOLDER, with_pip=True)
    python = str(FOLDER / "bin" / "python")
    quiet = ["--quiet", "--disable-pip-version-check", "--no-compile", "--require-hashes"]
    subprocess.run([python, "-m", "pip", "install", *quiet, "-r", requirements], check=True)
    subprocess.run([python, "-m", "tools.prune_alipay", "--compile"], check=True)
    Path(stamp).touch()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

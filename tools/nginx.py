"""Finds nginx for the journeys; where there is none, takes Debian's out of its package without installing anything."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "build" / "nginx"
# Where its program stands; older releases keep it in a package of the variant's name.
PACKAGES = ("nginx", "nginx-light", "nginx-core")
_PLACES = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", str(FOLDER)))


def path_or_none() -> str | None:
    """Return the path of nginx; None where it has not been found or does not start."""
    path = shutil.which("nginx", path=_PLACES)
    if path is None or subprocess.run([path, "-v"], capture_output=True, check=False).returncode:
        return None
    return path


def fetch() -> None:
    """Unpack nginx's program below build/, quietly and where apt can be asked: no service is set up or started."""
    if path_or_none() or not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as folder:
            quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
            apt = ["apt-get", "-qq", "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20"]
            subprocess.run([*apt, "download", package], **quiet)
            for archive in Path(folder).glob("*.deb"):
                subprocess.run(["dpkg-deb", "-x", archive, "unpacked"], **quiet)
            program = Path(folder, "unpacked", "usr", "sbin", "nginx")
            if program.is_file():
                FOLDER.mkdir(parents=True, exist_ok=True)
                shutil.copy2(program, FOLDER / "nginx")
                return

"""A real nginx in front of packaged films, configured as docs/delivery.md says."""

import contextlib
import os
import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tools import nginx

from .processes import free_ports

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "delivery.md"
START_S = 20


@contextlib.contextmanager
def running_nginx(folder: Path, media: Path, shop: str, key: str) -> Iterator[str]:
    """Serve the films below `media` for the pages of a shop; yield the address."""
    port = free_ports()
    configuration = folder / "nginx.conf"
    configuration.write_text(_whole(folder, _documented(port, media, shop, key)))
    with (folder / "nginx.log").open("w") as log:
        command = [nginx.path_or_none(), "-p", folder, "-c", configuration, "-e", folder / "error.log"]
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}/", process, folder)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _documented(port: int, media: Path, shop: str, key: str) -> str:
    """Return the server of the document with the names of this test in it."""
    text = re.search(r"^```nginx\n(.+?)^```$", DOCUMENT.read_text(), re.MULTILINE | re.DOTALL)[1]
    for theirs, ours in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("/srv/tbo/media/", f"{media}/"),
        ("https://shop.example", shop),
        ("the-key-of-the-shop", key),
    ):
        assert theirs in text
        text = text.replace(theirs, ours)
    return text


def _whole(folder: Path, server: str) -> str:
    """Return a configuration in which all that nginx writes stays in the folder."""
    kept = "".join(f"{each}_temp_path {folder}/{each};\n" for each in _WRITES)
    # Started by root it would read films as somebody else, who may not enter this test's folders.
    user = "user root;\n" if os.geteuid() == 0 else ""
    return (
        f"{user}daemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{kept}{server}}}\n"
    )


_WRITES = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def _wait(address: str, process: subprocess.Popen, folder: Path) -> None:
    ends_at = time.monotonic() + START_S
    while not _answers(address):
        assert process.poll() is None, (folder / "nginx.log").read_text() + (folder / "error.log").read_text()
        assert time.monotonic() < ends_at, (folder / "error.log").read_text()
        time.sleep(0.05)


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True

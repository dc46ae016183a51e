"""A server that speaks S3 and checks signatures, as a process of its own; with a bucket and settings that name it."""

import secrets
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.run import BIN

from .processes import free_ports

PATIENCE_S = 30


@contextmanager
def bucket(prefix: str = "films") -> Iterator[dict]:
    """Run a server with one bucket, kept in a folder; give the settings of a shop that keeps its films there."""
    name, port, key = f"tbo-films-{secrets.token_hex(4)}", free_ports(), f"test:{secrets.token_hex(16)}"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).mkdir()
        asked = ["serve", "s3", folder, "--addr", f"127.0.0.1:{port}", "--auth-key", key.replace(":", ",")]
        server = subprocess.Popen([BIN / "rclone", *asked, "--config", "", "--quiet"])
        try:
            _wait_for(port)
            yield {
                "media_store": f"s3://{name}/{prefix}",
                "s3_endpoint": f"http://127.0.0.1:{port}",
                "s3_region": "us-east-1",
                "s3_access_key": key,
                "s3_path_style": True,
            }
        finally:
            server.terminate()
            server.wait(PATIENCE_S)


def _wait_for(port: int) -> None:
    ends_at = time.monotonic() + PATIENCE_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert time.monotonic() < ends_at, "the server of buckets did not start"
            time.sleep(0.05)

"""`make slow`: start the shop as the Procfile does, let slow readers hold segments, and time a visitor's pages.

Each reader takes a segment over a connection that swallows little, so that the server waits for it as it would for a
phone in a tunnel. What counts is how long a visitor then waits for a page.
"""

import argparse
import http.client
import os
import secrets
import socket
import statistics
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from tbo.clock import now
from tbo.playback.signers import signer

from .bench.prepared import Shop, paid_episode, prepare
from .bench.servers import Server, serving

CROWDS = (0, 8, 60, 200)
GOAL_MS = 500
SECONDS = 10.0
PAUSE_S = 0.05
ASSET, SEGMENT = "slow-readers", "s0000.m4s"
# A segment of four seconds in 1080p has 2 MB; buffers on one machine swallow more than those of a network.
SEGMENT_BYTES = 16 * 1024 * 1024
BUFFER_BYTES = 4096
# What a reader takes at once, and how long it then pauses: 40 kbit a second.
SIP_BYTES, SIP_S = 1024, 0.2
ITS_OWN = ("WEB_CONCURRENCY", "TBO_WEB_THREADS")


def main() -> int:
    """Measure with no reader, 8, 60, and more than there are threads; 0 when no page took longer than the goal."""
    asked = argparse.ArgumentParser(prog="make slow", description=__doc__)
    asked.add_argument("--seconds", type=float, default=SECONDS, help=f"how long each crowd reads ({SECONDS:.0f})")
    seconds = asked.parse_args().seconds
    with tempfile.TemporaryDirectory() as folder:
        shop = prepare(Path(folder) / "shop")
        environ = {name: value for name, value in shop.environ.items() if name not in ITS_OWN}
        address = _segment(shop)
        print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}; gunicorn as the Procfile starts it")
        with serving("app:app", environ) as server:
            pages = ["/", "/library", paid_episode(shop.app)[2], "/search?q=deng"]
            met = [_measure(server, crowd, address, pages, seconds) for crowd in CROWDS]
    return 0 if all(met) else 1


def _segment(shop: Shop) -> str:
    """Put a large segment among the films; return a right address of it."""
    folder = shop.app.extensions["tbo.settings"].media_folder / ASSET
    folder.mkdir(parents=True)
    (folder / SEGMENT).write_bytes(secrets.token_bytes(SEGMENT_BYTES))
    with shop.app.app_context():
        signed = signer().address(ASSET, secrets.token_urlsafe(16), now())
    return f"{signed.url.rpartition('/')[0]}/{SEGMENT}"


def _measure(server: Server, crowd: int, address: str, pages: list[str], seconds: float) -> bool:
    with _readers(server, crowd, address) as still_reading:
        waits = _visit(server, pages, seconds)
        held = still_reading()
    worst, usual = max(waits), statistics.median(waits)
    print(
        f"{crowd:>3} slow readers ({held} still reading): {len(waits)} pages, half within {usual:.0f} ms, "
        f"95 % within {sorted(waits)[int(len(waits) * 0.95)]:.0f} ms, the longest {worst:.0f} ms"
    )
    if not held and crowd:
        raise RuntimeError("readers were done before the visitor was: nothing was measured")
    return worst <= GOAL_MS


@contextmanager
def _readers(server: Server, crowd: int, address: str):
    """Let so many read until the block ends; the block gets a function that counts who still does."""
    over = threading.Event()
    threads = [threading.Thread(target=_sip, args=(server, address, over), daemon=True) for _ in range(crowd)]
    for thread in threads:
        thread.start()
    time.sleep(1.0 if crowd else 0)
    try:
        yield lambda: sum(thread.is_alive() for thread in threads)
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _sip(server: Server, address: str, over: threading.Event) -> None:
    with socket.socket() as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
        reader.connect(("127.0.0.1", server.port))
        reader.sendall(f"GET {address} HTTP/1.1\r\nHost: {server.host}\r\n\r\n".encode())
        while not over.wait(SIP_S) and reader.recv(SIP_BYTES):
            pass


def _visit(server: Server, pages: list[str], seconds: float) -> list[float]:
    """Open a page after the other, each over a connection of its own; return how long each took, in milliseconds."""
    waits, ends_at = [], time.monotonic() + seconds
    while time.monotonic() < ends_at or len(waits) < len(pages):
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("GET", pages[len(waits) % len(pages)], headers={"Host": server.host})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{pages[len(waits) % len(pages)]} answered {answer.status}")
        waits.append((time.perf_counter() - began) * 1000)
        time.sleep(PAUSE_S)
    return waits


if __name__ == "__main__":
    sys.exit(main())

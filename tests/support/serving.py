"""Servers of a test's own: they listen on a free port for a while, and stop at once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer

from werkzeug.serving import make_server

# How often a server looks whether it is to stop; by itself it would do so twice a second, and every test wait for it.
LOOKS_EVERY_S = 0.01


@contextmanager
def listening(server: BaseServer) -> Iterator[BaseServer]:
    """Let a server answer until the block ends."""
    threading.Thread(target=server.serve_forever, args=(LOOKS_EVERY_S,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def served(application) -> Iterator[str]:
    """Let an application answer until the block ends, and say where."""
    with listening(make_server("127.0.0.1", 0, application, threaded=True)) as server:
        yield f"http://127.0.0.1:{server.port}"

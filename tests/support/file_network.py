"""A small delivery network: answers files over HTTP after a check of address or cookies, and refuses all else."""

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from tbo.rules.stream_token import TYPES

from .serving import listening

# Takes what stands behind the host and the cookies; returns the file's path below the films, or None to refuse.
Opens = Callable[[str, dict[str, str], float], str | None]


class FileNetwork:
    """One running network: its address, and how often it answered what."""

    def __init__(self, media: Path, shop: str, opens: Opens):
        self.media, self.shop, self.opens = media, shop, opens
        self.lets_cookies = True
        self.answers: Counter[int] = Counter()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def file_or_none(self, target: str, cookies: dict[str, str]) -> Path | None:
        """Return the file that a request opens."""
        path = self.opens(target, cookies, time.time())
        return None if path is None else self.media / path.lstrip("/")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        network = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                cookies = {name: one.value for name, one in SimpleCookie(self.headers.get("Cookie", "")).items()}
                file = network.file_or_none(self.path, cookies)
                body = file.read_bytes() if file and file.is_file() else b""
                status = 200 if body else 403
                network.answers[status] += 1
                self.send_response(status)
                self.send_header("Content-Type", TYPES.get(urlsplit(self.path).path.rpartition(".")[2], "text/plain"))
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Access-Control-Allow-Origin", network.shop)
                if network.lets_cookies:
                    self.send_header("Access-Control-Allow-Credentials", "true")
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, *_args):
                """Say nothing."""

        return Handler


@contextlib.contextmanager
def running_network(media: Path, shop: str, opens: Opens) -> Iterator[FileNetwork]:
    """Serve for a while."""
    network = FileNetwork(media, shop, opens)
    with listening(network.server):
        yield network

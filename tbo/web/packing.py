"""Compression of pages that are made for one request; kept pages and static files are packed once and for all.

A form's token may stand beside something from the address: its signature changes every second, so that the length of
the packed page tells nothing that could be used.
"""

from flask import Flask, Response, request

from .encodings import GZIP, best_encoding, packed

PACKED = frozenset({"text/html", "application/json", "application/manifest+json", "application/xml", "text/plain"})
WORTH_IT = 1_000  # Below it a packet is not even full.


def init_app(app: Flask) -> None:
    """Pack what leaves. Register before the other hooks: the first one runs last."""

    @app.after_request
    def pack(response: Response) -> Response:
        if response.mimetype not in PACKED or response.direct_passthrough or "Content-Encoding" in response.headers:
            return response
        if request.method == "HEAD" or (response.content_length or WORTH_IT) < WORTH_IT:
            return response
        response.vary.add("Accept-Encoding")
        # Brotli takes ten times as long for a tenth less.
        if best_encoding(request.headers.get("Accept-Encoding", "")):
            response.set_data(packed(response.get_data(), GZIP))
            response.headers["Content-Encoding"] = GZIP
        return response

"""Logs: one JSON line for each thing that happened, with the request's number and never a secret."""

import logging
import re
import secrets
import sys
import time

import structlog
from flask import Flask, Response, g, request

# A token is cut wherever in a path it stands: a mistyped address may still carry a living one.
SIGNED_PATH = re.compile(r"(/hls/+)[^/]+|v\d\.[a-z0-9]{1,8}\.\d{10}\.[^/]+")
SECRET_PATH = re.compile(r"^(/(?:receipts|restore)/)[^/]+")


def configure(level: str) -> None:
    """Send everything to standard output as JSON, in UTC."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processor=structlog.processors.JSONRenderer(ensure_ascii=False)
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("alembic").setLevel("WARNING")
    logging.getLogger("huey").setLevel("WARNING")


def init_app(app: Flask) -> None:
    """Number every request and write its line."""
    log = structlog.get_logger("tbo.web")

    @app.before_request
    def begin() -> None:
        g.request_id = secrets.token_hex(8)
        g.began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        if "request_id" in g:
            response.headers["X-Request-Id"] = g.request_id
            took = round((time.perf_counter() - g.began) * 1000, 1)
            log.info("request", method=request.method, path=_safe(request.path), status=response.status_code, ms=took)
        return response


def _safe(path: str) -> str:
    """Cut what must not be kept out of a path: playback tokens, receipt signatures."""
    return SECRET_PATH.sub(r"\1…", SIGNED_PATH.sub(lambda found: f"{found[1] or ''}…", path))[:200]

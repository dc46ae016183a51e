"""Logs: one JSON line for each thing that happened, with the request's number and never a secret."""

import logging
import secrets
import sys
import time

import structlog
from flask import Flask, Response, g, request

from ..db import is_command_line
from .unlogged import without_secrets

LONGEST_PATH = 200


def configure(level: str) -> None:
    """Send everything to standard output as JSON, in UTC; a command keeps that for its answer and logs beside it."""
    shared: list[structlog.typing.Processor] = [
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
    handler = logging.StreamHandler(sys.stderr if is_command_line() else sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                without_secrets,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
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
            log.info(
                "request", method=request.method, path=request.path[:LONGEST_PATH], status=response.status_code, ms=took
            )
        return response

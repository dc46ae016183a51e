"""What the shop logs, as its own handler writes it: a logger that was used before is not to be captured any more."""

import io
import json
import logging

import pytest
import structlog


@pytest.fixture
def lines():
    """Everything that is logged from INFO on, read when called."""
    root = logging.getLogger()
    written, formatter, level = io.StringIO(), _our_formatter(root), root.level
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter)
    root.addHandler(handler)
    root.setLevel("INFO")
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


def _our_formatter(root: logging.Logger) -> logging.Formatter:
    ours = (handler.formatter for handler in root.handlers)
    return next(found for found in ours if isinstance(found, structlog.stdlib.ProcessorFormatter))

"""How a setting is declared: a field that knows its variable, its sentence and its reader."""

from dataclasses import field
from typing import Any

from .readers import Reader, words


def variable(name: str, default, sentence: str, read: Reader = words, *, secret: bool = False) -> Any:
    """Declare one environment variable as a field of Settings."""
    return field(default=default, metadata={"name": name, "sentence": sentence, "read": read, "secret": secret})

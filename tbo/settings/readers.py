"""Readers of settings: each turns a variable's text into its value, or says in a ValueError what is allowed."""

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from ..rules.stream_token import read_keys

Reader = Callable[[str], Any]
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_DECIMAL = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
_HOST = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_PEM_LINE = re.compile(r"-----[A-Z ]+-----|\\[rn]|\s")
_YES_NO = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def words(text: str) -> str:
    """Take any text that can be written."""
    if not text.isprintable():
        raise ValueError("allowed are characters that can be seen")
    return text


def secret_lines(text: str) -> str:
    """Take a key: text that can be written, over several lines where it is PEM."""
    return "\n".join(words(line) for line in text.replace("\\n", "\n").splitlines())


def yes_or_no(text: str) -> bool:
    """Read a switch."""
    if text.lower() not in _YES_NO:
        raise ValueError("allowed are " + ", ".join(_YES_NO))
    return _YES_NO[text.lower()]


def one_of(*choices: str) -> Reader:
    """Read one of a few words."""

    def read(text: str) -> str:
        if text not in choices:
            raise ValueError("allowed are " + ", ".join(choices))
        return text

    return read


def whole(least: int, most: int) -> Reader:
    """Read a whole number; both bounds are allowed."""

    def read(text: str) -> int:
        if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
            raise ValueError(f"allowed is a whole number from {least} to {most}")
        return int(text)

    return read


def decimal(least: float, most: float) -> Reader:
    """Read a number with or without a point; both bounds are allowed."""

    def read(text: str) -> float:
        if not _DECIMAL.fullmatch(text) or not least <= float(text) <= most:
            raise ValueError(f"allowed is a number from {least:g} to {most:g}")
        return float(text)

    return read


def shaped(pattern: str, allowed: str) -> Reader:
    """Read what matches a pattern; `allowed` says it in words."""

    def read(text: str) -> str:
        if not re.fullmatch(pattern, text, re.ASCII):
            raise ValueError(f"allowed is {allowed}")
        return text

    return read


def several(read_one: Reader) -> Reader:
    """Read a list whose parts stand between commas."""

    def read(text: str) -> tuple:
        return tuple(read_one(part.strip()) for part in text.split(",") if part.strip())

    return read


def address(*schemes: str, with_path: bool = False, with_query: bool = False) -> Reader:
    """Read an address of one of `schemes`; without its last slash."""

    def read(text: str) -> str:
        parts = _split(text)
        is_other = parts is None or parts.scheme not in schemes or not parts.hostname or parts.fragment
        if is_other or (parts.query and not with_query):
            raise ValueError(f"allowed is an address such as {schemes[-1]}://shop.example")
        if parts.path.strip("/") and not with_path:
            raise ValueError("allowed is an address without a path")
        return text.rstrip("/")

    return read


def host(text: str) -> str:
    """Read the name of a host."""
    if not _HOST.fullmatch(text):
        raise ValueError("allowed are host names such as www.shop.example")
    return text.lower()


def database(text: str) -> str:
    """Read a database's address and name the driver that we use."""
    if text.startswith("sqlite:///"):
        return text
    parts = _split(text)
    if parts is None or parts.scheme not in ("postgres", "postgresql", "postgresql+psycopg") or not parts.path:
        raise ValueError("allowed are postgresql://name:password@host/database and sqlite:////path/to/file.db")
    return "postgresql+psycopg:" + text.partition(":")[2]


def time_zone(text: str) -> str:
    """Read the name of a time zone."""
    try:
        ZoneInfo(text)
    except (ValueError, OSError, LookupError):
        raise ValueError("allowed are names such as Asia/Shanghai or Europe/Berlin") from None
    return text


def stream_key(text: str) -> str:
    """Read a key that signs playback addresses."""
    read_keys([text])
    return text


def rsa_key(text: str) -> str:
    """Read a key that is whole; whether it is the right one is the doctor's question."""
    try:
        der = base64.b64decode(_PEM_LINE.sub("", text), validate=True)
    except binascii.Error:
        raise ValueError("allowed is a key as PEM or as bare base64") from None
    if der[:2] != b"\x30\x82" or len(der) != 4 + int.from_bytes(der[2:4], "big"):
        raise ValueError("the key is cut off, or it is no RSA key of 2048 bits or more")
    return text


def _split(text: str):
    """Return the parts of an address; None when it has none that make sense."""
    try:
        parts = urlsplit(text)
        # Reading the port is what checks it.
        _ = parts.port
    except ValueError:
        return None
    return parts

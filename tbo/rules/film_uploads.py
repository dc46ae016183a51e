"""What becomes of an uploaded film, and in which pieces it comes."""

from enum import StrEnum
from math import ceil

PIECE = 1024 * 1024
LARGEST = 64 * 1024**3


class UploadState(StrEnum):
    """Where an upload stands."""

    COMING = "coming"
    WAITING = "waiting"
    PACKAGING = "packaging"
    ON_AIR = "on-air"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNDER_WAY = frozenset({UploadState.COMING, UploadState.WAITING, UploadState.PACKAGING})
TO_BE_PACKAGED = frozenset({UploadState.WAITING, UploadState.PACKAGING})
NOT_AIRED = frozenset({UploadState.FAILED, UploadState.CANCELLED})


def pieces_of(size: int) -> int:
    """Return how many pieces a film of so many bytes comes in."""
    return ceil(size / PIECE)


def percent_come(pieces: int, size: int) -> int:
    """Return how much of a film is there with so many pieces; the last one may be smaller."""
    return min(100, 100 * pieces * PIECE // size)


def length_of(piece: int, size: int) -> int:
    """Return how many bytes a piece has; the last one has what is left. Raises ValueError for none of this film."""
    if not 0 <= piece < pieces_of(size):
        raise ValueError(f"a film of {size} bytes has no piece {piece}")
    return min(PIECE, size - piece * PIECE)

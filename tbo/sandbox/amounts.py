"""How the other side reads and writes yuan: on purpose not the shop's code, so one mistake cannot hide in both."""

import re

LEAST, MOST = 1, 100_000_000_00
_YUAN = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?")


def fen_or_none(text: object) -> int | None:
    """Read "12", "12.3" or "12.34" (text or JSON number) as fen; None outside 0.01 to 100,000,000."""
    match = _YUAN.fullmatch(str(text)) if isinstance(text, str | int | float) and not isinstance(text, bool) else None
    if match is None:
        return None
    fen = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
    return fen if LEAST <= fen <= MOST else None


def yuan(fen: int) -> str:
    """Write fen as "12.34"."""
    return f"{fen // 100}.{fen % 100:02d}"

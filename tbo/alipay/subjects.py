"""Subjects: the words Alipay shows the payer, cleaned of all that could re-cut a signed text."""

from __future__ import annotations

import unicodedata

LONGEST_SUBJECT = 64
# A notification is signed over unescaped `name=value&name=value`; `&` in a value opens a second
# reading under the same signature. Alipay forbids `/ = &` itself; the others are prudence.
_CUTTING = frozenset("&=/+%<>\"'")
_LAST_PLAIN = 0xFFFF  # beyond: emoji, which parts of the far side cannot store


def safe_subject(text: str, fallback: str = "TBO") -> str:
    """`text` without cutting, control or invisible characters, at most 64 long, never empty."""
    kept = "".join(c if _is_plain(c) else " " for c in unicodedata.normalize("NFC", text))
    return " ".join(kept.split())[:LONGEST_SUBJECT].rstrip() or fallback


def _is_plain(character: str) -> bool:
    if character in _CUTTING or ord(character) > _LAST_PLAIN:
        return False
    return not unicodedata.category(character).startswith("C")

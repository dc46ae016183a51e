"""Findings of the doctor."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one thing."""

    sentence: str
    is_wrong: bool = False

    @property
    def mark(self) -> str:
        """Return the sign before the sentence."""
        return "✗" if self.is_wrong else "✓"


def wrong(sentence: str) -> Finding:
    """Return a finding that somebody has to do something about."""
    return Finding(sentence, is_wrong=True)

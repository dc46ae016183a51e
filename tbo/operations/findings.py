"""Findings of the doctor."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one thing."""

    sentence: str
    is_wrong: bool = False
    is_hint: bool = False

    @property
    def mark(self) -> str:
        """Return the sign before the sentence."""
        if self.is_wrong:
            return "✗"
        return "!" if self.is_hint else "✓"


def wrong(sentence: str) -> Finding:
    """Return a finding that somebody has to do something about."""
    return Finding(sentence, is_wrong=True)


def hint(sentence: str) -> Finding:
    """Return a finding that may be right as it is, and is to be thought about."""
    return Finding(sentence, is_hint=True)

"""What the adapters are given, and the two ways in which sending can fail."""

from dataclasses import dataclass, field

from ..jobs import NotYet


class NotSent(NotYet):
    """The other side could not be reached, or refused for now; try again. The text names no person and no code."""


class CannotBeSent(Exception):
    """Trying again would not help: a setting is missing, or the recipient is refused for good."""


@dataclass(frozen=True)
class Letter:
    """One message on its way. Its text stays out of every log."""

    key: str
    channel: str
    recipient: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    code: str | None = field(default=None, repr=False)

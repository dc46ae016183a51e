"""Which visitors are machines: they open links to look at them and never buy, so their clicks are not counted."""

import re

_MARKS = re.compile(r"bot\b|spider|crawler|slurp|facebookexternalhit", re.IGNORECASE)


def is_robot(user_agent: str) -> bool:
    """Whether a user agent names itself a machine; who names nothing is taken for a person."""
    return _MARKS.search(user_agent) is not None

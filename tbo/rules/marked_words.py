"""Words that are told apart within a page: marked before it is drawn, found again in its HTML.

The marks are three characters of private use, which no template writes. A mark that ends up within a tag, such as in
the words of a picture, is taken out again.
"""

import re
from collections.abc import Callable

BEGIN, MIDDLE, END = "\ue000", "\ue001", "\ue002"
_MARKS = str.maketrans("", "", BEGIN + MIDDLE + END)
_MARKED = re.compile(f"{BEGIN}([a-zA-Z0-9_.-]*){MIDDLE}([^{BEGIN}{MIDDLE}{END}]*){END}")
_TAG = re.compile(r"(<[^>]*>)")


def marked(key: str, text: str) -> str:
    """Return a text with its key, to be found again; marks that stand in it already are gone."""
    return f"{BEGIN}{key}{MIDDLE}{text.translate(_MARKS)}{END}"


def unmarked(text: str) -> str:
    """Return a text as it was before it was marked."""
    return _MARKED.sub(r"\2", text).translate(_MARKS)


def replaced(html: str, drawn: Callable[[str, str], str]) -> str:
    """Return HTML in which `drawn(key, words)` stands for each marked text between two tags; the words are HTML."""
    if BEGIN not in html:
        return html
    parts = _TAG.split(html)
    found = [_MARKED.sub(lambda match: drawn(match[1], match[2]), part) for part in parts[::2]]
    parts[::2] = [part.translate(_MARKS) for part in found]
    parts[1::2] = [unmarked(tag) for tag in parts[1::2]]
    return "".join(parts)

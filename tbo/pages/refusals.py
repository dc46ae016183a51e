"""Why something about a page cannot be: each with a sentence of its own for who asked."""

from ..web.errors import Refusal


class PageRefusal(Refusal):
    """Something about a page that cannot be; `said` is for the log, `words` for whoever asked."""

    def __init__(self, said: str, words: str):
        super().__init__(said)
        self._words = words

    def words(self) -> str:
        """Say what is wrong."""
        return self._words


class BadSpan(PageRefusal):
    """A page cannot be shown from and until these moments."""

    status = 422


class NoSuchName(PageRefusal):
    """A page cannot have this address or kind."""

    status = 422


class NotChanged(PageRefusal):
    """A change of a draft that cannot be made."""


class NoSuchMoment(PageRefusal):
    """What was typed is no moment on the shop's clock."""

    status = 422

"""Why a page is not published or not brought back."""

from flask_babel import gettext as _

from ...pages.promise import Promise
from ...rules.page_steps import Document
from ...web.errors import Refusal


class NotTrue(Refusal):
    """A document promises what will not be true, so it is not shown."""

    status = 409

    def __init__(self, document: Document, found: list[Promise]):
        super().__init__(f"{len(found)} promises do not hold")
        self.document, self.found = document, found

    def words(self) -> str:
        """Say what to do."""
        return _("有 %(count)s 处到时候不是真的。改好，或者拿掉那一块，就能发布。", count=len(self.found))


class NoLongerTrue(NotTrue):
    """An older version promises what is not true any more, so it is not brought back."""

    def words(self) -> str:
        """Say what to do."""
        return _("这一版有 %(count)s 处现在不是真的，所以没有换回。可以改草稿，再发布。", count=len(self.found))


class DraftMoved(Refusal):
    """The draft is another than the one whose checks were looked at."""

    status = 409

    def words(self) -> str:
        """Say what to do."""
        return _("草稿后来又改了，所以没有发布。这里是新草稿的检查：看过，再发布一次。")

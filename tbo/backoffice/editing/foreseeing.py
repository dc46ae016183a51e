"""What shoppers would see of a landing page, from when on: as it is planned, and if its draft were published."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from ... import clock
from ...pages import publishing
from ...pages.models import Page
from ...pages.promises import LOOKED_AHEAD
from ...rules.publications import PublicationFacts, timeline

# Stands for the version that publishing would make.
DRAFT = -1


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen from an instant on, and whether it is what the publication would bring."""

    begins_at: datetime
    words: str
    is_draft: bool = False


def seen_as_planned(page: Page, planned: list[PublicationFacts]) -> list[Seen]:
    """Return what is seen without another publication; nothing for a page that was never published."""
    return _seen(planned, clock.now(), _version_words(page)) if planned else []


def seen_after(
    page: Page, planned: list[PublicationFacts], document: dict, span: tuple[datetime, datetime | None]
) -> list[Seen]:
    """Return what would be seen with the document published for the span: of those that begin with it the last."""
    newest = PublicationFacts(max((each.id for each in planned), default=0) + 1, DRAFT, *span)
    name, same = _version_words(page), publishing.version_like(page, document)
    if same is not None:
        draft = _("草稿，和版本 %(number)s 一样", number=same.number)
    else:
        last = max((version.number for version in publishing.versions_of(page)), default=0)
        draft = _("草稿，会是版本 %(number)s", number=last + 1)
    return _seen([*planned, newest], span[0], lambda version: draft if version == DRAFT else name(version))


def _seen(planned: list[PublicationFacts], until: datetime, name: Callable[[int], str]) -> list[Seen]:
    now = clock.now()
    found = []
    for begin, _end, shown in timeline(planned, now, max(now, until) + LOOKED_AHEAD):
        if shown is None:
            has_begun = any(each.starts_at < begin for each in planned)
            found.append(Seen(begin, _("下线") if has_begun else _("还没有")))
        else:
            words = _("下线") if shown.version is None else name(shown.version)
            found.append(Seen(begin, words, shown.version == DRAFT))
    return found


def _version_words(page: Page) -> Callable[[int], str]:
    numbers = {version.id: version.number for version in publishing.versions_of(page)}
    return lambda version: _("版本 %(number)s", number=numbers[version])

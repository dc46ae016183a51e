"""Own lists: the titles that a profile wants to find again."""

from sqlalchemy import delete, select

from .. import clock
from ..db import commits, db
from .models import ListedTitle
from .viewer import viewer

MOST = 500


@commits
def list_title(profile_id: int, title_id: int) -> None:
    """Put a title on a profile's list; a second time changes nothing. A full list lets its oldest go."""
    key = {"profile_id": profile_id, "title_id": title_id}
    if db.session.get(ListedTitle, key) is not None:
        return
    db.session.add(ListedTitle(**key, listed_at=clock.now()))
    db.session.flush()
    oldest = listed_title_ids(profile_id, MOST + 20)[MOST:]
    if oldest:
        _drop(profile_id, oldest)


@commits
def unlist_title(profile_id: int, title_id: int) -> None:
    """Take a title off a profile's list; a second time changes nothing."""
    _drop(profile_id, [title_id])


def listed_title_ids(profile_id: int | None, limit: int = MOST) -> list[int]:
    """List the titles on a profile's list, the newest first."""
    if profile_id is None:
        return []
    newest_first = ListedTitle.listed_at.desc(), ListedTitle.title_id.desc()
    mine = select(ListedTitle.title_id).where(ListedTitle.profile_id == profile_id)
    return list(db.session.scalars(mine.order_by(*newest_first).limit(limit)))


def is_on_my_list(title_id: int) -> bool:
    """Whether a title is on the list of the profile that watches; no query for a newcomer."""
    profile_id = viewer().profile_id
    if profile_id is None:
        return False
    key = ListedTitle.profile_id == profile_id, ListedTitle.title_id == title_id
    return db.session.scalar(select(ListedTitle.title_id).where(*key)) is not None


def _drop(profile_id: int, title_ids: list[int]) -> None:
    db.session.execute(
        delete(ListedTitle).where(ListedTitle.profile_id == profile_id, ListedTitle.title_id.in_(title_ids))
    )

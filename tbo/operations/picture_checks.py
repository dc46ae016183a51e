"""The doctor's look at the picture library: whether its files are where shoppers' requests look for them."""

from collections.abc import Iterator

from sqlalchemy import select

from ..db import db
from ..media.stores import StoreAway, store
from ..pages.picture_making import LAST, folder_of, place_of
from ..pages.picture_models import Picture
from ..settings import Settings, platform_or_none
from .findings import Finding


def pictures(settings: Settings) -> Iterator[Finding]:
    """Look whether every picture's files are there, and whether they stay."""
    rows = db.session.execute(select(Picture.key, Picture.version, Picture.made_version)).all()
    if not rows:
        return
    platform = platform_or_none()
    if platform and not settings.media_store:
        yield Finding(
            f"Pictures of landing pages lie on a disk that {platform} forgets and that web and worker do not share: "
            "set TBO_MEDIA_STORE to a bucket. Their originals are in the database; the worker makes them again.",
            is_wrong=True,
        )
    try:
        missing = [
            row.key
            for row in rows
            if row.made_version != row.version or not store().has(place_of(folder_of(row.key, row.version), LAST))
        ]
    except StoreAway as away:
        yield Finding(f"Where pictures are kept cannot be asked: {away}", is_wrong=True)
        return
    where = settings.media_store or settings.media_folder
    if missing:
        words = f"{len(missing)} of {len(rows)} pictures of the library are not in {where}, first {missing[0]}: "
        yield Finding(f"{words}a worker makes them again within the hour.", is_wrong=True)
    else:
        yield Finding(f"All {len(rows)} pictures of the library are in {where}.")

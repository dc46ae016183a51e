"""Removes the files of films that were replaced, once the last address that opens them is over."""

import structlog

from .. import clock
from ..catalog.films import note_removed, replaced_before
from ..media.stores import store
from .signers import LONGEST_LIFE

log = structlog.get_logger()
# A session that runs is given a replaced film for one life of an address, and the last address lives for another.
GIVEN = LONGEST_LIFE
KEPT = GIVEN + LONGEST_LIFE


def remove_replaced_films() -> int:
    """Remove what nobody can play any more and return how many versions; run it hourly. May run twice."""
    versions = [(version.id, version.asset) for version in replaced_before(clock.now() - KEPT)]
    for version_id, asset in versions:
        store().remove(asset)
        note_removed(version_id)
        log.info("film.removed", asset=asset)
    return len(versions)

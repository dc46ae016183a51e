"""Removes the files of films that were replaced, once the last address that opens them is over."""

from datetime import timedelta

import structlog

from .. import clock
from ..catalog.films import note_removed, replaced_before
from ..media.stores import store
from .signers import LIVES

log = structlog.get_logger()
# No address lives longer, and one of a running session may have been made a moment before the film was replaced.
KEPT = timedelta(seconds=2 * LIVES[-1])


def remove_replaced_films() -> int:
    """Remove what nobody can play any more and return how many versions; run it hourly. May run twice."""
    versions = [(version.id, version.asset) for version in replaced_before(clock.now() - KEPT)]
    for version_id, asset in versions:
        store().remove(asset)
        note_removed(version_id)
        log.info("film.removed", asset=asset)
    return len(versions)

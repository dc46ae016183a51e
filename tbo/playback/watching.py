"""What the watch page shows: the player's facts, the other episodes, and what would open a closed one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, after_this_request, url_for
from flask_babel import gettext as _

from .. import clock
from ..accounts.viewer import Viewer
from ..catalog.episodes import EpisodeView, next_episode
from ..catalog.titles import EpisodeRow, SeasonView, title_page
from ..entitlements import grants
from ..rules.access import NOT_FOR_THIS_PROFILE, Access
from ..rules.badges import Badge, episode_badge
from ..web.assets import picture_url
from ..web.locale import in_language
from . import leases, packaged, progress
from .beats import BEAT_SECONDS
from .progress import Position
from .sessions import Grant, begin

STILLS = 6


@dataclass(frozen=True, slots=True)
class EpisodeTile:
    """One episode in the grid below the player."""

    number: int
    name: str
    url: str
    badge: Badge
    is_current: bool
    percent: int


def place_of(episode: EpisodeView) -> dict[str, Any]:
    """Name an episode as its addresses do."""
    return {"slug": episode.card.slug, "season": episode.season_number, "number": episode.number}


def watch_url(episode: EpisodeView | EpisodeRow, slug: str) -> str:
    """Return the address of an episode's watch page."""
    return url_for("playback.watch", slug=slug, season=episode.season_number, number=episode.number)


def headline(episode: EpisodeView) -> str:
    """Name the episode with its number; a film has no number."""
    name = in_language(episode.name)
    if episode.card.is_film:
        return in_language(episode.card.name)
    return _("第 %(number)s 集 · %(name)s", number=episode.number, name=name) if name else episode_number(episode)


def episode_number(episode: EpisodeView) -> str:
    """Say only which episode it is."""
    return _("第 %(number)s 集", number=episode.number)


def still(episode: EpisodeView) -> str | None:
    """Name the picture of an episode's row: one of the crops of its title's wide picture."""
    return f"still-{(episode.number - 1) % STILLS + 1}" if episode.card.pictures else None


def player(
    viewer: Viewer, episode: EpisodeView, access: Access, arrival_id: int | None, position: Position | None
) -> dict | None:
    """Return what the player's partial needs, or None where nothing has been packaged.

    `config` is what its script reads; the rest stands in the page.
    """
    facts = packaged.packaged_or_none(episode.asset)
    if facts is None:
        return None
    following = _following(viewer, episode, clock.now())
    media = {
        "title": headline(episode),
        "series": None if episode.card.is_film else in_language(episode.card.name),
        "poster": picture_url(episode.card.pictures, "wide-960.webp") if episode.card.pictures else None,
    }
    return {
        "config": _config(viewer, episode, access, facts)
        | {"grant": granted(begin(viewer, episode, access, arrival_id)), "resume_at_s": _beginning_s(position, facts)}
        | {"media": media, "next": following and {"url": following["url"], "counts": following["counts"]}},
        "media": media,
        "next": following,
        "back_url": url_for("storefront.title", slug=episode.card.slug),
        "watcher": viewer.profile_name,
        "episodes_url": None if episode.card.is_film else "#episodes",
    }


def _config(viewer: Viewer, episode: EpisodeView, access: Access, facts: packaged.Packaged) -> dict:
    place = place_of(episode)
    return {
        "grant_url": url_for("playback.grant", **place),
        "heartbeat_url": url_for("playback.beat", **place),
        "choices_url": None if viewer.profile_id is None else url_for("playback.keep_choices"),
        "choices": viewer.player_choices,
        "marks": packaged.marks(episode, facts),
        "thumbnails": facts.thumbnails,
        "opens_when_played": leases.is_at_stake(viewer, access),
    }


def _beginning_s(position: Position | None, facts: packaged.Packaged) -> int:
    """Begin where the profile was, unless a shorter file has taken the place of the one it watched."""
    return position.resume_at_s if position and position.resume_at_s < facts.duration_s else 0


def granted(grant: Grant, beat_seconds: int = BEAT_SECONDS) -> dict:
    """Say a grant as the player reads it; times are epoch seconds of our clock. Its cookies go with this answer."""
    if grant.address.cookies:
        after_this_request(lambda response: _with_cookies(response, grant))
    return {
        "url": grant.address.url,
        "expires_at": int(grant.address.expires_at.timestamp()),
        "now": round(grant.now.timestamp(), 3),
        "session": grant.session,
        "mode": grant.address.mode,
        "heartbeat_seconds": beat_seconds,
    }


def _with_cookies(response: Response, grant: Grant) -> Response:
    """Set what opens the asset's folder at the network, for no longer than the grant."""
    for cookie in grant.address.cookies:
        response.set_cookie(
            cookie.name,
            cookie.value,
            max_age=max(0, int((grant.address.expires_at - grant.now).total_seconds())),
            path=cookie.path,
            domain=cookie.domain or None,
            secure=True,
            httponly=True,
            samesite="Lax",  # shop and network are one site, or no browser would take the cookie
        )
    return response


def positions(viewer: Viewer, episode: EpisodeView) -> dict[int, Position]:
    """Return where this profile stands in the episodes of this season, in one query."""
    return progress.positions(viewer.profile_id, [row.id for row in _season(episode).episodes])


def season_tiles(viewer: Viewer, episode: EpisodeView, now: datetime, places: dict[int, Position]) -> list[EpisodeTile]:
    """Return the episodes of this season, each with its own decision."""
    season = _season(episode)
    answers = grants.access_for_many([row.facts for row in season.episodes], viewer)
    return [
        EpisodeTile(
            number=row.number,
            name=in_language(row.name),
            url=watch_url(row, episode.card.slug),
            badge=episode_badge(access, now),
            is_current=row.id == episode.id,
            percent=places[row.id].percent if row.id in places else 0,
        )
        for row, access in zip(season.episodes, answers, strict=True)
    ]


def _season(episode: EpisodeView) -> SeasonView:
    page = title_page(episode.card.slug)
    return next(season for season in (page.seasons if page else ()) if season.id == episode.season_id)


def _following(viewer: Viewer, episode: EpisodeView, now: datetime) -> dict | None:
    following = next_episode(episode.id)
    if following is None:
        return None
    access = grants.access_for(following.facts, viewer)
    is_child = viewer.profile.kind == "child"
    if access.since is not None or access.because in NOT_FOR_THIS_PROFILE or (is_child and not access.allowed):
        return None
    return {
        "url": watch_url(following, following.card.slug),
        "title": headline(following),
        "badge": episode_badge(access, now),
        "is_open": access.allowed,
        "pictures": following.card.pictures,
        "still": still(following),
        # A child chooses the next episode by hand.
        "counts": access.allowed and not is_child,
    }

"""The watch page, and what its player asks while it plays."""

from flask import Blueprint, Response, abort, current_app, jsonify, make_response, render_template, request, url_for

from .. import clock
from ..accounts.viewer import viewer
from ..arrivals.visits import current_arrival_id
from ..catalog.episodes import EpisodeView, episode_at
from ..entitlements import grants
from ..rules.access import Access, Because
from ..web.csrf import by_origin
from ..web.pages import private
from . import offering, sessions, watching

pages = Blueprint("playback", __name__)
PLACE = "/watch/<slug>/<int(max=999):season>/<int(max=99999):number>"
STATUS = {
    Because.FOR_SALE: 402,
    Because.WITHDRAWN: 410,
    Because.UNPUBLISHED: 404,
    Because.OTHER_REGION: 451,
}
LONGEST_S = 24 * 3600


@pages.get(PLACE)
def watch(slug: str, season: int, number: int) -> Response:
    """Play an episode, or say why not and what would open it."""
    episode, who, now = _episode(slug, season, number), viewer(), clock.now()
    access = grants.access_for(episode.facts, who)
    if access.because is Because.UNPUBLISHED:
        abort(404)
    context = {
        "episode": episode,
        "access": access,
        "headline": watching.headline(episode),
        "still": watching.still(episode),
        "tiles": watching.season_tiles(who, episode, now) if not episode.card.is_film else [],
    }
    if not access.allowed:
        choices = offering.choices(who, episode, access, now)
        body = render_template("playback/closed.html", choices=choices, **context)
        return private(make_response(body, STATUS.get(access.because, 403)))
    player = watching.player(who, episode, now)
    return private(make_response(render_template("playback/watch.html", player=player, **context)))


@pages.post(PLACE + "/grants")
@by_origin
def grant(slug: str, season: int, number: int) -> Response:
    """Decide again and sign again; the answer that ends a running playback comes from here."""
    episode = _episode(slug, season, number)
    session = _text(_body().get("session"))
    answer = sessions.renew(viewer(), episode, session, current_arrival_id())
    if isinstance(answer, Access):
        return _refused(answer, episode)
    return private(jsonify(watching.granted(answer)))


@pages.post(PLACE + "/beats")
@by_origin
def beat(slug: str, season: int, number: int) -> Response:
    """Keep the place and count what was played."""
    episode, body = _episode(slug, season, number), _body()
    facts = watching.packaged.packaged_or_none(episode.asset)
    noted = sessions.Beat(
        session=_text(body.get("session")),
        position_s=_seconds(body.get("position_s")),
        length_s=round(facts.duration_s) if facts else episode.duration_s,
        is_playing=body.get("state") in ("playing", "paused", "ended", "closed"),
    )
    access = sessions.note(viewer(), episode, noted, current_arrival_id())
    if not access.allowed:
        return _refused(access, episode)
    return private(jsonify(then="continue"))


def _episode(slug: str, season: int, number: int) -> EpisodeView:
    return episode_at(slug, season, number) or abort(404)


def _body() -> dict:
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else abort(400)


def _text(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= 64 else abort(400)


def _seconds(value: object) -> int:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return int(value) if is_number and 0 <= value <= LONGEST_S else abort(400)


def _refused(access: Access, episode: EpisodeView) -> Response:
    words = current_app.jinja_env.get_template("playback/_why.html").module.why(access)
    place = {"slug": episode.card.slug, "season": episode.season_number, "number": episode.number}
    answer = jsonify(
        then="stop", reason=access.because, words=str(words).strip(), url=url_for("playback.watch", **place)
    )
    return private(make_response(answer, 403))

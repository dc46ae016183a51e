"""The watch page, and what its player asks while it plays."""

from typing import Any, cast

from flask import Blueprint, Response, abort, current_app, jsonify, make_response, render_template, request, url_for

from .. import clock
from ..accounts.viewer import Viewer, viewer
from ..arrivals.positions import kept_arrival_id, note_stopped
from ..catalog.episodes import EpisodeView, episode_at
from ..entitlements import grants
from ..rules.access import RESTING, Access, Because, is_for
from ..rules.measures import Measured, read_measured
from ..web.csrf import by_origin
from ..web.errors import error_page
from ..web.pages import here, private, see_other
from . import asking, beats, choices, leases, offering, packaged, rests, sessions, watching

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
    if not is_for(who.profile, episode.facts.title):
        return _not_for_profile(access)
    if access.because in RESTING:
        return _resting(access)
    places = watching.positions(who, episode)
    context = {
        "episode": episode,
        "access": access,
        "headline": watching.headline(episode),
        "still": watching.still(episode),
        "tiles": watching.season_tiles(who, episode, now, places) if not episode.card.is_film else [],
        "is_child": who.profile.kind == "child",
    }
    if not access.allowed:
        if access.because is Because.FOR_SALE:
            note_stopped()
        ways_in = offering.choices(who, episode, access, now)
        context |= {"is_known": who.is_authenticated, "sign_in_url": url_for("accounts.sign_in", next=here())}
        if access.because is Because.ASK_A_PARENT:
            context["wish_url"] = asking.wish_url(who, episode)
        body = render_template("playback/closed.html", choices=ways_in, **context)
        return private(make_response(body, STATUS.get(access.because, 403)))
    if not leases.has_room(who, access):
        return _full_house(episode)
    player = watching.player(who, episode, access, _arrival_of(who, access), places.get(episode.id))
    response = private(make_response(render_template("playback/watch.html", player=player, **context)))
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@pages.get(PLACE + "/screens")
def screens(slug: str, season: int, number: int) -> Response:
    """Say who watches where, so that one of them can be taken over; where there is room, lead to the episode."""
    episode, who = _episode(slug, season, number), viewer()
    access = grants.access_for(episode.facts, who)
    if not access.allowed or leases.has_room(who, access):
        return private(see_other(url_for(".watch", slug=slug, season=season, number=number)))
    return _full_house(episode)


@pages.post(PLACE + "/screens")
def take_over(slug: str, season: int, number: int) -> Response:
    """End what another device plays and go on here."""
    episode, who = _episode(slug, season, number), viewer()
    access = grants.access_for(episode.facts, who)
    if access.allowed:
        leases.take_over(who, episode, access, request.form.get("device", "")[:32])
    return private(see_other(url_for(".watch", slug=slug, season=season, number=number)))


@pages.post(PLACE + "/grants")
@by_origin
def grant(slug: str, season: int, number: int) -> Response:
    """Decide again and sign again; the answer that ends a running playback comes from here."""
    episode, body = _playable(slug, season, number), _body()
    session, is_native = _session(body.get("session")), body.get("native") is True
    answer = sessions.renew(viewer(), episode, session, kept_arrival_id(), is_native)
    if isinstance(answer, Access):
        return _refused(answer, episode)
    return private(jsonify(watching.granted(answer)))


@pages.post(PLACE + "/beats")
@by_origin
def beat(slug: str, season: int, number: int) -> Response:
    """Keep the place and count what was played."""
    episode, body = _playable(slug, season, number), _body()
    facts = packaged.packaged_or_none(episode.asset)
    told = beats.Beat(
        session=_session(body.get("session")),
        position_s=_seconds(body.get("position_s")),
        length_s=facts.duration_s if facts else episode.duration_s,
        played_s=_seconds(body.get("played_s")),
        state=str(body.get("state", "playing"))[:10],
        measured=_measured(body.get("measured")),
    )
    answer = beats.note(viewer(), episode, told, kept_arrival_id())
    if isinstance(answer, Access) and not answer.allowed:
        return _refused(answer, episode)
    fresh = {"grant": watching.granted(answer)} if isinstance(answer, sessions.Grant) else {}
    return private(jsonify(then="continue", **fresh, **rests.reminder(viewer())))


@pages.post("/player/choices")
@by_origin
def keep_choices() -> Response:
    """Keep the languages and the speed that a profile chose; a visitor's stay in the browser."""
    choices.keep(viewer().profile_id, _body())
    return private(make_response("", 204))


def _episode(slug: str, season: int, number: int) -> EpisodeView:
    return episode_at(slug, season, number) or abort(404)


def _arrival_of(who: Viewer, access: Access) -> int | None:
    """Return what brought them, where the page says it on; other pages look nothing up."""
    return kept_arrival_id() if leases.is_at_stake(who, access) else None


def _playable(slug: str, season: int, number: int) -> EpisodeView:
    episode = _episode(slug, season, number)
    return episode if episode.asset else abort(404)


def _body() -> dict:
    try:
        body = request.get_json(silent=True)
    except RecursionError:
        body = None
    return body if isinstance(body, dict) else abort(400)


def _session(value: object) -> str:
    return value if isinstance(value, str) and sessions.WELL_FORMED.fullmatch(value) else abort(400)


def _seconds(value: object) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return cast(float, value) if is_number and 0 <= cast(float, value) <= LONGEST_S else abort(400)


def _measured(said: object) -> Measured | None:
    try:
        return None if said is None else read_measured(said)
    except ValueError:
        return abort(400)


def _resting(access: Access) -> Response:
    """The calm page: nothing counts down, and nothing is named."""
    return private(make_response(render_template("playback/resting.html", access=access, here=here()), 403))


def _full_house(episode: EpisodeView) -> Response:
    body = render_template(
        "playback/screens.html",
        headline=watching.headline(episode),
        screens=leases.screens_of(viewer().household_id),
        action=url_for(".take_over", **watching.place_of(episode)),
        back=url_for("storefront.title", slug=episode.card.slug),
    )
    return private(make_response(body, 409))


def _not_for_profile(access: Access) -> Response:
    """Say why without saying what: not even the name is for this profile."""
    status, page = STATUS.get(access.because, 403), "playback/not_for_profile.html"
    return private(error_page(status, _why(access), page, may_manage=viewer().may_change_household))


def _why(access: Access) -> str:
    why: Any = current_app.jinja_env.get_template("playback/_why.html").module
    return str(why.why(access)).strip()


def _refused(access: Access, episode: EpisodeView) -> Response:
    if access.because is Because.UNPUBLISHED:
        abort(404)
    page = "playback.screens" if access.because is Because.FULL_HOUSE else "playback.watch"
    url = url_for(page, **watching.place_of(episode))
    answer = jsonify(then="stop", reason=access.because, words=_why(access), url=url)
    return private(make_response(answer, 403))

"""A title's trailer: public for whoever may see the title, played by the watch page's player, nothing noted of it."""

from flask import Blueprint, Response, abort, jsonify, make_response, render_template, url_for
from flask_babel import gettext as _

from ..catalog.titles import TitlePage, title_page
from ..playback.choices import choices_of
from ..playback.packaged import Packaged, packaged_or_none
from ..playback.sessions import of_trailer
from ..playback.watching import granted
from ..web.assets import picture_url
from ..web.csrf import by_origin
from ..web.locale import in_language
from ..web.pages import private
from .prices import buyer, month_price
from .steps import first_step, price_note
from .visit import Visit, this_visit

trailer_pages = Blueprint("trailer", __name__)


def trailer_href(page: TitlePage, visit: Visit) -> str | None:
    """Return where the trailer plays, None where there is none, or no right to show it any more."""
    return url_for("trailer.watch", slug=page.card.slug) if _packaged_or_none(page, visit) else None


@trailer_pages.get("/titles/<slug>/trailer")
def watch(slug: str) -> Response:
    """Play the trailer, and say below it what comes next."""
    visit = this_visit()
    page, facts = _page(slug, visit)
    asking = buyer(visit)
    body = render_template(
        "storefront/trailer.html",
        card=page.card,
        synopsis=in_language(page.synopsis),
        player=_player(page, facts, visit),
        action=first_step(page.card, visit, asking, {}),
        note=price_note(page.card, visit, asking, month_price(visit)),
        canonical_path=f"/titles/{slug}",
    )
    return private(make_response(body))


@trailer_pages.post("/titles/<slug>/trailer/grants")
@by_origin
def grant(slug: str) -> Response:
    """Sign the trailer's address anew, while the title is still there for this profile."""
    visit = this_visit()
    return private(jsonify(_grant(*_page(slug, visit))))


def _page(slug: str, visit: Visit) -> tuple[TitlePage, Packaged]:
    page = title_page(slug)
    facts = _packaged_or_none(page, visit) if page is not None and visit.may_see(page.card) else None
    if page is None or facts is None:
        abort(404)
    return page, facts


def _packaged_or_none(page: TitlePage, visit: Visit) -> Packaged | None:
    """A trailer's address opens its whole folder to everybody, so the film of an episode is never one."""
    is_film = page.trailer_asset in {episode.asset for episode in page.episodes}
    has_left = page.card.closes_at is not None and page.card.closes_at <= visit.now
    return None if is_film or has_left else packaged_or_none(page.trailer_asset)


def _grant(page: TitlePage, facts: Packaged) -> dict:
    return granted(of_trailer(page.trailer_asset or "", facts.duration_s), beat_seconds=0)


def _player(page: TitlePage, facts: Packaged, visit: Visit) -> dict:
    """Return what the player's partial needs; without an address for beats it tells nobody where it stands."""
    card = page.card
    media = {
        "title": _("预告片"),
        "series": in_language(card.name),
        "poster": picture_url(card.pictures, "wide-960.webp") if card.pictures else None,
    }
    config = {
        "grant_url": url_for("trailer.grant", slug=card.slug),
        "heartbeat_url": None,
        "choices_url": None,
        "choices": choices_of(visit.viewer.profile_id),
        "grant": _grant(page, facts),
        "marks": {"intro": None, "credits_s": None},
        "resume_at_s": 0,
        "thumbnails": facts.thumbnails,
        "media": media,
        "next": None,
    }
    back_url = url_for("storefront.title", slug=card.slug)
    return {"config": config, "media": media, "next": None, "back_url": back_url, "watcher": None, "episodes_url": None}

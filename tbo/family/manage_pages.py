"""The pages on which a grown-up keeps the family: profiles, what each sees and spends, the PIN before buying."""

from flask import Response, make_response, render_template, request, url_for

from ..accounts.models import Profile
from ..accounts.profiles import own_profile, profiles_of
from ..accounts.viewer import viewer
from ..catalog.cards import card_by_slug, cards
from ..catalog.search import search
from ..rules.age_presets import AS_OF, PRESETS
from ..rules.profiles import CAPS, MOST_PROFILES
from ..web.errors import Refusal
from ..web.pages import private, see_other
from .blueprint import pages
from .forms import FACES, LANGUAGES, FormUnusable, Shown, blank, filled, read
from .profiles import (
    LastGrownUp,
    TooManyProfiles,
    add_profile,
    ask_before_buying,
    block_title,
    change_profile,
    remove_profile,
    require_manager,
    unblock_title,
)
from .time import TimeUnusable, clock_words, open_wishes, set_time
from .who_pages import PROFILE

LONGEST_QUERY = 60
FOUND = 6


@pages.get("/family")
def manage() -> Response:
    """Show the household's profiles, its PIN, and what is asked before buying."""
    me = viewer()
    if me.household_id is None:
        return private(see_other(url_for("accounts.sign_in", next=url_for(".manage"))))
    household_id = require_manager()
    profiles = profiles_of(household_id)
    left, wishes = MOST_PROFILES - len(profiles), open_wishes(household_id)
    body = render_template("family/manage.html", who=me, profiles=profiles, left=left, wishes=wishes)
    return private(make_response(body))


@pages.post("/family/pin-to-buy")
def pin_to_buy() -> Response:
    """Ask for the PIN before buying, or stop asking."""
    ask_before_buying(request.form.get("wanted") == "1")
    return private(see_other(url_for(".manage", _anchor="buying")))


@pages.get("/profiles/new")
def new_profile() -> Response:
    """Ask what another profile is to be."""
    faces = [profile.avatar for profile in profiles_of(require_manager())]
    return _form(blank(faces))


@pages.post("/profiles")
def add() -> Response:
    """Add a profile, or show the form as it was typed with what is wrong."""
    require_manager()
    try:
        profile_id = add_profile(read(request.form), request.form.get("pin", ""))
    except (FormUnusable, TooManyProfiles) as refusal:
        return _form(_as_typed(refusal), status=refusal.status)
    return private(see_other(url_for(".edit", profile_id=profile_id, added=1)))


@pages.get(PROFILE)
def edit(profile_id: int) -> Response:
    """Show a profile as it is, with the titles that are put away; `q` looks for another one to put away."""
    profile = own_profile(require_manager(), profile_id)
    return _form(filled(profile), profile)


@pages.post(PROFILE)
def change(profile_id: int) -> Response:
    """Change a profile, or show the form as it was typed with what is wrong."""
    own_profile(require_manager(), profile_id)
    try:
        change_profile(profile_id, read(request.form), request.form.get("pin", ""))
    except (FormUnusable, LastGrownUp) as refusal:
        profile = own_profile(require_manager(), profile_id)
        return _form(_as_typed(refusal), profile, refusal.status)
    return private(see_other(url_for(".manage")))


@pages.get(PROFILE + "/removal")
def removal(profile_id: int) -> Response:
    """Say what goes with a profile, and what stays."""
    profile = own_profile(require_manager(), profile_id)
    return private(make_response(render_template("family/removal.html", profile=profile)))


@pages.post(PROFILE + "/removal")
def remove(profile_id: int) -> Response:
    """Remove a profile."""
    remove_profile(profile_id)
    return private(see_other(url_for(".manage")))


@pages.post(PROFILE + "/blocked/<slug>")
def block(profile_id: int, slug: str) -> Response:
    """Put a title away for a profile."""
    if card_by_slug(slug) is not None:
        block_title(profile_id, slug)
    return private(see_other(url_for(".edit", profile_id=profile_id, _anchor="blocked")))


@pages.post(PROFILE + "/blocked/<slug>/removal")
def unblock(profile_id: int, slug: str) -> Response:
    """Let a profile see a title again."""
    unblock_title(profile_id, slug)
    return private(see_other(url_for(".edit", profile_id=profile_id, _anchor="blocked")))


@pages.get(PROFILE + "/time")
def time_form(profile_id: int) -> Response:
    """Lead whoever reloads an answered form, or changes its language, back to the form."""
    return private(see_other(url_for(".edit", profile_id=profile_id, _anchor="time")))


@pages.post(PROFILE + "/time")
def keep_time(profile_id: int) -> Response:
    """Set how long and until when a profile watches."""
    try:
        set_time(profile_id, request.form)
    except TimeUnusable as refusal:
        profile = own_profile(require_manager(), profile_id)
        return _form(filled(profile), profile, refusal.status, refusal.said)
    return private(see_other(url_for(".edit", profile_id=profile_id, kept="time", _anchor="time")))


def _as_typed(refusal: Refusal) -> Shown:
    """Say a refusal beside its field, above the fields where it is of none."""
    if isinstance(refusal, FormUnusable):
        return Shown(request.form, refusal.said)
    return Shown(request.form, {"kind" if isinstance(refusal, LastGrownUp) else "form": refusal.words()})


def _form(
    shown: Shown, profile: Profile | None = None, status: int = 200, time_said: dict[str, str] | None = None
) -> Response:
    words = request.args.get("q", "")[:LONGEST_QUERY].strip()
    body = render_template(
        "family/profile.html",
        shown=shown,
        profile=profile,
        faces=FACES,
        languages=LANGUAGES,
        caps=CAPS,
        needs_pin=not viewer().has_pin,
        is_new=request.args.get("added") == "1",
        time=_time_typed(profile) if profile else {},
        time_said=time_said or {},
        is_time_kept=request.args.get("kept") == "time",
        presets=PRESETS.values(),
        as_of=AS_OF,
        query=words,
        found=_found(words, profile) if profile else [],
        blocked=[card for card in map(card_by_slug, profile.blocked_titles) if card] if profile else [],
    )
    return private(make_response(body, status))


def _time_typed(profile: Profile) -> dict[str, str]:
    """Return what stands in the fields of a profile's time: as it was typed, otherwise as it is."""
    kept = {
        "weekday": "" if profile.weekday_minutes is None else str(profile.weekday_minutes),
        "weekend": "" if profile.weekend_minutes is None else str(profile.weekend_minutes),
        "rest_from": clock_words(profile.rest_from),
        "rest_until": clock_words(profile.rest_until),
        "is_strict": "1" if profile.is_strict else "",
    }
    typed = request.form if "weekday" in request.form else kept
    return {name: typed.get(name, "") for name in kept}


def _found(words: str, profile: Profile) -> list:
    ids = [hit.title_id for hit in search(words, FOUND)] if words else []
    return [card for card in cards(ids) if card.slug not in profile.blocked_titles]

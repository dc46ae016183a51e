"""Who is watching, and the doors that the PIN opens; whoever forgot it sets another with a sign-in code.

A form that waits for the PIN stands behind it as it was typed, and is sent on with it.
"""

from flask import Response, make_response, render_template, request, url_for

from ..accounts.codes import TooManyCodes
from ..accounts.models import Profile
from ..accounts.profiles import PinNeeded, choose_profile, own_profile, profiles_of
from ..accounts.viewer import viewer
from ..rules.addresses import own_path
from ..web.locale import path_in
from ..web.pages import here, private, see_other
from .blueprint import pages
from .pins import NoContact, PinUnusable, Tried, enter_pin, send_reset_code, set_pin, wait_before

PROFILE = "/profiles/<int(max=2147483647):profile_id>"
# The PIN beside a form that waits for it; "pin" may be a field of the form's own.
BESIDE = "pin_beside"
NEVER_SAID_BACK = frozenset({"csrf_token", "pin", "again", BESIDE})


@pages.before_request
def take_pin_beside_form() -> Response | None:
    """Open the device with the PIN that came along with a form, or let the form go on waiting."""
    typed = request.form.get(BESIDE) if request.method == "POST" else None
    if typed is None:
        return None
    tried = enter_pin(typed)
    return None if tried.is_right else _waiting_form(tried=tried)


@pages.errorhandler(PinNeeded)
def ask_for_pin(refusal: PinNeeded) -> Response:
    """Lead to the PIN and back to the page that was asked for; a form waits with what was typed."""
    if request.method == "POST":
        return _waiting_form(status=refusal.status)
    return private(see_other(url_for(".pin", next=here())))


@pages.get("/profiles")
def who() -> Response:
    """Ask who is watching."""
    me = viewer()
    if me.household_id is None:
        return private(see_other(url_for("accounts.sign_in", next=url_for(".who"))))
    profiles = profiles_of(me.household_id)
    return private(make_response(render_template("family/who.html", who=me, profiles=profiles, next=_next())))


@pages.get(PROFILE + "/door")
def door(profile_id: int) -> Response:
    """Ask for the PIN in front of a profile."""
    return _pin_page(own_profile(viewer().household_id, profile_id))


@pages.post(PROFILE + "/door")
def open_door(profile_id: int) -> Response:
    """Go on as a profile with the PIN, or say what is wrong with it."""
    profile = own_profile(viewer().household_id, profile_id)
    tried = enter_pin(request.form.get("pin", ""))
    if not tried.is_right:
        return _pin_page(profile, tried)
    choose_profile(profile.household_id, profile_id)
    return private(see_other(path_in(viewer().language, _next() or url_for("storefront.home"))))


@pages.get("/pin")
def pin() -> Response:
    """Ask for the PIN before something that only a grown-up does."""
    me = viewer()
    return private(see_other(_next() or url_for(".who"))) if me.is_unlocked or not me.has_pin else _pin_page()


@pages.post("/pin")
def enter() -> Response:
    """Take the PIN and go on, or say what is wrong with it."""
    tried = enter_pin(request.form.get("pin", ""))
    return private(see_other(_next() or url_for(".who"))) if tried.is_right else _pin_page(tried=tried)


@pages.get("/pin/new")
def new_pin() -> Response:
    """Ask for the household's PIN, or for another one."""
    me = viewer()
    if me.household_id is None or me.is_guest:
        return private(see_other(url_for("accounts.sign_in", next=url_for(".new_pin", next=_next()))))
    if me.has_pin and not me.is_unlocked:
        return private(see_other(url_for(".pin", next=url_for(".new_pin", next=_next()))))
    return _new_pin_page()


@pages.post("/pin/new")
def keep_new_pin() -> Response:
    """Keep the PIN that was typed twice."""
    typed = request.form.get("pin", "")
    if typed != request.form.get("again", ""):
        return _new_pin_page(422, differs=True)
    try:
        set_pin(typed)
    except PinUnusable as refusal:
        return _new_pin_page(422, refusal.words())
    except PinNeeded:
        return private(see_other(url_for(".pin", next=url_for(".new_pin", next=_next()))))
    return private(see_other(_next() or url_for(".who")))


@pages.post("/pin/codes")
def send_code() -> Response:
    """Send a sign-in code to the household, for whoever forgot the PIN."""
    try:
        sent = send_reset_code()
    except (NoContact, TooManyCodes) as refusal:
        return _pin_page(status=refusal.status, words=refusal.words())
    return private(see_other(url_for("accounts.code", sent=sent, next=url_for(".new_pin", next=_next()))))


def _waiting_form(tried: Tried | None = None, status: int = 200) -> Response:
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER_SAID_BACK]
    return _pin_page(tried=tried, status=status, waiting=typed)


def _pin_page(
    profile: Profile | None = None,
    tried: Tried | None = None,
    status: int = 200,
    words: str = "",
    waiting: list[tuple[str, str]] | None = None,
) -> Response:
    me = viewer()
    wait = tried.wait if tried else wait_before(me)
    if tried is not None:
        status = 429 if tried.too_soon else 422
    body = render_template(
        "family/pin.html",
        profile=profile,
        action=_action(profile) if waiting is None else here(),
        field_name="pin" if waiting is None else BESIDE,
        waiting=waiting,
        wait_minutes=-(-int(wait.total_seconds()) // 60),
        is_wrong=tried is not None,
        words=words,
        next=_next(),
    )
    return private(make_response(body, status))


def _action(profile: Profile | None) -> str:
    return url_for(".open_door", profile_id=profile.id, next=_next()) if profile else url_for(".enter", next=_next())


def _new_pin_page(status: int = 200, words: str = "", differs: bool = False) -> Response:
    body = render_template("family/new_pin.html", words=words, differs=differs, next=_next(), has_pin=viewer().has_pin)
    return private(make_response(body, status))


def _next() -> str | None:
    return own_path(request.args.get("next"), "") or None

"""Who asks: one query joins device, household and profile; a visitor without a cookie costs none."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from flask import Flask, Request, Response, current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import aliased

from .. import clock
from ..db import db, writing
from ..rules.access import VISITOR, ProfileFacts
from ..rules.screen_time import Resting, ScreenTime, lanterns, resting
from . import cookie
from .models import Device, Household, Profile

log = structlog.get_logger()
SEEN_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, eq=False, kw_only=True)
class Viewer(UserMixin):
    """The household, device and profile behind a request; without a household, somebody who only looks."""

    household_id: int | None = None
    household_public_id: str | None = None
    household_label: str | None = None
    is_guest: bool = False
    device_id: int | None = None
    device_public_id: str | None = None
    came_by: str | None = None
    last_seen_at: datetime | None = None
    profile_id: int | None = None
    profile_name: str | None = None
    avatar: str | None = None
    profile: ProfileFacts = VISITOR
    player_choices: dict = field(default_factory=dict)
    # The profile's own, where it is another than its household's.
    language: str | None = None
    has_pin: bool = False
    pin_to_buy: bool = False
    unlocked_until: datetime | None = None

    @property
    def is_authenticated(self) -> bool:
        """Whether a household stands behind this browser, a guest's included."""
        return self.household_id is not None

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is known."""
        return self.household_id is None

    @property
    def has_account(self) -> bool:
        """Whether somebody signed in to this household with a code at least once."""
        return self.household_id is not None and not self.is_guest

    @property
    def may_change_household(self) -> bool:
        """Whether this device may change contacts, devices, profiles and what is paid.

        Of an account only where a code was typed. Never on a minor's profile: a contact of their own would let them in
        as a grown-up elsewhere.
        A guest's other devices come along into an account unasked; they may watch there, no more. So may whoever came
        by a receipt's link, into a guest's household too: the link is passed on so that somebody can watch.
        """
        if self.household_id is None or self.profile.kind != "adult":
            return False
        return self.came_by != "receipt" if self.is_guest else self.came_by == "code"

    @property
    def lanterns(self) -> tuple[int, int] | None:
        """Today's time as lanterns that burn and minutes that are left; None without a budget."""
        return lanterns(self.profile.time, clock.now())

    @property
    def rest(self) -> Resting | None:
        """Why nothing may begin now, None where something may."""
        return resting(self.profile.time, clock.now())

    @property
    def is_unlocked(self) -> bool:
        """Whether a grown-up has just proved to be one on this device."""
        return self.unlocked_until is not None and clock.now() < self.unlocked_until

    def get_id(self) -> str | None:
        """Name the device for flask-login."""
        return self.device_public_id


_any = aliased(Profile)
_first = select(func.min(_any.id)).where(_any.household_id == Device.household_id).correlate(Device)
_DEVICES = (
    select(
        *(Device.id, Device.public_id, Device.last_seen_at, Device.came_by, Device.household_id),
        *(Household.public_id.label("household_public_id"), Household.label, Household.locale),
        *(Household.became_account_at, Profile.id.label("profile_id"), Profile.name, Profile.avatar),
        *(Household.pin_hash.is_not(None).label("has_pin"), Household.pin_to_buy, Device.unlocked_until),
        *(Profile.kind, Profile.rating_cap, Profile.blocked_titles, Profile.player_choices, Profile.language),
        *(Profile.weekday_minutes, Profile.weekend_minutes, Profile.rest_from, Profile.rest_until, Profile.is_strict),
        *(Profile.watched_on, Profile.watched_s, Profile.free_until),
    )
    .join(Household, Household.id == Device.household_id)
    .outerjoin(Profile, Profile.id == func.coalesce(Device.profile_id, _first.scalar_subquery()))
    .where(Device.revoked_at.is_(None))
)
WHO = _DEVICES.where(Device.secret_hash == bindparam("hash"))
_OF_DEVICE = _DEVICES.where(Device.id == bindparam("id"))

ANONYMOUS = Viewer()
manager = LoginManager()
manager.session_protection = None
manager.anonymous_user = lambda: ANONYMOUS


def viewer() -> Viewer:
    """Return who asks. Without a device cookie: no query, no session. Otherwise one query per request."""
    if cookie.secret_or_none() is None:
        return ANONYMOUS
    return current_user._get_current_object()


def viewer_of_device(device_id: int) -> Viewer | None:
    """Return who watches on a device, whoever asks; None when it was signed out, or is gone."""
    row = db.session.execute(_OF_DEVICE, {"id": device_id}).first()
    return _viewer_of(row) if row else None


def forget_viewer() -> None:
    """Ask the database again at the next `viewer()`: device, household or profile has changed."""
    g.pop("_login_user", None)


@manager.request_loader
def _load(_request: Request) -> Viewer | None:
    secret = cookie.secret_or_none()
    row = db.session.execute(WHO, {"hash": cookie.hashed(secret)}).first() if secret else None
    return _viewer_of(row) if row else None


def _viewer_of(row: Row) -> Viewer:
    facts = facts_of(row) if row.profile_id else VISITOR
    return Viewer(
        household_id=row.household_id,
        household_public_id=row.household_public_id,
        household_label=row.label,
        is_guest=row.became_account_at is None,
        device_id=row.id,
        device_public_id=row.public_id,
        came_by=row.came_by,
        last_seen_at=row.last_seen_at,
        profile_id=row.profile_id,
        profile_name=row.name,
        avatar=row.avatar,
        profile=facts,
        player_choices=row.player_choices or {},
        language=row.language if row.language != row.locale else None,
        has_pin=bool(row.has_pin),
        pin_to_buy=row.pin_to_buy,
        unlocked_until=row.unlocked_until,
    )


def facts_of(row: Row | Profile) -> ProfileFacts:
    """Return what a decision needs to know of a profile."""
    return ProfileFacts(row.kind, row.rating_cap, frozenset(row.blocked_titles), _time_of(row))


def _time_of(row: Row | Profile) -> ScreenTime | None:
    if row.weekday_minutes is None and row.weekend_minutes is None and row.rest_from is None:
        return None
    return ScreenTime(
        weekday_minutes=row.weekday_minutes,
        weekend_minutes=row.weekend_minutes,
        rest_from=row.rest_from,
        rest_until=row.rest_until,
        is_strict=row.is_strict,
        watched_on=row.watched_on,
        watched_s=row.watched_s,
        free_until=row.free_until,
        zone=clock.shop_zone(),
    )


def init_app(app: Flask) -> None:
    """Put flask-login behind the device cookie, and keep anonymous answers free of sessions."""
    app.after_request(_leave_session_unseen)
    cookie.init_app(app)
    app.before_request(forget_viewer)
    manager.init_app(app, add_context_processor=False)
    app.after_request(_touch)


def _leave_session_unseen(response: Response) -> Response:
    """Undo that flask-login looked into the session of a visitor who has none: it would add Vary: Cookie.

    Runs after flask-login's own hook, because it is registered before it.
    """
    has_cookie = current_app.config["SESSION_COOKIE_NAME"] in request.cookies or cookie.secret_or_none()
    if not has_cookie and not session.modified:
        session.accessed = False
    return response


def _touch(response: Response) -> Response:
    """Note at most every ten minutes that the device was seen; only when this request asked who it is."""
    seen = g.get("_login_user")
    if not isinstance(seen, Viewer) or seen.device_id is None or response.status_code >= 400:
        return response
    now = clock.now()
    if seen.last_seen_at is not None and now - seen.last_seen_at < SEEN_EVERY:
        return response
    try:
        with writing():
            db.session.execute(update(Device).where(Device.id == seen.device_id).values(last_seen_at=now))
    except SQLAlchemyError as error:
        log.warning("device.not_touched", error=type(error).__name__)
    else:
        if "device_secret" not in g:
            cookie.send_again()
    return response

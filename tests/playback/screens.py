"""A browser before the watch page, signed in or not, and what its player asks."""

import json
import secrets
from dataclasses import dataclass, field

from sqlalchemy import select

from tbo import clock
from tbo.accounts import cookie
from tbo.accounts.guests import new_household
from tbo.accounts.models import Device, Household, Profile
from tbo.accounts.viewer import Viewer
from tbo.catalog.episodes import EpisodeView, episode_at
from tbo.db import db
from tbo.entitlements.grants import Given, grant
from tbo.playback.models import PlaybackSession
from tbo.playback.progress import Position, newest, positions_of
from tbo.playback.signers import signer
from tbo.rules.access import ProfileFacts
from tbo.rules.stream_token import sign

from ..support.parsing import parsed

FREE, PAID, NEXT = ("west-of-orion", 1, 1), ("west-of-orion", 1, 2), ("west-of-orion", 1, 3)
SESSION = "s" * 22
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


def address(place: tuple[str, int, int]) -> str:
    """Where an episode plays."""
    return "/watch/{}/{}/{}".format(*place)


def episode(place: tuple[str, int, int]) -> EpisodeView:
    """The episode at a place of the demo shop."""
    return episode_at(*place)


def latest_per_title(profile_id: int, limit: int) -> list[Position]:
    """The newest position of each title that a profile goes on with, newest first."""
    return positions_of(db.session.execute(newest(profile_id, limit)).all())


def session_row(number: str) -> PlaybackSession | None:
    """What is written of a session, as the database has it now."""
    db.session.expire_all()
    return db.session.get(PlaybackSession, number)


def player_config(page) -> dict:
    """What a watch page tells its player's script."""
    return json.loads(parsed(page.text).find(id="player-config").string)


def signed(asset: str, file: str = "master.m3u8", **changed) -> str:
    """A right address of a file, with what a test wants to be wrong in it: key, session, expires, signed_for."""
    expires = changed.get("expires", int(clock.now().timestamp()) + 300)
    key = changed.get("key", signer().keys[0])
    token = sign(key, changed.get("session", SESSION), changed.get("signed_for", asset), expires)
    return f"/hls/{token}/{asset}/{file}"


@dataclass
class Screen:
    """A browser in front of the shop, signed in to a household or to none."""

    app: object
    household: Household | None = None
    device: Device | None = None
    network: str = "203.0.113.7"
    client: object = field(init=False)

    def __post_init__(self):
        self.client = self.app.test_client()

    @property
    def profile(self) -> Profile:
        """Who watches."""
        return self.household.profiles[0]

    @property
    def viewer(self) -> Viewer:
        """The same, as rules are asked."""
        if self.household is None:
            return Viewer()
        facts = ProfileFacts(self.profile.kind, self.profile.rating_cap)
        ids = {"household_id": self.household.id, "profile_id": self.profile.id, "device_id": self.device.id}
        return Viewer(profile=facts, **ids)

    def own(self, place, source: str | None = None, **given) -> None:
        """Give the household a right to an episode."""
        right = {"kind": "episode", "episode_id": episode(place).id, "starts_at": clock.now()} | given
        assert grant(self.household.id, Given(**right), "order", source or secrets.token_hex(6))

    def open(self, path: str, method: str = "GET", **kwargs):
        """Fetch on a context of its own, as a real server does."""
        with self.app.app_context():
            answer = self.client.open(path, method=method, environ_overrides={"REMOTE_ADDR": self.network}, **kwargs)
        db.session.expire_all()
        return answer

    def ask(self, place, what: str, body: object, headers=None):
        """Say something as the player's script does."""
        return self.open(
            f"{address(place)}/{what}", "POST", json=body, headers=SAME_SITE if headers is None else headers
        )

    def renew(self, place, session: str = SESSION, **wish):
        """Ask for a grant."""
        return self.ask(place, "grants", {"session": session, **wish})

    def beat(self, place, session: str = SESSION, position_s: float = 0, played_s: float = 0, **more):
        """Send a beat."""
        return self.ask(place, "beats", {"session": session, "position_s": position_s, "played_s": played_s, **more})


def signed_in(app, kind: str = "adult", **profile) -> Screen:
    """A new household of one profile with its device in a browser."""
    household = new_household()
    person = household.profiles[0]
    person.kind = kind
    for name, value in profile.items():
        setattr(person, name, value)
    db.session.flush()
    screen = Screen(app, household)
    screen.device, secret = add_device(household)
    screen.client.set_cookie("tbo-device", secret)
    return screen


def add_device(household: Household) -> tuple[Device, str]:
    """Make a device of a household; return it with its secret."""
    secret = secrets.token_urlsafe(32)
    device = Device(
        public_id=secrets.token_urlsafe(16),
        household_id=household.id,
        profile_id=household.profiles[0].id,
        secret_hash=cookie.hashed(secret),
        label="iPhone",
        created_at=clock.now(),
        last_seen_at=clock.now(),
    )
    db.session.add(device)
    db.session.commit()
    return device, secret


def another(screen: Screen) -> Screen:
    """Another device of the same household."""
    other = Screen(screen.app, screen.household)
    other.device, secret = add_device(screen.household)
    other.client.set_cookie("tbo-device", secret)
    return other


def take_over(screen: Screen, device) -> None:
    """Press the button beside a device."""
    token = parsed(screen.open("/restore").text).select_one("input[name=csrf_token]")["value"]
    sent = {"device": device.public_id, "csrf_token": token}
    assert screen.open(f"{address(PAID)}/screens", "POST", data=sent).status_code == 303


def sessions_written() -> int:
    """How many sessions are written that the demo shop did not bring."""
    return len(db.session.scalars(select(PlaybackSession.id).where(PlaybackSession.started_at >= clock.now())).all())

"""The three modes: who signs is handed in, and nothing here knows a network by name."""

from collections.abc import Callable
from datetime import datetime, timedelta

from ...rules.delivery.playlists import Link
from ...rules.stream_token import StreamKey, sign
from .interface import MASTER, Mode, SignedAddress, SignedCookie, end_of

# Each takes the asset and the end in epoch seconds; a folder is answered with both its slashes.
SignFolder = Callable[[str, int], str]
SignCookies = Callable[[str, int], dict[str, str]]
# Takes asset, session, now, end; returns what signs one file.
SignFiles = Callable[[str, str, datetime, int], Link]


class EmbeddedOrigin:
    """Our own origin below /hls: the token stands in the path, so relative addresses inherit it."""

    mode = Mode.PREFIX

    def __init__(self, keys: tuple[StreamKey, ...], seconds: int):
        self.keys = keys
        self.life = timedelta(seconds=seconds)

    def address(self, asset: str, session: str, now: datetime, expires_at: datetime | None = None) -> SignedAddress:
        """Sign with the newest key; the whole folder of the asset is opened."""
        expires = end_of(now, self.life, expires_at)
        token = sign(self.keys[0], session, asset, expires)
        return SignedAddress(f"/hls/{token}/{asset}/{MASTER}", datetime.fromtimestamp(expires, now.tzinfo), self.mode)

    def link(self, asset: str, session: str, now: datetime, expires: int) -> Link | None:
        """Leave lists as they are."""
        return None


class ListsHere(EmbeddedOrigin):
    """Lists at our own origin, which name every file by an address signed for it alone."""

    mode = Mode.REWRITE

    def __init__(self, keys: tuple[StreamKey, ...], seconds: int, sign_files: SignFiles):
        super().__init__(keys, seconds)
        self.sign_files = sign_files

    def link(self, asset: str, session: str, now: datetime, expires: int) -> Link | None:
        """Sign files for as long as the list's own address lives: a list is read once."""
        return self.sign_files(asset, session, now, expires)


class _Elsewhere:
    """A network that reads what opens a whole folder; our own origin answers nothing."""

    keys: tuple[StreamKey, ...] = ()

    def __init__(self, seconds: int):
        self.life = timedelta(seconds=seconds)

    def link(self, asset: str, session: str, now: datetime, expires: int) -> Link | None:
        """Leave lists as they are."""
        return None


class TokenInPath(_Elsewhere):
    """A token in front of the folder."""

    mode = Mode.PREFIX

    def __init__(self, seconds: int, sign_folder: SignFolder):
        super().__init__(seconds)
        self.sign_folder = sign_folder

    def address(self, asset: str, session: str, now: datetime, expires_at: datetime | None = None) -> SignedAddress:
        """Sign the folder."""
        expires = end_of(now, self.life, expires_at)
        url = self.sign_folder(asset, expires) + MASTER
        return SignedAddress(url, datetime.fromtimestamp(expires, now.tzinfo), self.mode)


class CookiesOfFolder(_Elsewhere):
    """Cookies that the browser sends along with every file of the folder."""

    mode = Mode.COOKIE

    def __init__(self, seconds: int, folder: Callable[[str], tuple[str, str]], domain: str, sign_cookies: SignCookies):
        super().__init__(seconds)
        self.folder, self.domain, self.sign_cookies = folder, domain, sign_cookies

    def address(self, asset: str, session: str, now: datetime, expires_at: datetime | None = None) -> SignedAddress:
        """Sign cookies for the folder; its address is always the same."""
        expires = end_of(now, self.life, expires_at)
        origin, path = self.folder(asset)
        signed = self.sign_cookies(asset, expires)
        cookies = tuple(SignedCookie(name, value, path, self.domain) for name, value in signed.items())
        ends_at = datetime.fromtimestamp(expires, now.tzinfo)
        return SignedAddress(f"{origin}{path}{MASTER}", ends_at, self.mode, cookies)

"""Makes the signer that the settings name: the one place where networks are told apart. Raises SettingsWrong."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from ...rules.delivery import akamai, aliyun_cdn, bunny, cloudfront, oss, secure_link
from ...rules.delivery.playlists import Link
from ...rules.stream_token import StreamKey
from ...settings import Settings, SettingsWrong, network_names, network_problems
from .interface import Signer
from .modes import CookiesOfFolder, EmbeddedOrigin, ListsHere, SignFiles, TokenInPath


class _Network:
    """Where a network's folders lie: its origin, and the path below which they stand."""

    def __init__(self, settings: Settings):
        parts = urlsplit(settings.cdn_url)
        self.settings, self.key, self.seconds = settings, settings.cdn_key, settings.stream_seconds
        self.origin, self.base = f"{parts.scheme}://{parts.netloc}", parts.path
        self.names = network_names(settings)

    def folder(self, asset: str) -> tuple[str, str]:
        """Return origin and path of an asset's folder."""
        return self.origin, f"{self.base}/{asset}/"


def make(settings: Settings, keys: tuple[StreamKey, ...]) -> Signer:
    """Return the signer of these settings. Raises SettingsWrong with a sentence for everything that is wrong."""
    problems = network_problems(settings)
    if problems:
        raise SettingsWrong("\n".join(problems))
    if settings.cdn == "embedded":
        return EmbeddedOrigin(keys, settings.stream_seconds)
    network = _Network(settings)
    if settings.cdn in _FOLDERS:
        return _FOLDERS[settings.cdn](network)
    return ListsHere(keys, settings.stream_seconds, _FILES[settings.cdn](network))


def make_backup_or_none(settings: Settings, keys: tuple[StreamKey, ...]) -> Signer | None:
    """Return the same signer with the backup key, None without one. Raises SettingsWrong."""
    if not settings.cdn_backup_key:
        return None
    key_id = settings.cdn_backup_key_id or settings.cdn_key_id
    try:
        return make(replace(settings, cdn_key=settings.cdn_backup_key, cdn_key_id=key_id, cdn_backup_key=""), keys)
    except SettingsWrong as wrong:
        raise SettingsWrong(str(wrong).replace("TBO_CDN_KEY ", "TBO_CDN_BACKUP_KEY ")) from None


def _nginx(network: _Network) -> Signer:
    def folder(asset: str, expires: int) -> str:
        return f"{network.origin}{network.base}{secure_link.prefix(network.key, asset, expires)}/{asset}/"

    return TokenInPath(network.seconds, folder)


def _bunny(network: _Network) -> Signer:
    is_legacy = network.settings.cdn == "bunny-legacy"

    def folder(asset: str, expires: int) -> str:
        origin, path = network.folder(asset)
        return f"{origin}{bunny.prefix(network.key, path, expires, is_legacy=is_legacy)}{path}"

    return TokenInPath(network.seconds, folder)


def _akamai_path(network: _Network) -> Signer:
    def folder(asset: str, expires: int) -> str:
        origin, path = network.folder(asset)
        token = akamai.token(network.key, akamai.Opens(exp=expires, acl=f"{path}*"), is_escaped=True)
        return f"{origin}/{network.names[0]}={token}{path}"

    return TokenInPath(network.seconds, folder)


def _akamai_cookie(network: _Network) -> Signer:
    def cookies(asset: str, expires: int) -> dict[str, str]:
        opens = akamai.Opens(exp=expires, acl=f"{network.folder(asset)[1]}*")
        return {network.names[0]: akamai.token(network.key, opens)}

    return CookiesOfFolder(network.seconds, network.folder, network.settings.cdn_cookie_domain, cookies)


def _cloudfront(network: _Network) -> Signer:
    signed = _policy_of_folder(network)

    def cookies(asset: str, expires: int) -> dict[str, str]:
        return cloudfront.cookies(signed(asset, expires))

    return CookiesOfFolder(network.seconds, network.folder, network.settings.cdn_cookie_domain, cookies)


def _cloudfront_urls(network: _Network) -> SignFiles:
    signed = _policy_of_folder(network)

    def files(asset: str, _session: str, _now: datetime, expires: int) -> Link:
        # RSA takes a millisecond: one signature serves all files of a list.
        query = cloudfront.query(signed(asset, expires))
        return lambda path: f"{''.join(network.folder(asset))}{path}?{query}"

    return files


def _policy_of_folder(network: _Network) -> Callable[[str, int], dict[str, str]]:
    settings, key = network.settings, _rsa_key(network.key)
    algorithm = hashes.SHA256() if settings.cdn_hash == cloudfront.SHA256 else hashes.SHA1()

    def signed(asset: str, expires: int) -> dict[str, str]:
        resource = "".join(network.folder(asset)) + "*"
        return cloudfront.fields(
            resource,
            expires,
            settings.cdn_key_id,
            lambda text: key.sign(text, PKCS1v15(), algorithm),
            settings.cdn_hash,
        )

    return signed


def _rsa_key(pem: str) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPrivateKey):
        raise SettingsWrong("TBO_CDN_KEY cannot be read: allowed is an unencrypted RSA private key as PEM.")
    return key


def _aliyun(sign: Callable[[_Network, str, int, str], str]) -> Callable[[_Network], SignFiles]:
    """Return what makes a signer of one type: `sign` takes network, path, timestamp and a word for the session."""

    def of(network: _Network) -> SignFiles:
        def files(asset: str, session: str, _now: datetime, expires: int) -> Link:
            origin, folder = network.folder(asset)
            stamp = aliyun_cdn.timestamp(expires, network.settings.cdn_validity)
            # Their logs can be laid beside ours without naming a session.
            word = sha256(session.encode()).hexdigest()[:32]
            return lambda path: origin + sign(network, folder + path, stamp, word)

        return files

    return of


def _type_c(network: _Network, path: str, stamp: int, _word: str) -> str:
    written = aliyun_cdn.hexadecimal(stamp)
    if network.names:
        return aliyun_cdn.type_c_query(network.key, path, written, (network.names[0], network.names[1]))
    return aliyun_cdn.type_c(network.key, path, written)


def _type_f(network: _Network, path: str, stamp: int, _word: str) -> str:
    written = aliyun_cdn.hexadecimal(stamp) if network.settings.cdn_hex_time else str(stamp)
    return aliyun_cdn.type_f(network.key, path, written, (network.names[0], network.names[1]))


def _oss(network: _Network, is_first_version: bool) -> SignFiles:
    settings = network.settings
    bucket = oss.Bucket(settings.cdn_bucket, settings.cdn_region, settings.cdn_key_id, network.key)

    def files(asset: str, _session: str, now: datetime, expires: int) -> Link:
        origin, folder = network.folder(asset)
        at = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        seconds = expires - int(now.timestamp())

        def link(path: str) -> str:
            key = (folder + path).removeprefix("/")
            query = (
                oss.presigned_v1(bucket, key, expires) if is_first_version else oss.presigned(bucket, key, at, seconds)
            )
            return f"{origin}/{key}?{query}"

        return link

    return files


_FOLDERS: dict[str, Callable[[_Network], Signer]] = {
    "nginx": _nginx,
    "bunny": _bunny,
    "bunny-legacy": _bunny,
    "akamai-path": _akamai_path,
    "akamai-cookie": _akamai_cookie,
    "cloudfront": _cloudfront,
}
_FILES: dict[str, Callable[[_Network], SignFiles]] = {
    "cloudfront-urls": _cloudfront_urls,
    "aliyun-a": _aliyun(lambda net, path, stamp, word: aliyun_cdn.type_a(net.key, path, stamp, word)),
    "aliyun-b": _aliyun(lambda net, path, stamp, _: aliyun_cdn.type_b(net.key, path, aliyun_cdn.minute(stamp))),
    "aliyun-c": _aliyun(_type_c),
    "aliyun-f": _aliyun(_type_f),
    "oss-v4": lambda network: _oss(network, False),
    "oss-v1": lambda network: _oss(network, True),
}

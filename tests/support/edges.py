"""The far side of signed addresses: what a delivery network checks before it answers, told by its own handbook.

Nothing here uses the shop's own signing. Each check gets what stands behind the host in a request, and the time.
"""

import base64
import hashlib
import hmac
import json
import re
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, quote, unquote, urlencode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

_FILE = r"(/[A-Za-z0-9_./-]+)"
_HEX = "([0-9a-f]{32})"


def aliyun(kind: str, keys: tuple[str, ...], validity: int, target: str, now: float) -> bool:
    """Alibaba Cloud CDN: main and backup key, and the validity of the console on top of what an address says."""
    found = re.fullmatch(_ALIYUN[kind], target, re.ASCII)
    if found is None:
        return False
    part = found.groupdict()
    begins = {
        "a": lambda: int(part["time"]),
        "b": lambda: (datetime.strptime(part["time"], "%Y%m%d%H%M") - timedelta(hours=8) - EPOCH).total_seconds(),
        "f": lambda: int(part["time"]),
    }.get(kind, lambda: int(part["time"], 16))
    hashed = {"a": "{file}-{time}-{rand}-{uid}-{key}", "b": "{key}{time}{file}"}.get(kind, "{key}{file}{time}")
    right = {hashlib.md5(hashed.format(key=key, **part).encode()).hexdigest() for key in keys}
    try:
        return part["md5"] in right and now < begins() + validity
    except ValueError:
        return False


EPOCH = datetime(1970, 1, 1)
_FILE_PART, _MD5_PART = f"(?P<file>{_FILE[1:]}", f"(?P<md5>{_HEX[1:]}"
_ALIYUN = {
    "a": rf"{_FILE_PART}\?auth_key=(?P<time>[0-9]{{10}})-(?P<rand>[A-Za-z0-9]+)-(?P<uid>[0-9]+)-{_MD5_PART}",
    "b": rf"/(?P<time>[0-9]{{12}})/{_MD5_PART}{_FILE_PART}",
    "c": rf"/{_MD5_PART}/(?P<time>[0-9a-f]{{8}}){_FILE_PART}",
    "c with parameters": rf"{_FILE_PART}\?KEY1={_MD5_PART}&KEY2=(?P<time>[0-9a-f]{{8}})",
    "f": rf"{_FILE_PART}\?sign={_MD5_PART}&time=(?P<time>[0-9]{{10}})",
    "f in sixteens": rf"{_FILE_PART}\?sign={_MD5_PART}&time=(?P<time>[0-9a-f]{{8}})",
}


def nginx(secret: str, target: str, now: float) -> bool:
    """nginx with secure_link, as docs/delivery.md configures it."""
    found = re.fullmatch(rf"/([A-Za-z0-9_-]{{22}})/([0-9]{{10}})/([A-Za-z0-9][A-Za-z0-9_-]*){_FILE}", target, re.ASCII)
    if found is None:
        return False
    given, until, asset, _file = found.groups()
    digest = hashlib.md5(b"%s/%s/ %s" % (until.encode(), asset.encode(), secret.encode())).digest()
    return _unpadded(digest) == given and now <= int(until)


def bunny(key: str, target: str, now: float, is_legacy: bool = False) -> bool:
    """BunnyCDN, a token of a folder."""
    found = re.fullmatch(
        rf"/bcdn_token=([A-Za-z0-9_-]+)&token_path=([A-Za-z0-9_%-]+)&expires=([0-9]{{10}}){_FILE}",
        target,
        re.ASCII,
    )
    if found is None or quote(unquote(found[2]), safe="") != found[2]:
        return False
    given, folder, until, file = found[1], unquote(found[2]), found[3], found[4]
    text = folder + until + "token_path=" + folder
    right = "HS256-" + _unpadded(hmac.digest(key.encode(), text.encode(), "sha256"))
    if is_legacy:
        right = _unpadded(hashlib.sha256((key + text).encode()).digest())
    return given == right and file.startswith(folder) and ".." not in file and now < int(until)


def akamai(key: str, token: str, file: str, now: float) -> bool:
    """Akamai EdgeAuth, a token of folders."""
    said, _, given = token.rpartition("~hmac=")
    right = hmac.digest(bytes.fromhex(key), said.encode(), "sha256").hex()
    fields = dict(part.partition("=")[::2] for part in said.split("~"))
    if given != right or not fields.get("exp", "").isdecimal() or now >= int(fields["exp"]):
        return False
    folders = [unquote(each).removesuffix("*") for each in fields.get("acl", "").split("!")]
    return ".." not in file and any(folder.endswith("/") and file.startswith(folder) for folder in folders)


def akamai_path(key: str, name: str, target: str, now: float) -> bool:
    """The same where the token is the first part of the path."""
    found = re.fullmatch(rf"/{name}=([^/]+){_FILE}", target, re.ASCII)
    return found is not None and akamai(key, found[1], found[2], now)


def cloudfront(public_key, key_id: str, signed: dict[str, str], url: str, now: float) -> bool:
    """CloudFront, a custom policy; `signed` by the names of the query."""
    name = signed.get("Hash-Algorithm", "SHA1")
    if signed.get("Key-Pair-Id") != key_id or name not in ("SHA1", "SHA256"):
        return False
    try:
        text, signature = (_from_cloudfront(signed[part]) for part in ("Policy", "Signature"))
        public_key.verify(signature, text, PKCS1v15(), getattr(hashes, name)())
    except (KeyError, ValueError, InvalidSignature):
        return False
    statement = json.loads(text)["Statement"][0]
    opened, until = statement["Resource"], statement["Condition"]["DateLessThan"]["AWS:EpochTime"]
    return opened.endswith("/*") and url.startswith(opened[:-1]) and now < until


def cloudfront_query(public_key, key_id: str, url: str, now: float) -> bool:
    """The same behind an address."""
    file, _, query = url.partition("?")
    pairs = [part.partition("=")[::2] for part in query.split("&")]
    names = [name for name, _ in pairs]
    is_written_so = names in (["Policy", "Signature", "Key-Pair-Id"], [*_CLOUDFRONT, "Hash-Algorithm"])
    return is_written_so and cloudfront(public_key, key_id, dict(pairs), file, now)


_CLOUDFRONT = ["Policy", "Signature", "Key-Pair-Id"]


def oss_v1(secrets: dict[str, str], bucket: str, target: str, now: float) -> bool:
    """OSS, version 1."""
    found = re.fullmatch(rf"{_FILE}\?OSSAccessKeyId=(\w+)&Expires=([0-9]{{10}})&Signature=([\w%]+)", target, re.ASCII)
    if found is None or found[2] not in secrets:
        return False
    text = "\n".join(["GET", "", "", found[3], f"/{bucket}{found[1]}"])
    right = base64.b64encode(hmac.digest(secrets[found[2]].encode(), text.encode(), "sha1")).decode()
    return found[4] == quote(right, safe="") and now < int(found[3])


def oss_v4(secrets: dict[str, str], bucket: str, region: str, target: str, now: float) -> bool:
    """OSS, version 4."""
    file, _, query = target.partition("?")
    said = dict(parse_qsl(query))
    given = said.pop("x-oss-signature", "")
    if urlencode({**said, "x-oss-signature": given}) != query or not re.fullmatch(_FILE, file, re.ASCII):
        return False
    key_id, *scope = said.get("x-oss-credential", "").split("/")
    at, seconds = said.get("x-oss-date", ""), said.get("x-oss-expires", "")
    if scope != [at[:8], region, "oss", "aliyun_v4_request"] or key_id not in secrets or not seconds.isdecimal():
        return False
    request = f"GET\n/{bucket}{file}\n{urlencode(sorted(said.items()))}\n\n\nUNSIGNED-PAYLOAD"
    text = f"OSS4-HMAC-SHA256\n{at}\n{'/'.join(scope)}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = b"aliyun_v4" + secrets[key_id].encode()
    for part in scope:
        key = hmac.digest(key, part.encode(), "sha256")
    if hmac.digest(key, text.encode(), "sha256").hex() != given:
        return False
    begins = (datetime.strptime(at, "%Y%m%dT%H%M%SZ") - EPOCH).total_seconds()
    return begins <= now < begins + int(seconds)


def _unpadded(raw: bytes) -> str:
    return base64.b64encode(raw, b"-_").decode().rstrip("=")


def _from_cloudfront(text: str) -> bytes:
    """Read what was written for an address, and only as it is written."""
    raw = base64.b64decode(text.replace("-", "+").replace("_", "=").replace("~", "/"), validate=True)
    if base64.b64encode(raw).decode().replace("+", "-").replace("=", "_").replace("/", "~") != text:
        raise ValueError("written otherwise")
    return raw

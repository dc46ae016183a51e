"""Presigned addresses of Alibaba Cloud OSS, version 4 (preferred) and version 1: every object has its own."""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha1, sha256
from urllib.parse import quote

ALGORITHM = "OSS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where objects lie and who signs for them; `region` as in cn-hangzhou."""

    name: str
    region: str
    key_id: str
    secret: str


def presigned(bucket: Bucket, key: str, at: str, seconds: int) -> str:
    """Return the query of version 4 that reads an object from `at` (20300101T000000Z) on for some seconds."""
    query = {
        "x-oss-credential": f"{bucket.key_id}/{_scope(bucket, at)}",
        "x-oss-date": at,
        "x-oss-expires": str(seconds),
        "x-oss-signature-version": ALGORITHM,
    }
    return f"{_canonical(query)}&x-oss-signature={signature(bucket, 'GET', key, query)}"


def signature(
    bucket: Bucket, method: str, key: str, query: Mapping[str, str], headers: Mapping[str, str] | None = None
) -> str:
    """Return the signature of version 4 over a request; `query` names its date and how long it lasts."""
    at = query["x-oss-date"]
    signed = sorted((name.lower(), value.strip()) for name, value in (headers or {}).items())
    resource = quote(f"/{bucket.name}/{key}", safe="/-_.~")
    lines = "".join(f"{name}:{value}\n" for name, value in signed)
    request = "\n".join((method, resource, _canonical(query), lines, "", "UNSIGNED-PAYLOAD"))
    text = "\n".join((ALGORITHM, at, _scope(bucket, at), sha256(request.encode()).hexdigest()))
    return hmac.new(_signing_key(bucket, at), text.encode(), sha256).hexdigest()


def presigned_v1(bucket: Bucket, key: str, expires: int) -> str:
    """Return the query of version 1 that reads an object until `expires` (epoch seconds)."""
    text = f"GET\n\n\n{expires}\n/{bucket.name}/{key}"
    signed = b64encode(hmac.new(bucket.secret.encode(), text.encode(), sha1).digest()).decode()
    return f"OSSAccessKeyId={bucket.key_id}&Expires={expires}&Signature={quote(signed, safe='')}"


def _canonical(query: Mapping[str, str]) -> str:
    """Sort and encode; an empty value stands without an equals sign."""
    pairs = sorted((quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in query.items())
    return "&".join(f"{name}={value}" if value else name for name, value in pairs)


def _scope(bucket: Bucket, at: str) -> str:
    return f"{at[:8]}/{bucket.region}/oss/aliyun_v4_request"


def _signing_key(bucket: Bucket, at: str) -> bytes:
    key = f"aliyun_v4{bucket.secret}".encode()
    for part in (at[:8], bucket.region, "oss", "aliyun_v4_request"):
        key = hmac.new(key, part.encode(), sha256).digest()
    return key

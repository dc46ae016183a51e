"""Every delivery network with settings that fit it, and its own check of an address that the shop made."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from . import edges

URL, BELOW = "https://films.shop.test", "/shop/films"
ALIYUN, SHARED, HEX = "aliyuncdnexp1234", "s3cret-of-sixteen-signs", "aabbccddeeff00112233445566778899"
OSS = {"cdn_key": "secretOfThirtySignsForTheBucket", "cdn_key_id": "LTAI5t", "cdn_bucket": "tbo-media"}
VALIDITY = 1800


def pem_of(pair: rsa.RSAPrivateKey) -> str:
    """Write a private key as settings hold it."""
    shape = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return pair.private_bytes(*shape).decode()


PAIR = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = pem_of(PAIR)
OTHER_PEM = pem_of(rsa.generate_private_key(public_exponent=65537, key_size=2048))
PUBLIC = PAIR.public_key()
CLOUDFRONT = {"cdn_key": PEM, "cdn_key_id": "K2JCJMDEHXQW5F"}
# Takes the address of a file, the cookies that the browser sends, and the time.
Check = Callable[[str, dict[str, str], float], bool]


@dataclass(frozen=True)
class Network:
    """What the settings say beside TBO_CDN and TBO_CDN_URL, and what the network then opens."""

    mode: str
    settings: dict
    opens: Check


def _aliyun(kind: str, **settings) -> Network:
    def opens(url: str, _cookies: dict, now: float) -> bool:
        return edges.aliyun(kind, (ALIYUN,), VALIDITY, behind_host(url), now)

    return Network("rewrite", {"cdn_key": ALIYUN, "cdn_validity": VALIDITY, **settings}, opens)


def _cloudfront(algorithm: str = "SHA1") -> Network:
    def opens(url: str, cookies: dict, now: float) -> bool:
        signed = {name.removeprefix("CloudFront-"): value for name, value in cookies.items()}
        return edges.cloudfront(PUBLIC, "K2JCJMDEHXQW5F", signed, url, now)

    settings = CLOUDFRONT | {"cdn_hash": algorithm, "cdn_cookie_domain": "shop.test"}
    return Network("cookie", settings, opens)


def behind_host(url: str) -> str:
    """Return path and query of an address."""
    return url.removeprefix("{0.scheme}://{0.netloc}".format(urlsplit(url)))


NETWORKS = {
    "nginx": Network(
        "prefix",
        {"cdn_key": SHARED},
        # What stands before the token is its server's business.
        lambda url, _, now: edges.nginx(SHARED, behind_host(url).removeprefix(BELOW), now),
    ),
    "bunny": Network("prefix", {"cdn_key": SHARED}, lambda url, _, now: edges.bunny(SHARED, behind_host(url), now)),
    "bunny-legacy": Network(
        "prefix", {"cdn_key": SHARED}, lambda url, _, now: edges.bunny(SHARED, behind_host(url), now, is_legacy=True)
    ),
    "akamai-path": Network(
        "prefix", {"cdn_key": HEX}, lambda url, _, now: edges.akamai_path(HEX, "hdntl", behind_host(url), now)
    ),
    "akamai-cookie": Network(
        "cookie",
        {"cdn_key": HEX, "cdn_cookie_domain": "shop.test"},
        lambda url, cookies, now: edges.akamai(HEX, cookies.get("hdntl", ""), behind_host(url), now),
    ),
    "cloudfront": _cloudfront(),
    "cloudfront with SHA-256": _cloudfront("SHA256"),
    "cloudfront-urls": Network(
        "rewrite",
        CLOUDFRONT,
        lambda url, _, now: edges.cloudfront_query(PUBLIC, "K2JCJMDEHXQW5F", url, now),
    ),
    "aliyun-a": _aliyun("a"),
    "aliyun-b": _aliyun("b"),
    "aliyun-c": _aliyun("c"),
    "aliyun-c with parameters": _aliyun("c with parameters", cdn_names=("KEY1", "KEY2")),
    "aliyun-f": _aliyun("f"),
    "aliyun-f in sixteens": _aliyun("f in sixteens", cdn_hex_time=True),
    "oss-v4": Network(
        "rewrite",
        OSS | {"cdn_region": "cn-hangzhou"},
        lambda url, _, now: edges.oss_v4({"LTAI5t": OSS["cdn_key"]}, "tbo-media", "cn-hangzhou", behind_host(url), now),
    ),
    "oss-v1": Network(
        "rewrite",
        OSS,
        lambda url, _, now: edges.oss_v1({"LTAI5t": OSS["cdn_key"]}, "tbo-media", behind_host(url), now),
    ),
}


def settings_for(name: str, url: str = URL) -> dict:
    """Return what the settings say of a network."""
    return {"cdn": name.partition(" ")[0], "cdn_url": url, **NETWORKS[name].settings}

"""Forged addresses: of ten thousand small changes to a signed one, no delivery network accepts any."""

import random
import string
from collections.abc import Callable
from functools import partial

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

from tbo.rules.delivery import akamai, aliyun_cdn, bunny, cloudfront, oss, secure_link
from tbo.rules.stream_token import StreamKey, TokenRefused, session_of, sign

from ...support import edges

NOW, UNTIL, VALIDITY = 1893455700, 1893456000, 1800
STAMP = aliyun_cdn.timestamp(UNTIL, VALIDITY)
KEY, BACKUP, HEX = "aliyuncdnexp1234", "backupkeyexp5678", "aabbccddeeff00112233445566778899"
FILE, SESSION = "/e001/video/480p/s0000.m4s", "aB3dE6gH9jK2mN5pQ8sT1v"
BUCKET = oss.Bucket("tbo-media", "cn-hangzhou", "ak", "sk")
PAIR = rsa.generate_private_key(public_exponent=65537, key_size=2048)
MUTATIONS = 10_000
LETTERS = string.ascii_letters + string.digits + "-_.~%/\\+=&?#;:@!*, ０１é"
Opens = Callable[[str, float], bool]


def policy_query(algorithm: str) -> str:
    """An address of CloudFront behind which the policy of its folder stands."""
    digest = getattr(hashes, algorithm)()
    resource = "https://d1.cloudfront.test/e001/*"
    signed = cloudfront.fields(resource, UNTIL, "K1", lambda text: PAIR.sign(text, PKCS1v15(), digest), algorithm)
    return cloudfront.query(signed)


def policy_opens(query: str, now: float) -> bool:
    """CloudFront's check of a query."""
    return edges.cloudfront_query(PAIR.public_key(), "K1", f"https://d1.cloudfront.test{FILE}?{query}", now)


def embedded_opens(token: str, now: float) -> bool:
    """Our own origin's check of a token."""
    try:
        session_of(token, "e001", (StreamKey("k1", b"k" * 32),), now)
    except TokenRefused:
        return False
    return True


def before(file: str, opens: Callable[[str, float], bool]) -> Opens:
    """Check what stands in front of a file; inside its folder any file may be named."""
    return lambda prefix, now: opens(prefix + file, now)


def aliyun(kind: str, keys: tuple[str, ...] = (KEY,)) -> Opens:
    """Alibaba Cloud's check."""
    return lambda target, now: edges.aliyun(kind, keys, VALIDITY, target, now)


ACL = akamai.Opens(exp=UNTIL, acl="/e001/*")
MINUTE = aliyun_cdn.minute(STAMP)
SIGNED: dict[str, tuple[str, Opens]] = {
    "embedded": (sign(StreamKey("k1", b"k" * 32), SESSION, "e001", UNTIL), embedded_opens),
    "aliyun-a": (aliyun_cdn.type_a(KEY, FILE, STAMP, "477b3bbc253f467b"), aliyun("a")),
    "aliyun-b": (aliyun_cdn.type_b(KEY, FILE, MINUTE), aliyun("b")),
    "aliyun-c": (aliyun_cdn.type_c(KEY, FILE, aliyun_cdn.hexadecimal(STAMP)), aliyun("c")),
    "aliyun-f": (aliyun_cdn.type_f(KEY, FILE, str(STAMP), ("sign", "time")), aliyun("f")),
    "aliyun-c with parameters": (
        aliyun_cdn.type_c_query(KEY, FILE, aliyun_cdn.hexadecimal(STAMP), ("KEY1", "KEY2")),
        aliyun("c with parameters"),
    ),
    "aliyun-f in sixteens": (
        aliyun_cdn.type_f(KEY, FILE, aliyun_cdn.hexadecimal(STAMP), ("sign", "time")),
        aliyun("f in sixteens"),
    ),
    "oss-v4": (
        f"{FILE}?{oss.presigned(BUCKET, FILE[1:], '20300101T000000Z', 3600)}",
        lambda target, now: edges.oss_v4({"ak": "sk"}, "tbo-media", "cn-hangzhou", target, now + 3600),
    ),
    "oss-v1": (
        f"{FILE}?{oss.presigned_v1(BUCKET, FILE[1:], UNTIL)}",
        partial(edges.oss_v1, {"ak": "sk"}, "tbo-media"),
    ),
    "cloudfront-sha1": (policy_query("SHA1"), policy_opens),
    "cloudfront-sha256": (policy_query("SHA256"), policy_opens),
    "nginx": (secure_link.prefix("s3cret", "e001", UNTIL) + "/e001", before(FILE[5:], partial(edges.nginx, "s3cret"))),
    "bunny": (bunny.prefix("SecurityKey", "/e001/", UNTIL), before(FILE, partial(edges.bunny, "SecurityKey"))),
    "bunny-legacy": (
        bunny.prefix("SecurityKey", "/e001/", UNTIL, is_legacy=True),
        before(FILE, partial(edges.bunny, "SecurityKey", is_legacy=True)),
    ),
    "akamai-cookie": (akamai.token(HEX, ACL), lambda token, now: edges.akamai(HEX, token, FILE, now)),
    "akamai-path": (
        f"/hdntl={akamai.token(HEX, ACL, is_escaped=True)}",
        before(FILE, partial(edges.akamai_path, HEX, "hdntl")),
    ),
}


def mutated(text: str, chance: random.Random) -> str:
    """Change, add, take away or turn about a letter or a few, until something is different."""
    at, letter = int(chance.random() * len(text)), LETTERS[int(chance.random() * len(LETTERS))]
    end = at + 1 + int(chance.random() * 8)
    middle = CHANGES[int(chance.random() * len(CHANGES))](text[at:end], letter)
    changed = text[:at] + middle + text[end:]
    return changed if changed != text else mutated(text, chance)


CHANGES = (
    lambda old, letter: letter + old[1:],
    lambda old, letter: letter + old,
    lambda old, letter: "",
    lambda old, letter: old.swapcase(),
    lambda old, letter: old[::-1],
    lambda old, letter: old.translate(COUNTED_ON),
)
COUNTED_ON = str.maketrans("0123456789", "1234567890")


@pytest.mark.parametrize("signer", SIGNED)
def test_what_was_signed_opens_until_its_second_and_no_mutation_ever(signer):
    signed, opens = SIGNED[signer]
    assert opens(signed, NOW)
    assert not opens(signed, UNTIL + 1)
    chance = random.Random(signer)
    changed = (mutated(signed, chance) for _ in range(MUTATIONS))
    assert [text for text in changed if opens(text, NOW)] == []


@pytest.mark.parametrize("signer", ["nginx", "bunny", "akamai-cookie", "akamai-path"])
def test_a_folders_token_opens_no_folder_whose_name_begins_alike(signer):
    other = {
        "nginx": lambda: edges.nginx("s3cret", SIGNED["nginx"][0] + "2/s0.m4s", NOW),
        "bunny": lambda: edges.bunny("SecurityKey", SIGNED["bunny"][0] + "/e0012/s0.m4s", NOW),
        "akamai-cookie": lambda: edges.akamai(HEX, SIGNED["akamai-cookie"][0], "/e0012/s0.m4s", NOW),
        "akamai-path": lambda: edges.akamai_path(HEX, "hdntl", SIGNED["akamai-path"][0] + "/e0012/s0.m4s", NOW),
    }
    assert not other[signer]()


@pytest.mark.parametrize("signer", [name for name in SIGNED if name.startswith("aliyun")])
def test_alibabas_backup_key_opens_while_keys_change_and_no_third_one(signer):
    signed, kind = SIGNED[signer][0], signer.removeprefix("aliyun-")
    assert aliyun(kind, (BACKUP, KEY))(signed, NOW)
    assert not aliyun(kind, (BACKUP, KEY[::-1]))(signed, NOW)

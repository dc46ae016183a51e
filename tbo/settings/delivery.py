"""The settings of the delivery network that carries the films; docs/delivery.md says what each network needs."""

from dataclasses import dataclass

from .declaring import variable
from .readers import address, host, one_of, secret_lines, several, shaped, whole, yes_or_no

NETWORKS = (
    "embedded",
    "nginx",
    "bunny",
    "bunny-legacy",
    "akamai-path",
    "akamai-cookie",
    "cloudfront",
    "cloudfront-urls",
    "aliyun-a",
    "aliyun-b",
    "aliyun-c",
    "aliyun-f",
    "oss-v4",
    "oss-v1",
)
REGION = shaped("[a-z]{2}-[a-z0-9-]+", "a region such as cn-hangzhou")
NAME = shaped(r"[A-Za-z_][A-Za-z0-9_-]{0,39}", "names of letters, digits, hyphens and underscores")


@dataclass(frozen=True, kw_only=True)
class DeliverySettings:
    """Which network delivers films, and how it is signed for."""

    cdn: str = variable(
        "TBO_CDN",
        "embedded",
        "Who delivers films: the shop itself, or a network, by its way of signing.",
        one_of(*NETWORKS),
    )
    cdn_url: str = variable(
        "TBO_CDN_URL",
        "",
        "Address at the network below which the folders of films lie.",
        address("http", "https", with_path=True),
    )
    cdn_key: str = variable(
        "TBO_CDN_KEY", "", "Key that signs there; at CloudFront the private key as PEM.", secret_lines, secret=True
    )
    cdn_key_id: str = variable(
        "TBO_CDN_KEY_ID",
        "",
        "Number of the key where one is named: CloudFront's public key, OSS's access key.",
        shaped(r"[A-Za-z0-9.]{2,64}", "letters and digits"),
    )
    cdn_backup_key: str = variable(
        "TBO_CDN_BACKUP_KEY",
        "",
        "Second key that the network takes while keys change; it signs nothing, and the doctor tries it.",
        secret_lines,
        secret=True,
    )
    cdn_backup_key_id: str = variable(
        "TBO_CDN_BACKUP_KEY_ID",
        "",
        "Number of the second key where it has another.",
        shaped(r"[A-Za-z0-9.]{2,64}", "letters and digits"),
    )
    cdn_validity: int = variable(
        "TBO_CDN_VALIDITY",
        1800,
        "Seconds that Alibaba Cloud's console adds to a signed timestamp.",
        whole(1, 31_536_000),
    )
    cdn_names: tuple = variable(
        "TBO_CDN_NAMES",
        (),
        "Names of what carries the signature where the network lets them be chosen, separated by commas.",
        several(NAME),
    )
    cdn_hex_time: bool = variable(
        "TBO_CDN_HEX_TIME", False, "Say yes when the console reads the times of type F as hexadecimal.", yes_or_no
    )
    cdn_hash: str = variable("TBO_CDN_HASH", "SHA1", "Hash under CloudFront's signature.", one_of("SHA1", "SHA256"))
    cdn_cookie_domain: str = variable(
        "TBO_CDN_COOKIE_DOMAIN", "", "Domain above both shop and network, for networks that read cookies.", host
    )
    cdn_bucket: str = variable(
        "TBO_CDN_BUCKET", "", "OSS bucket of the films.", shaped(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", "a bucket's name")
    )
    cdn_region: str = variable(
        "TBO_CDN_REGION",
        "",
        "Region of the OSS bucket.",
        REGION,
    )

"""What each delivery network needs of the settings, and what cannot work with it."""

import re
from urllib.parse import urlsplit

from .variables import Settings

# The names under which networks carry a signature, unless TBO_CDN_NAMES says others.
NAMES: dict[str, tuple[str, ...]] = {
    "akamai-path": ("hdntl",),
    "akamai-cookie": ("hdntl",),
    "aliyun-f": ("sign", "time"),
}
# Of type C the form with parameters is chosen by giving their names.
CHOSEN_BY_NAMES: dict[str, tuple[str, ...]] = {"aliyun-c": ("KEY1", "KEY2")}
# What the key of a network looks like, and the words for it.
KEYS = {
    "nginx": (r"[A-Za-z0-9_-]{16,}", "16 or more letters, digits, hyphens and underscores"),
    "bunny": (r"\S{16,}", "the zone's URL token authentication key"),
    "akamai": (r"(?:[0-9a-fA-F]{2}){16,}", "32 or more hexadecimal digits"),
    "aliyun": (r"[A-Za-z0-9]{16,32}", "16 to 32 letters and digits"),
    "oss": (r"[A-Za-z0-9]{16,}", "the secret of an access key"),
    "cloudfront": (r"(?s)-----BEGIN .+-----END .+", "an RSA private key as PEM"),
}
NEEDED = {
    "oss-v4": ("cdn_key_id", "cdn_bucket", "cdn_region"),
    "oss-v1": ("cdn_key_id", "cdn_bucket"),
    "cloudfront": ("cdn_key_id",),
    "cloudfront-urls": ("cdn_key_id",),
}
# Networks that read cookies, which the shop sets for them.
COOKIES = ("akamai-cookie", "cloudfront")


def network_names(settings: Settings) -> tuple[str, ...]:
    """Return the names under which the chosen network carries its signature."""
    return settings.cdn_names or NAMES.get(settings.cdn, ())


def network_problems(settings: Settings) -> list[str]:
    """Return a sentence for everything that the chosen network lacks or cannot use."""
    said = f"TBO_CDN={settings.cdn}"
    if settings.cdn == "embedded":
        without = [name for name in ("cdn_url", "cdn_backup_key") if getattr(settings, name)]
        return [f"TBO_{name.upper()} is set, but TBO_CDN names no network." for name in without]
    kind = settings.cdn.partition("-")[0]
    needed = ("cdn_url", "cdn_key", *NEEDED.get(settings.cdn, ()))
    problems = [f"{said} needs TBO_{name.upper()}." for name in needed if not getattr(settings, name)]
    pattern, words = KEYS[kind]
    if settings.cdn_key and not re.fullmatch(pattern, settings.cdn_key.strip(), re.ASCII):
        problems.append(f"TBO_CDN_KEY does not fit {said}: allowed is {words}.")
    if settings.cdn_backup_key and settings.cdn_backup_key.strip() == settings.cdn_key.strip():
        problems.append("TBO_CDN_BACKUP_KEY is the key that signs: take another, or leave it out.")
    names = (NAMES | CHOSEN_BY_NAMES).get(settings.cdn, ())
    if settings.cdn_names and len(settings.cdn_names) != len(names):
        such = f"allowed are as many as in {','.join(names)}" if names else "it has none to choose"
        problems.append(f"TBO_CDN_NAMES does not fit {said}: {such}.")
    if settings.cdn in COOKIES and settings.cdn_url:
        problems += _cookies_that_never_arrive(settings)
    return problems


def _cookies_that_never_arrive(settings: Settings) -> list[str]:
    """A browser sends the shop's cookies to the network only below a domain that both share."""
    shop, network = (urlsplit(url).hostname or "" for url in (settings.base_url, settings.cdn_url))
    domain = settings.cdn_cookie_domain
    if "." in domain and all(f".{name}".endswith(f".{domain}") for name in (shop, network)):
        return []
    if not domain and shop == network:
        return []
    return [
        f"TBO_CDN={settings.cdn} sends cookies from {shop} to {network}: "
        "TBO_CDN_COOKIE_DOMAIN has to be a domain above both."
    ]

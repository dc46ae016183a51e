"""What a shop must not start with: rules of production, and of a sandbox that strangers could reach."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from .variables import SANDBOX_APP_ID, SANDBOX_SELLER_ID, Settings

SHORTEST_SECRET = 32
SHORTEST_NOTICE_KEY = 16
FEWEST_LETTERS = 10
ALIPAY = "https://openapi.alipay.com/gateway.do"
NEEDED = ("base_url", "alipay_app_id", "alipay_seller_id", "alipay_private_key", "alipay_public_key", "stream_keys")
# What development makes in the instance folder, and which setting it stands for.
MADE_FILES = {
    "secret_key": ("secret-key", "SECRET_KEY"),
    "alipay_private_key": ("shop-private.pem", "TBO_ALIPAY_PRIVATE_KEY"),
    "alipay_public_key": ("sandbox-public.pem", "TBO_ALIPAY_PUBLIC_KEY"),
}


# Each by what it needs: mails, and text messages.
WAYS_OUT = (("smtp_url", "mail_from"), ("sms_access_key", "sms_sign_name", "sms_template"))


def unsafe(settings: Settings, environ: Mapping[str, str], platform: str | None) -> Iterator[str]:
    """Yield a sentence for everything that these settings must not start with."""
    yield from _missing_of_tickets(settings)
    if not settings.is_production:
        yield from _reachable_sandbox(settings, environ)
        return
    for name in NEEDED:
        if not getattr(settings, name):
            yield f"TBO_{name.upper()} is missing; production has no default for it."
    yield from _half_a_way_out(settings)
    yield from _weak_secrets(settings)
    yield from _unsafe_addresses(settings)
    yield from _traces_of_development(settings, environ)
    if settings.database_url.startswith("sqlite") or not settings.database_url:
        yield from _forgetful_disk(settings, platform)


def _reachable_sandbox(settings: Settings, environ: Mapping[str, str]) -> Iterator[str]:
    """Play money is refused where strangers come, unless it was said explicitly."""
    if not environ.get("TBO_ENV") and settings.alipay_app_id == SANDBOX_APP_ID and not _is_near(settings.base_url):
        yield (
            f"{settings.base_url} is a public address, and the sandbox's play money would pay there. "
            "Set TBO_ENV=production for a real shop, or TBO_ENV=development if this is meant."
        )


def _missing_of_tickets(settings: Settings) -> Iterator[str]:
    """Whoever asks us for codes proves who they are, and so do we."""
    if settings.tickets == "tmall":
        for name in ("app_key", "app_secret", "session", "seller_id", "notice_key"):
            if not getattr(settings, f"tickets_{name}"):
                yield f"TBO_TICKETS_{name.upper()} is missing; TBO_TICKETS=tmall needs it."
        if settings.is_production and len(settings.tickets_notice_key) < SHORTEST_NOTICE_KEY:
            yield f"TBO_TICKETS_NOTICE_KEY is shorter than {SHORTEST_NOTICE_KEY} characters."


def _half_a_way_out(settings: Settings) -> Iterator[str]:
    """What sends codes and mails is set whole, or not at all: half of it takes orders that nobody hears of."""
    for names in WAYS_OUT:
        missing = [f"TBO_{name.upper()}" for name in names if not getattr(settings, name)]
        if 0 < len(missing) < len(names):
            yield f"{', '.join(missing)} is missing; the others of {names[0].partition('_')[0].upper()} need it."


def _weak_secrets(settings: Settings) -> Iterator[str]:
    for name, secrets in (
        ("SECRET_KEY", (settings.secret_key,)),
        ("TBO_SECRET_KEY_FALLBACKS", settings.secret_key_fallbacks),
    ):
        for secret in secrets:
            if len(secret) < SHORTEST_SECRET:
                yield f"{name} is missing or shorter than {SHORTEST_SECRET} characters."
            elif len(set(secret)) < FEWEST_LETTERS:
                yield f"{name} repeats itself; take 64 random hexadecimal digits."


def _unsafe_addresses(settings: Settings) -> Iterator[str]:
    addresses = {
        "TBO_BASE_URL": settings.base_url,
        "TBO_NOTIFY_BASE_URL": settings.notify_base_url,
        "TBO_ALIPAY_GATEWAY_URL": settings.alipay_gateway_url or ALIPAY,
        "TBO_CDN_URL": settings.cdn_url,
        "TBO_TICKETS_GATEWAY_URL": settings.tickets_gateway_url,
    }
    for name, address in addresses.items():
        if address and not address.startswith("https:"):
            yield f"{name}={address} must be https in production."


def _traces_of_development(settings: Settings, environ: Mapping[str, str]) -> Iterator[str]:
    if settings.alipay_app_id == SANDBOX_APP_ID or settings.alipay_seller_id == SANDBOX_SELLER_ID:
        yield "TBO_ALIPAY_APP_ID or TBO_ALIPAY_SELLER_ID is the sandbox's; production needs your own."
    for field, (file, name) in MADE_FILES.items():
        made = settings.keys_folder / file
        if made.is_file() and _bare(made.read_text()) == _bare(getattr(settings, field)):
            yield f"{name} is the one that development made in {made}; production needs its own."
    if settings.sandbox_url:
        yield "TBO_SANDBOX_URL is set; the sandbox never runs beside a real shop."
    if settings.tickets == "sandbox":
        yield "TBO_TICKETS=sandbox lets anybody at its page take codes; a real shop says tmall or off."
    if settings.messages == "sandbox":
        yield "TBO_MESSAGES=sandbox would put every code on a page; production sends them with real."
    if environ.get("FLASK_DEBUG", "0").lower() not in ("", "0", "false", "no"):
        yield "FLASK_DEBUG is on; debugging shows the inside of the shop to strangers."


def _forgetful_disk(settings: Settings, platform: str | None) -> Iterator[str]:
    if not settings.allow_sqlite:
        where = (
            f"the database is a SQLite file, and {platform} forgets" if platform else "a SQLite file may be forgotten"
        )
        yield (
            f"DATABASE_URL is missing or SQLite: {where} at the next start. "
            "Add PostgreSQL, or set TBO_ALLOW_SQLITE=1 if the disk persists."
        )


def _bare(key: str) -> str:
    """Return a key without the lines and line ends of PEM."""
    return "".join(line.strip() for line in key.replace("\\n", "\n").splitlines() if "-----" not in line)


def _is_near(address: str) -> bool:
    """Whether only this machine or its own network reaches an address."""
    name = urlsplit(address).hostname or ""
    try:
        return ip_address(name).is_private
    except ValueError:
        return name == "localhost" or "." not in name or name.endswith((".test", ".local", ".localhost"))

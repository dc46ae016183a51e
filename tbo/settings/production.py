"""What a real shop must not start with."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from .variables import SANDBOX_APP_ID, SANDBOX_SELLER_ID, Settings

SHORTEST_SECRET = 32


def unsafe(settings: Settings, platform: str | None) -> Iterator[str]:
    """Yield what a real shop must not start with."""
    if urlsplit(settings.base_url).scheme not in ("http", "https") or not urlsplit(settings.base_url).netloc:
        yield f"TBO_BASE_URL={settings.base_url!r} is not an address such as https://shop.example."
    if not settings.is_production:
        return
    if len(settings.secret_key) < SHORTEST_SECRET:
        yield f"SECRET_KEY is missing or shorter than {SHORTEST_SECRET} characters."
    for name in ("alipay_app_id", "alipay_seller_id", "alipay_private_key", "alipay_public_key", "stream_keys"):
        if not getattr(settings, name):
            yield f"TBO_{name.upper()} is missing; production has no default for it."
    yield from _sandbox_traces(settings)
    if not settings.database_url and not settings.allow_sqlite:
        place = platform or "production"
        yield (
            f"DATABASE_URL is missing: {place} may forget a SQLite file at the next start. "
            "Add PostgreSQL, or set TBO_ALLOW_SQLITE=1 if the disk persists."
        )


def _sandbox_traces(settings: Settings):
    gateway = urlsplit(settings.alipay_gateway_url or "https://openapi.alipay.com/gateway.do")
    if settings.alipay_app_id == SANDBOX_APP_ID or settings.alipay_seller_id == SANDBOX_SELLER_ID:
        yield "TBO_ALIPAY_APP_ID or TBO_ALIPAY_SELLER_ID is the sandbox's; production needs your own."
    if gateway.scheme != "https":
        yield "TBO_ALIPAY_GATEWAY_URL must be https in production; the sandbox is not a gateway for real money."
    key_file = settings.keys_folder / "sandbox-public.pem"
    if key_file.exists() and key_file.read_text().strip() == settings.alipay_public_key.strip():
        yield "TBO_ALIPAY_PUBLIC_KEY is the sandbox's key; take Alipay's key from its console."

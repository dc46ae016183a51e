"""What one sandbox runs with: folders, identities, gaps, and the clock it lives by."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tbo import clock

ROOT = Path(__file__).resolve().parents[2]
# A day, because SDKs of other makers write the machine's own hour where China's is meant.
TIMESTAMP_TOLERANCE = 24 * 60 * 60
APP_ID = "9021000000000001"
SELLER_ID = "2088000000000001"


class SandboxRefused(Exception):
    """The sandbox must not run here; the sentence says why and what to do instead."""


@dataclass(frozen=True, kw_only=True)
class SandboxSettings:
    """The values of one sandbox; times are seconds. Made once, never changed."""

    folder: Path
    keys_folder: Path
    app_id: str = APP_ID
    seller_id: str = SELLER_ID
    environment: str = "development"
    public_url: str = ""
    application_url: str = ""
    shop_url: str = "http://127.0.0.1:8000"
    timestamp_tolerance: int = TIMESTAMP_TOLERANCE
    retry_gaps: tuple[float, ...] = (2, 5, 10, 20, 40, 60, 120)
    notice_timeout: float = 5
    late_seconds: float = 10
    reorder_seconds: float = 3
    now: Callable[[], datetime] = lambda: clock.now()
    sleep: Callable[[float], None] = time.sleep
    # Brings a notice's form to its address within a time, gives status (or None) and answer; without it, by HTTP.
    bring: Callable[[str, dict[str, str], float], tuple[int | None, str]] | None = None
    # The same for a notice of e-tickets, which is a body of bytes.
    bring_ticket: Callable[[str, bytes], tuple[int | None, str]] | None = None


def options_from(environ: Mapping[str, str] | None = None) -> SandboxSettings:
    """Read the options from `environ` (the process's by default). Raises SandboxRefused in production."""
    environ = os.environ if environ is None else environ
    instance = Path(environ.get("TBO_INSTANCE") or ROOT / "instance")
    return SandboxSettings(
        folder=instance / "sandbox",
        keys_folder=instance / "keys",
        app_id=environ.get("TBO_ALIPAY_APP_ID") or APP_ID,
        seller_id=environ.get("TBO_ALIPAY_SELLER_ID") or SELLER_ID,
        environment=environ.get("TBO_ENV") or "development",
        public_url=(environ.get("TBO_SANDBOX_URL") or "").rstrip("/"),
        application_url=environ.get("TBO_SANDBOX_APPLICATION_URL") or "",
        shop_url=_shop_url(environ),
        timestamp_tolerance=_whole_number(environ, "TBO_SANDBOX_TIMESTAMP_SECONDS", TIMESTAMP_TOLERANCE),
    )


def _shop_url(environ: Mapping[str, str]) -> str:
    named = environ.get("TBO_NOTIFY_BASE_URL") or environ.get("TBO_BASE_URL") or ""
    return named.rstrip("/") or f"http://127.0.0.1:{environ.get('PORT') or 8000}"


def refuse_production(options: SandboxSettings) -> None:
    """Raise SandboxRefused where real money could be near: play money must never stand beside it."""
    if options.environment == "production":
        raise SandboxRefused("TBO_ENV=production: the Alipay sandbox never runs in production. Use Alipay's gateway.")


def _whole_number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit():
        raise SandboxRefused(f"{name}={text!r} is not a whole number of seconds; 0 switches the check off.")
    return int(text)

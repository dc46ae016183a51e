"""The doctor's looks at Alipay: whether it takes our signature, whether its own is right, whether clocks agree."""

from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

from .. import clock
from ..alipay.trouble import GatewayRefused, NotSent, OutcomeUnknown
from ..orders.provider import PayingAway, account, gateway
from ..settings import Settings
from .findings import Finding, wrong

# No order has this number; asking for it changes nothing anywhere.
NOBODYS_PAYMENT = "TBODOCTOR_0"
PATIENCE_S = 5
COMPARE = (
    "Compare TBO_ALIPAY_APP_ID and the keys with Alipay's console: the public half of TBO_ALIPAY_PRIVATE_KEY is entered"
    " there, TBO_ALIPAY_PUBLIC_KEY is copied from there."
)
MOST_APART_S = 60


def alipay(settings: Settings) -> Iterator[Finding]:
    """Ask the gateway about a payment that nobody made: that takes both keys, the application and the network."""
    where = urlsplit(settings.alipay_gateway_url).netloc or "Alipay"
    try:
        gateway(PATIENCE_S).query(NOBODYS_PAYMENT)
    except PayingAway as trouble:
        yield wrong(f"Nothing can be asked of Alipay: {trouble}.")
    except NotSent as trouble:
        yield wrong(f"The gateway {where} cannot be reached: {trouble}.")
    except GatewayRefused as refusal:
        yield wrong(f"The gateway {where} refuses us with {refusal.sub_code}. {COMPARE}")
    except OutcomeUnknown as trouble:
        yield wrong(f"The gateway {where} gave no answer that can be believed: {trouble}. {COMPARE}")
    else:
        yield Finding(f"The gateway {where} takes our signature, and we take its own; {settings.alipay_app_id}.")


def clock_beside_the_gateway(settings: Settings) -> Iterator[Finding]:
    """Compare our clock with that of the gateway's machine, whose requests carry a time."""
    told = _time_there()
    if told is None:
        return
    apart_s = abs(int((clock.now() - told).total_seconds()))
    if apart_s > MOST_APART_S:
        yield wrong(f"Our clock and the gateway's are {apart_s} s apart: set this machine's clock.")
    else:
        yield Finding("Our clock and the gateway's agree.")


def _time_there() -> datetime | None:
    """Return the time at the gateway; None when nothing answers, which another check says."""
    try:
        parts = urlsplit(account().gateway_url)
        with urlopen(f"{parts.scheme}://{parts.netloc}/", timeout=PATIENCE_S) as answer:
            stamp = answer.headers["Date"]
    except HTTPError as refusal:
        stamp = refusal.headers["Date"]
    except (OSError, PayingAway):
        return None
    return parsedate_to_datetime(stamp) if stamp else None

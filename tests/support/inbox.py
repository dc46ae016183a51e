"""The sandbox's inbox of a shop that runs: the codes that were sent."""

import json
import time
import urllib.parse
import urllib.request

from .processes import RunningShop

PATIENCE_S = 30


def newest_code(shop: RunningShop, to: str, but: str = "") -> str:
    """Wait for a code in the inbox of a number or an address, another one than `but`, and return it."""
    ends_at = time.monotonic() + PATIENCE_S
    while True:
        with urllib.request.urlopen(f"{shop.sandbox_url}/inbox.json?to={urllib.parse.quote(to)}", timeout=5) as answer:
            codes = [message["code"] for message in json.load(answer)["messages"] if message["code"]]
        if codes and codes[0] != but:
            return codes[0]
        assert time.monotonic() < ends_at, f"no code came for {to}"
        time.sleep(0.1)

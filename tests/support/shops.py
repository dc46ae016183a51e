"""What a shop under test is set up with, for fixtures and for tools that need no pytest."""

import secrets
from pathlib import Path

from tbo.settings import SANDBOX_APP_ID, SANDBOX_SELLER_ID, Settings

from . import keys


def settings_of(instance: Path, database_url: str) -> Settings:
    """Settings of a shop under test, on an address where nobody listens."""
    return Settings(
        env="test",
        base_url="http://shop.test",
        instance=str(instance),
        database_url=database_url,
        secret_key=secrets.token_hex(32),
        stream_keys=(f"k1:{secrets.token_urlsafe(32)}",),
        alipay_app_id=SANDBOX_APP_ID,
        alipay_seller_id=SANDBOX_SELLER_ID,
        alipay_gateway_url="http://127.0.0.1:9/gateway.do",
        alipay_private_key=keys.SHOP.private,
        alipay_public_key=keys.ALIPAY.public,
        sandbox_url="http://127.0.0.1:9",
        messages="sandbox",
        log_level="WARNING",
    )

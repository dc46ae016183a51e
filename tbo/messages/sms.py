"""Text messages by Alibaba Cloud; its SDK is an optional extra and imported only here, when one is sent."""

import json
from importlib.util import find_spec

from flask import current_app

from .letter import CannotBeSent, Letter, NotSent

EXTRA = "alibabacloud-dysmsapi20170525==4.6.0"
ENDPOINT = "dysmsapi.aliyuncs.com"
NEEDED = ("sms_access_key", "sms_sign_name", "sms_template")
# These pass with time; every other answer needs a person.
PASSING = ("isp.SYSTEM_ERROR", "isv.BUSINESS_LIMIT_CONTROL", "Throttling", "ServiceUnavailable", "InternalError")


def is_installed() -> bool:
    """Whether the package is there that text messages need."""
    return find_spec(EXTRA.partition("==")[0].replace("-", "_")) is not None


def send(letter: Letter) -> None:
    """Send the code through the registered template. Raises NotSent or CannotBeSent with Alibaba's own code."""
    settings = current_app.extensions["tbo.settings"]
    missing = [f"TBO_{name.upper()}" for name in NEEDED if not getattr(settings, name)]
    if missing:
        raise CannotBeSent(f"{', '.join(missing)} missing; text messages need all of them")
    if not letter.code:
        raise CannotBeSent("only codes have a registered text template")
    answer = _answer(settings, letter)
    if answer != "OK":
        kind = NotSent if answer.startswith(PASSING) else CannotBeSent
        raise kind(f"Alibaba Cloud answered {answer}")


def _answer(settings, letter: Letter) -> str:
    client, models = _client(settings)
    request = models.SendSmsRequest(
        phone_numbers=letter.recipient.lstrip("+"),
        sign_name=settings.sms_sign_name,
        template_code=settings.sms_template,
        template_param=json.dumps({"code": letter.code}),
        out_id=letter.key[:64],
    )
    try:
        return str(client.send_sms(request).body.code)
    except Exception as error:
        # The SDK raises classes of its own and of its transport; their texts may hold the number.
        code = getattr(error, "code", None)
        if isinstance(code, str) and code:
            return code
        raise NotSent(f"Alibaba Cloud is away ({type(error).__name__})") from None


def _client(settings):
    try:
        from alibabacloud_dysmsapi20170525 import models
        from alibabacloud_dysmsapi20170525.client import Client
        from alibabacloud_tea_openapi.utils_models import Config
    except ImportError:
        raise CannotBeSent(f"text messages need the extra package: pip install {EXTRA}") from None
    key_id, _, secret = settings.sms_access_key.partition(":")
    config = Config(access_key_id=key_id, access_key_secret=secret, endpoint=ENDPOINT)
    return Client(config), models

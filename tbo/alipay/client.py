"""The SDK's client with our clock, our keys, our transport and a strict look at the answer.

Importing this file imports the SDK (0.2 s); only gateway.py does, at its first call.
"""

from __future__ import annotations

from urllib.parse import urlencode

from alipay.aop.api.AlipayClientConfig import AlipayClientConfig
from alipay.aop.api.DefaultAlipayClient import DefaultAlipayClient
from alipay.aop.api.util.SignatureUtils import get_sign_content

from tbo import clock
from tbo.alipay import china_time, envelope, keys, transport
from tbo.alipay.account import AlipayAccount

_BODY_FIELD = "biz_content"


class StrictClient(DefaultAlipayClient):
    """Safe to share between threads: nothing in it changes after it was made."""

    def __init__(self, account: AlipayAccount) -> None:
        super().__init__(AlipayClientConfig())  # no logger: the SDK's would print buyers' data
        self._account = account

    def execute(self, request) -> str:
        """The verified inner text of the answer. Raises NotSent or OutcomeUnknown."""
        fields = self._signed(request)
        body = urlencode({_BODY_FIELD: fields.pop(_BODY_FIELD)})
        account = self._account
        received = transport.post_form(account.gateway_url, urlencode(fields), body, account.deadline_s)
        return envelope.verified_text(received, fields["method"], account.alipay_public_key)

    def page_execute(self, request, http_method: str = "GET") -> str:
        """A URL for the browser. The SDK's form carries inline script and is not offered."""
        if http_method != "GET":
            raise NotImplementedError("page calls are answered with a URL, never with a form")
        return f"{self._account.gateway_url}?{self.sdk_execute(request)}"

    def sdk_execute(self, request) -> str:
        return urlencode(self._signed(request))

    def _signed(self, request) -> dict[str, str]:
        fields = {
            **request.get_params(),
            "app_id": self._account.app_id,
            "charset": "utf-8",
            "format": "JSON",
            "sign_type": "RSA2",
            "timestamp": china_time.stamp(clock.now()),
        }
        # The far side drops empty values before it verifies, so an empty one is never signed.
        fields = {name: value for name, value in fields.items() if value}
        return {**fields, "sign": keys.sign(self._account.private_key, get_sign_content(fields))}

"""Which app a page is shown in, by its user agent, and which of Alipay's ways to pay works there."""

from enum import StrEnum

_MARKS = (
    ("AlipayClient", "alipay"),
    ("AliApp(AP", "alipay"),
    ("AliApp(TM", "tmall"),
    ("AliApp(TB", "taobao"),
    ("MicroMessenger", "wechat"),
    ("UCBrowser", "uc"),
)
_PHONE_MARKS = ("Mobile", "iPhone", "Android", "HarmonyOS")


class HostApp(StrEnum):
    """The app around the page."""

    TAOBAO = "taobao"
    TMALL = "tmall"
    ALIPAY = "alipay"
    WECHAT = "wechat"
    UC = "uc"
    PLAIN = "plain"


def host_app(user_agent: str) -> HostApp:
    """Return the app; a browser of its own is PLAIN."""
    return HostApp(next((app for mark, app in _MARKS if mark in user_agent), "plain"))


def is_phone(user_agent: str) -> bool:
    """Whether the page is on a telephone or tablet, where a QR code would be on the wrong side."""
    return any(mark in user_agent for mark in _PHONE_MARKS)

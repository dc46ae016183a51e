"""Which app a page is shown in: each by its real user agents, and what only resembles one."""

import pytest

from tbo.rules.host_apps import HostApp, host_app, is_phone

ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; 23000X) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Mobile Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    ("agent", "app", "phone"),
    [
        (f"{IPHONE} AliApp(TB/10.30.0) WindVane/8.7.0 TBIOS", HostApp.TAOBAO, True),
        (f"{ANDROID} AliApp(TB/10.30.0) UCBS/3.22 WindVane/8.5.0", HostApp.TAOBAO, True),
        (f"{ANDROID} AliApp(TM/15.15.0) WindVane/8.5.0", HostApp.TMALL, True),
        (f"{IPHONE} AliApp(AP/10.5.88) AlipayClient/10.5.88", HostApp.ALIPAY, True),
        (f"{ANDROID} UCBS/3.22.1 NebulaSDK/1.8 AlipayClient/10.5.88 Language/zh-Hans", HostApp.ALIPAY, True),
        (f"{IPHONE} MicroMessenger/8.0.40(0x18002831) NetType/WIFI Language/zh_CN", HostApp.WECHAT, True),
        (f"{WINDOWS} MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat", HostApp.WECHAT, False),
        (f"{ANDROID} UCBrowser/16.2.0", HostApp.UC, True),
        (IPHONE, HostApp.PLAIN, True),
        (WINDOWS, HostApp.PLAIN, False),
        (f"{WINDOWS} AliApplication(TBX)", HostApp.PLAIN, False),
        ("", HostApp.PLAIN, False),
        ("AliApp(", HostApp.PLAIN, False),
    ],
)
def test_an_app_is_known_by_its_mark(agent, app, phone):
    assert host_app(agent) is app
    assert is_phone(agent) is phone


def test_alipay_within_taobao_is_alipay():
    """Where two marks stand, the wallet's own counts: there one pays without leaving."""
    assert host_app(f"{IPHONE} AliApp(TB/10.30.0) AlipayClient/10.5.88") is HostApp.ALIPAY

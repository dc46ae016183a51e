"""Where a page is shown, and so how one pays there: with a code to scan, by a button, or not at all."""

from enum import StrEnum

from flask import request

from ..rules.host_apps import HostApp, host_app, is_phone


class Host(StrEnum):
    """What stands around the page, as far as paying differs."""

    DESKTOP = "desktop"
    PHONE = "phone"
    ALIPAY = "alipay"
    WECHAT = "wechat"


def host_of_page() -> Host:
    """Return where this request's page is shown."""
    agent = request.user_agent.string
    app = host_app(agent)
    if app in (HostApp.ALIPAY, HostApp.WECHAT):
        return Host(app.value)
    return Host.PHONE if is_phone(agent) else Host.DESKTOP

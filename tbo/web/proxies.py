"""What proxies in front say of a request: believed of as many as the settings name, missed where they name none."""

from threading import Lock

import structlog
from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

SEEMS_ONE = (
    "X-Forwarded-For arrives and TBO_PROXIES is 0: all visitors seem to come from one network and share its limits. "
    "Set TBO_PROXIES to the number of proxies in front."
)


def init_app(app: Flask) -> None:
    """Believe the proxies; without any, warn once in a process when one seems to be there."""
    proxies = app.extensions["tbo.settings"].proxies
    if proxies:
        # Each adds an address, but not each a scheme: where there are fewer, the one that we talk to said it for all.
        as_many = ProxyFix(app.wsgi_app, x_for=0, x_proto=proxies, x_host=0)
        app.wsgi_app = ProxyFix(as_many, x_for=proxies, x_proto=1, x_host=0)
        return
    unsaid = Lock()

    @app.before_request
    def say_once() -> None:
        if "X-Forwarded-For" in request.headers and unsaid.acquire(blocking=False):
            structlog.get_logger("tbo.web").warning("proxies.unknown", what=SEEMS_ONE)

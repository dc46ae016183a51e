"""Headers that every answer carries, and the written exceptions of the content security policy."""

from flask import Flask, Response, request

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}
# media-chrome styles itself inline; hls.js feeds the video through blobs (dependencies: watch page only).
# Its empty subtitle tracks are data: addresses of one word.
WATCH = {"style-src": "'self' 'unsafe-inline'", "media-src": "'self' blob: data:", "worker-src": "'self' blob:"}
# The editor of landing pages shows its draft within itself; nothing else may.
FRAMED = {"backoffice.page_preview": {"frame-ancestors": "'self'"}}
OVERRIDES = {"playback.watch": WATCH, "trailer.watch": WATCH}
# What a page that plays loads from the network that delivers films: lists and files, a native player's film, pictures.
DELIVERED = ("connect-src", "media-src", "img-src")


def policy_for(endpoint: str | None, extra_form_action: str = "", network: str = "") -> str:
    """Return the content security policy of an endpoint as a header value."""
    rules = POLICY | OVERRIDES.get(endpoint or "", {}) | FRAMED.get(endpoint or "", {})
    if network and endpoint in OVERRIDES:
        rules = rules | {name: f"{rules.get(name, rules['default-src'])} {network}" for name in DELIVERED}
    if extra_form_action:
        rules = rules | {"form-action": f"'self' {extra_form_action}"}
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def init_app(app: Flask) -> None:
    """Add the headers to every answer."""
    settings = app.extensions["tbo.settings"]
    cashier = _origin(settings.alipay_gateway_url) + " https://*.alipay.com"
    network = _origin(settings.cdn_url)
    is_https = settings.is_https

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        # A page that plays nothing (a paywall, an error) has no exception.
        endpoint = request.endpoint if response.status_code == 200 else None
        headers.setdefault("Content-Security-Policy", policy_for(endpoint, cashier, network))
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        if is_https:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        return response


def _origin(address: str) -> str:
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.split('/')[0]}" if rest else ""

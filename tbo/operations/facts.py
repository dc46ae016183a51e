"""Facts about this shop for support, outside tools and newcomers."""

from flask import current_app

from ..demo.examples import examples, signins


def info() -> dict:
    """Return addresses, identities, key files, sign-ins and example pages; secrets only as file names."""
    settings = current_app.extensions["tbo.settings"]
    folder = settings.keys_folder.resolve()
    return {
        "base_url": settings.base_url,
        "notify_url": settings.notify_url,
        "gateway_url": settings.alipay_gateway_url,
        "app_id": settings.alipay_app_id,
        "seller_id": settings.alipay_seller_id,
        "keys": {
            name: str(folder / f"{name.replace('_', '-')}.pem")
            for name in ("shop_private", "shop_public", "sandbox_private", "sandbox_public")
        },
        "origin": settings.base_url + "/hls",
        "inbox_url": settings.sandbox_url + "/inbox" if settings.sandbox_url else None,
        "signins": signins(),
        "examples": examples(),
    }


def welcome() -> str:
    """Return the lines that `make run` ends its start with."""
    known = info()
    lines = [
        "",
        f"  TBO is open:      {known['base_url']}",
        f"  From Tmall:       {known['base_url']}{known['examples']['tmall_link']}",
        f"  Alipay sandbox:   {known['gateway_url'].removesuffix('/gateway.do')}",
        f"  Codes and mails:  {known['inbox_url']}",
        "",
        "  Sign in with one of these; the six digits arrive in the inbox above:",
    ]
    lines += [f"    {one['phone']:<16} {one['label']}" for one in known["signins"] if one["phone"]]
    return "\n".join([*lines, "", "  Ctrl-C ends everything; make clean forgets it.", ""])

"""Facts about this shop for support, outside tools and newcomers."""

from pathlib import Path

from flask import current_app

from ..demo.examples import examples, signins
from ..demo.staff import staff_signins

KEYS = ("shop_private", "shop_public", "sandbox_private", "sandbox_public")


def info() -> dict:
    """Return addresses, identities, key files, sign-ins and example pages; secrets only as file names."""
    settings = current_app.extensions["tbo.settings"]
    return {
        "base_url": settings.base_url,
        "notify_url": settings.notify_url,
        "gateway_url": settings.alipay_gateway_url,
        "app_id": settings.alipay_app_id,
        "seller_id": settings.alipay_seller_id,
        "keys": key_files(settings.keys_folder.resolve()),
        "origin": settings.base_url + "/hls",
        "inbox_url": settings.sandbox_url + "/inbox" if settings.sandbox_url else None,
        "signins": signins(),
        "staff": staff_signins(),
        "examples": examples(),
    }


def key_files(folder: Path) -> dict[str, str | None]:
    """Return the paths of the shop's and the sandbox's key files; None for one that is not there."""
    files = {name: folder / f"{name.replace('_', '-')}.pem" for name in KEYS}
    return {name: str(file) if file.is_file() else None for name, file in files.items()}


def welcome() -> str:
    """Return what a newcomer needs to begin, for the end of `make run`'s start."""
    known = info()
    lines = [
        "",
        f"  TBO is open:      {known['base_url']}",
        "                    Made for phones first: make the window as narrow as one (390 pixels).",
        f"  From Tmall:       {known['base_url']}{known['examples']['tmall_link']}",
        f"  A code to redeem: {known['base_url']}{known['examples']['voucher'] or '/redeem'}",
        f"  Codes and mails:  {known['inbox_url']}",
        f"  Alipay's sandbox: {known['gateway_url'].removesuffix('/gateway.do')}",
        "",
        "  Nobody has to sign in to watch or to buy. Households to try, with the code from the inbox above:",
        *(
            f"    {one['phone']:<16} {one['label']}" + (f" (PIN {one['pin']})" if one["pin"] else "")
            for one in known["signins"]
            if one["phone"]
        ),
        "",
        f"  Back office:      {known['base_url']}/staff, its second door tells the code. Come in as:",
        *(f"    {one['email']:<24} {one['password']}" for one in known["staff"]),
        "",
        "  Ctrl-C ends everything and keeps the data; make clean forgets it.",
        "",
    ]
    return "\n".join(lines)

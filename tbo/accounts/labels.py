"""What a browser is called on the list of devices, read from its user agent: iPhone · 淘宝, Windows · Chrome."""

from flask_babel import gettext as _

SYSTEMS = (
    ("iPhone", "iPhone", "phone"),
    ("iPad", "iPad", "tablet"),
    ("OpenHarmony", "HarmonyOS", "phone"),
    ("HarmonyOS", "HarmonyOS", "phone"),
    ("SmartTV", "TV", "tv"),
    ("Android TV", "TV", "tv"),
    ("BRAVIA", "TV", "tv"),
    ("Android", "Android", "phone"),
    ("Windows", "Windows", "computer"),
    ("CrOS", "ChromeOS", "computer"),
    ("Macintosh", "Mac", "computer"),
    ("Linux", "Linux", "computer"),
)
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("UCBrowser", "UC"),
    ("QQBrowser", "QQ"),
    ("HuaweiBrowser", "Huawei"),
    ("MiuiBrowser", "Mi"),
    ("SamsungBrowser", "Samsung"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def label_and_kind(user_agent: str) -> tuple[str, str]:
    """Return the name of a browser, and what it is: phone, tablet, computer or tv."""
    system, kind = next(((name, kind) for mark, name, kind in SYSTEMS if mark in user_agent), (_("浏览器"), "computer"))
    if kind == "phone" and system == "Android" and "Mobile" not in user_agent:
        kind = "tablet"
    through = _app(user_agent) or next((name for mark, name in BROWSERS if mark in user_agent), "")
    return " · ".join(part for part in (system, through) if part), kind


def _app(user_agent: str) -> str | None:
    """Return the app whose window the page is in; these come with another browser's mark as well."""
    apps = (
        ("AliApp(TB", _("淘宝")),
        ("AliApp(TM", _("天猫")),
        ("AlipayClient", _("支付宝")),
        ("MicroMessenger", _("微信")),
    )
    return next((name for mark, name in apps if mark in user_agent), None)

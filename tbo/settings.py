"""Every setting of the shop: its variable, type, default and the sentence that documents it."""

import os
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from environs import Env, EnvError

ROOT = Path(__file__).resolve().parent.parent
PLATFORMS = {"DYNO": "Heroku", "RENDER": "Render", "RAILWAY_ENVIRONMENT": "Railway", "FLY_APP_NAME": "Fly.io"}
SANDBOX_APP_ID = "9021000000000001"
SANDBOX_SELLER_ID = "2088000000000001"
SHORTEST_SECRET = 32


class SettingsWrong(Exception):
    """The environment cannot run the shop; the text names every variable that is wrong and what is allowed."""


def variable(name: str, default, sentence: str, *, kind: str = "str", choices=(), secret: bool = False):
    """Declare one environment variable as a field of Settings."""
    facts = {"name": name, "sentence": sentence, "kind": kind, "choices": choices, "secret": secret}
    return field(default=default, metadata=facts)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The values the shop runs with; made by `read_settings`, never changed afterwards."""

    env: str = variable(
        "TBO_ENV",
        "development",
        "What this process is for. On a known platform it is production without being said.",
        choices=("development", "production", "test"),
    )
    port: int = variable("PORT", 8000, "Port of the web process.", kind="int")
    base_url: str = variable("TBO_BASE_URL", "", "The shop's public address, https in production.")
    notify_base_url: str = variable(
        "TBO_NOTIFY_BASE_URL", "", "Address where Alipay reaches the shop, when it is not the public one."
    )
    trusted_hosts: list = variable(
        "TBO_TRUSTED_HOSTS", (), "Host names answered beside the base address, separated by commas.", kind="list"
    )
    proxies: int = variable(
        "TBO_PROXIES", 0, "How many proxies stand in front and set X-Forwarded-For.", kind="int"
    )
    secret_key: str = variable(
        "SECRET_KEY", "", "Signs cookies and links; at least 32 characters.", secret=True
    )
    secret_key_fallbacks: list = variable(
        "TBO_SECRET_KEY_FALLBACKS", (), "Earlier secret keys that still verify.", kind="list", secret=True
    )
    database_url: str = variable(
        "DATABASE_URL", "", "PostgreSQL or SQLite; without it, SQLite in the instance folder.", secret=True
    )
    allow_sqlite: bool = variable(
        "TBO_ALLOW_SQLITE", False, "Say yes when a platform's disk really persists.", kind="bool"
    )
    redis_url: str = variable("REDIS_URL", "", "Redis for limits shared by several machines.", secret=True)
    instance: str = variable("TBO_INSTANCE", "", "Folder of the database, the keys and the media of this shop.")
    alipay_app_id: str = variable("TBO_ALIPAY_APP_ID", "", "Application number at Alipay.")
    alipay_seller_id: str = variable("TBO_ALIPAY_SELLER_ID", "", "Seller number (PID, 2088…) that is paid.")
    alipay_gateway_url: str = variable("TBO_ALIPAY_GATEWAY_URL", "", "Alipay's gateway; the sandbox's in development.")
    alipay_private_key: str = variable(
        "TBO_ALIPAY_PRIVATE_KEY", "", "Our private key, PEM or bare base64.", secret=True
    )
    alipay_public_key: str = variable("TBO_ALIPAY_PUBLIC_KEY", "", "Alipay's public key (not ours).", secret=True)
    alipay_deadline: float = variable(
        "TBO_ALIPAY_DEADLINE", 8.0, "Seconds one call to Alipay may take in all.", kind="float"
    )
    order_minutes: int = variable("TBO_ORDER_MINUTES", 15, "Minutes a price is kept before its order expires.", kind="int")
    sandbox_url: str = variable("TBO_SANDBOX_URL", "", "Address of the sandbox process in development.")
    stream_keys: list = variable(
        "TBO_STREAM_KEYS",
        (),
        "Keys that sign playback addresses as id:base64url, the newest first, 32 bytes each.",
        kind="list",
        secret=True,
    )
    stream_seconds: int = variable("TBO_STREAM_SECONDS", 300, "Life of a playback address in seconds.", kind="int")
    media_root: str = variable("TBO_MEDIA_ROOT", "", "Folder of packaged media for the embedded origin.")
    messages: str = variable(
        "TBO_MESSAGES",
        "",
        "How codes and mails leave: the sandbox's inbox, or SMTP with Alibaba Cloud SMS.",
        choices=("", "sandbox", "real"),
    )
    smtp_url: str = variable(
        "TBO_SMTP_URL", "", "smtp://name:password@host:port of the mail server.", secret=True
    )
    mail_from: str = variable("TBO_MAIL_FROM", "", "Sender of mails.")
    sms_access_key: str = variable("TBO_SMS_ACCESS_KEY", "", "Alibaba Cloud access key as id:secret.", secret=True)
    sms_sign_name: str = variable("TBO_SMS_SIGN_NAME", "", "Signature registered for text messages.")
    sms_template: str = variable("TBO_SMS_TEMPLATE", "", "Template number of the code message.")
    region: str = variable("TBO_REGION", "CN", "Country in which this shop shows and sells (ISO 3166).")
    time_zone: str = variable("TBO_TIME_ZONE", "Asia/Shanghai", "Time zone that people read and that days begin in.")
    icp_number: str = variable("TBO_ICP_NUMBER", "", "ICP record number for the footer.")
    police_number: str = variable("TBO_POLICE_NUMBER", "", "Public-security record number for the footer.")
    av_licence: str = variable("TBO_AV_LICENCE", "", "Audio-visual licence number for the footer.")
    hotline: str = variable("TBO_HOTLINE", "", "Telephone number of customer care for the footer.")
    log_level: str = variable(
        "TBO_LOG_LEVEL", "INFO", "Least level that is logged.", choices=("DEBUG", "INFO", "WARNING", "ERROR")
    )
    web_threads: int = variable("TBO_WEB_THREADS", 16, "Threads of one web process.", kind="int")
    web_processes: int = variable("WEB_CONCURRENCY", 2, "Number of web processes.", kind="int")

    @property
    def is_production(self) -> bool:
        """Whether the strict rules of a real shop hold."""
        return self.env == "production"

    @property
    def instance_folder(self) -> Path:
        """Folder of the database, keys and media."""
        return Path(self.instance) if self.instance else ROOT / "instance"

    @property
    def keys_folder(self) -> Path:
        """Folder of generated keys; only development writes there."""
        return self.instance_folder / "keys"

    @property
    def media_folder(self) -> Path:
        """Folder of packaged HLS assets."""
        return Path(self.media_root) if self.media_root else self.instance_folder / "media"

    @property
    def notify_url(self) -> str:
        """Where Alipay sends notices."""
        return (self.notify_base_url or self.base_url) + "/alipay/notices"

    @property
    def origin(self) -> str:
        """Scheme and host of the public address."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read all variables of `environ` (the process's by default).

    Raises SettingsWrong with one sentence for each variable that is unknown, malformed, missing or unsafe.
    """
    environ = dict(os.environ if environ is None else environ)
    values, problems = _read_values(environ)
    problems += _unknown_names(environ)
    if not problems:
        settings = Settings(**_with_defaults(values, environ))
        problems = list(_unsafe(settings, environ))
    if problems:
        raise SettingsWrong("\n".join(problems))
    return settings


def documented_variables() -> list[tuple[str, str, str]]:
    """Return (variable, default, sentence) of every setting, for the documents and their test."""
    return [(f.metadata["name"], _shown_default(f), f.metadata["sentence"]) for f in fields(Settings)]


def _shown_default(declared: Field) -> str:
    value = None if declared.default is MISSING else declared.default
    return "" if value in ("", (), None) else str(value)


def _read_values(environ: dict[str, str]) -> tuple[dict, list[str]]:
    values, problems = {}, []
    env = Env()
    for declared in fields(Settings):
        name = declared.metadata["name"]
        if not environ.get(name):
            continue
        try:
            values[declared.name] = _parsed(env, declared, environ[name])
        except (EnvError, ValueError) as error:
            problems.append(f"{name}={_shown(declared, environ[name])!r} cannot be read: {error}.")
    return values, problems


def _parsed(env: Env, declared: Field, text: str):
    kind, choices = declared.metadata["kind"], declared.metadata["choices"]
    if kind == "list":
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if kind == "bool":
        words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
        if text.lower() not in words:
            raise ValueError("allowed are 1, 0, true, false, yes, no")
        return words[text.lower()]
    if choices and text not in choices:
        raise ValueError("allowed are " + ", ".join(choice for choice in choices if choice))
    return {"int": int, "float": float}.get(kind, str)(text)


def _shown(declared: Field, text: str) -> str:
    return "(hidden)" if declared.metadata["secret"] else text


def _unknown_names(environ: dict[str, str]) -> list[str]:
    known = {declared.metadata["name"] for declared in fields(Settings)}
    strange = sorted(name for name in environ if name.startswith("TBO_") and name not in known)
    return [f"{name} is not a setting of TBO; docs/settings.md lists them all." for name in strange]


def _with_defaults(values: dict, environ: dict[str, str]) -> dict:
    """Fill in what follows from other values: platform, addresses, development's generated keys."""
    if "env" not in values and _platform(environ):
        values["env"] = "production"
    values["database_url"] = _driver_named(values.get("database_url", ""))
    port = values.get("port", 8000)
    values.setdefault("base_url", f"http://127.0.0.1:{port}")
    values["base_url"] = values["base_url"].rstrip("/")
    if values.get("env", "development") != "production":
        _fill_development(values, port)
    return values


def _fill_development(values: dict, port: int) -> None:
    probe = Settings(**values)
    folder = probe.keys_folder
    values.setdefault("sandbox_url", f"http://127.0.0.1:{port + 1}")
    values.setdefault("alipay_gateway_url", values["sandbox_url"] + "/gateway.do")
    values.setdefault("alipay_app_id", SANDBOX_APP_ID)
    values.setdefault("alipay_seller_id", SANDBOX_SELLER_ID)
    values.setdefault("messages", "sandbox")
    for name, file in (
        ("secret_key", "secret-key"),
        ("alipay_private_key", "shop-private.pem"),
        ("alipay_public_key", "sandbox-public.pem"),
    ):
        if not values.get(name) and (folder / file).exists():
            values[name] = (folder / file).read_text().strip()
    if not values.get("stream_keys") and (folder / "stream-keys").exists():
        values["stream_keys"] = tuple((folder / "stream-keys").read_text().split())


def _driver_named(url: str) -> str:
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def _platform(environ: dict[str, str]) -> str | None:
    return next((label for name, label in PLATFORMS.items() if environ.get(name)), None)


def _unsafe(settings: Settings, environ: dict[str, str]):
    """Yield what a real shop must not start with."""
    if urlsplit(settings.base_url).scheme not in ("http", "https") or not urlsplit(settings.base_url).netloc:
        yield f"TBO_BASE_URL={settings.base_url!r} is not an address such as https://shop.example."
    if not settings.is_production:
        return
    if len(settings.secret_key) < SHORTEST_SECRET:
        yield f"SECRET_KEY is missing or shorter than {SHORTEST_SECRET} characters."
    for name in ("alipay_app_id", "alipay_seller_id", "alipay_private_key", "alipay_public_key", "stream_keys"):
        if not getattr(settings, name):
            yield f"TBO_{name.upper()} is missing; production has no default for it."
    yield from _sandbox_traces(settings)
    if not settings.database_url and not settings.allow_sqlite:
        place = _platform(environ) or "production"
        yield (
            f"DATABASE_URL is missing: {place} may forget a SQLite file at the next start. "
            "Add PostgreSQL, or set TBO_ALLOW_SQLITE=1 if the disk persists."
        )


def _sandbox_traces(settings: Settings):
    gateway = urlsplit(settings.alipay_gateway_url or "https://openapi.alipay.com/gateway.do")
    if settings.alipay_app_id == SANDBOX_APP_ID or settings.alipay_seller_id == SANDBOX_SELLER_ID:
        yield "TBO_ALIPAY_APP_ID or TBO_ALIPAY_SELLER_ID is the sandbox's; production needs your own."
    if gateway.scheme != "https":
        yield "TBO_ALIPAY_GATEWAY_URL must be https in production; the sandbox is not a gateway for real money."
    key_file = settings.keys_folder / "sandbox-public.pem"
    if key_file.exists() and key_file.read_text().strip() == settings.alipay_public_key.strip():
        yield "TBO_ALIPAY_PUBLIC_KEY is the sandbox's key; take Alipay's key from its console."

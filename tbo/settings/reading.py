"""Reads the environment into settings: what is unknown, malformed or missing stops the start with sentences."""

import os
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from pathlib import Path

from .production import unsafe
from .variables import SANDBOX_APP_ID, SANDBOX_APP_KEY, SANDBOX_SELLER_ID, SANDBOX_SHOP_ID, Settings

LONGEST_SHOWN = 80
PLATFORMS = {"DYNO": "Heroku", "RENDER": "Render", "RAILWAY_ENVIRONMENT": "Railway", "FLY_APP_NAME": "Fly.io"}


class SettingsWrong(SystemExit):
    """The environment cannot run the shop; the text names every variable that is wrong and what is allowed.

    A SystemExit, so that every start ends with these sentences and without a traceback.
    """


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read all variables of `environ` (the process's by default).

    Raises SettingsWrong with one sentence for each variable that is unknown, malformed, missing or unsafe.
    """
    environ = dict(os.environ if environ is None else environ)
    values, problems = _read_values(environ)
    problems += _unknown_names(environ)
    if not problems:
        settings = Settings(**_with_defaults(values, environ))
        problems = [*unsafe(settings, environ, platform_or_none(environ))]
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
    for declared in fields(Settings):
        name = declared.metadata["name"]
        if not environ.get(name):
            continue
        try:
            values[declared.name] = declared.metadata["read"](environ[name])
        except ValueError as error:
            problems.append(f"{name}={_shown(declared, environ[name])} cannot be read: {error}.")
    return values, problems


def _shown(declared: Field, text: str) -> str:
    return "(hidden)" if declared.metadata["secret"] else repr(text[:LONGEST_SHOWN])


def _unknown_names(environ: dict[str, str]) -> list[str]:
    known = {declared.metadata["name"] for declared in fields(Settings)}
    strange = sorted(name for name in environ if name.startswith("TBO_") and name not in known)
    return [f"{name} is not a setting of TBO; docs/settings.md lists them all." for name in strange]


def _with_defaults(values: dict, environ: dict[str, str]) -> dict:
    """Fill in what follows from other values: platform, addresses, development's generated keys."""
    if "env" not in values and platform_or_none(environ):
        values["env"] = "production"
    if values.get("env", "development") != "production":
        _fill_development(values, values.get("port", 8000))
    return values


def _fill_development(values: dict, port: int) -> None:
    probe = Settings(**values)
    folder = probe.keys_folder
    values.setdefault("base_url", f"http://127.0.0.1:{port}")
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
    if values.get("tickets") == "sandbox":
        _fill_tickets(values, folder)
    if not values.get("stream_keys") and (folder / "stream-keys").exists():
        values["stream_keys"] = tuple((folder / "stream-keys").read_text().split())


def _fill_tickets(values: dict, folder: Path) -> None:
    """The sandbox that plays Tmall signs with one key that both sides find in the keys folder."""
    file = folder / "tickets-key"
    key = file.read_text().strip() if file.exists() else ""
    values.setdefault("tickets_gateway_url", values["sandbox_url"] + "/tmall/router/rest")
    values.setdefault("tickets_app_key", SANDBOX_APP_KEY)
    values.setdefault("tickets_seller_id", SANDBOX_SHOP_ID)
    for name in ("tickets_app_secret", "tickets_session", "tickets_notice_key"):
        values.setdefault(name, key)


def platform_or_none(environ: Mapping[str, str] | None = None) -> str | None:
    """Return the name of the platform that this process runs on, None for a machine of one's own."""
    environ = os.environ if environ is None else environ
    return next((label for name, label in PLATFORMS.items() if environ.get(name)), None)

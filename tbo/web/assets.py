"""Addresses of style sheets, scripts and pictures; they carry no language prefix and may be kept for ever."""

from flask import Flask, current_app

PICTURES = "/pictures/"


def static_url(name: str) -> str:
    """Return the address of a file under static/, with its content's hash where the build has one."""
    manifest = current_app.extensions.get("tbo.digests", {})
    return "/static/" + manifest.get(name, name)


def picture_url(folder: str, name: str) -> str:
    """Return the address of a rendition, `folder` being a title's `pictures` (slug and version)."""
    return f"{PICTURES}{folder}/{name}"


def init_app(app: Flask) -> None:
    """Give the addresses to every template."""
    app.jinja_env.globals.update(static_url=static_url, picture_url=picture_url)

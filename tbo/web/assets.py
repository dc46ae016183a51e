"""Addresses and serving of style sheets, scripts and pictures: no language prefix, kept for ever by their hash."""

import json
import re
from pathlib import Path

from flask import Flask, current_app
from whitenoise import WhiteNoise

from ..settings import ROOT

PICTURES = "/pictures/"
# A digest of the build in the file's name, or the version in the folder of a title's pictures.
_UNCHANGING = re.compile(r"^/static/.+-[0-9a-f]{32}\.\w+$|^/pictures/[^/]+-[0-9a-f]{8}/|^/static/vendor/[^/]+-\d[\d.]*/")
_DAY_S = 86_400


def static_url(name: str) -> str:
    """Return the address of a file under static/, with its content's hash where the build has made one."""
    return "/static/" + current_app.extensions["tbo.digests"].get(name, name)


def picture_url(folder: str, name: str) -> str:
    """Return the address of a rendition, `folder` being a title's `pictures` (slug and version)."""
    return f"{PICTURES}{folder}/{name}"


def init_app(app: Flask) -> None:
    """Serve the files before Flask sees the request, and give the addresses to every template."""
    settings = app.extensions["tbo.settings"]
    app.extensions["tbo.digests"] = _digests(ROOT / "static" / "cache_manifest.json")
    app.jinja_env.globals.update(static_url=static_url, picture_url=picture_url)
    files = WhiteNoise(
        app.wsgi_app,
        max_age=_DAY_S if settings.is_production else 0,
        immutable_file_test=lambda _path, url: bool(_UNCHANGING.match(url)),
        add_headers_function=_safe_headers,
        autorefresh=settings.env == "development",
    )
    files.add_files(str(ROOT / "static"), prefix="static/")
    pictures = settings.instance_folder / "pictures"
    if pictures.is_dir():
        files.add_files(str(pictures), prefix="pictures/")
    app.wsgi_app = files


def _digests(manifest: Path) -> dict[str, str]:
    """Return names with hash by names without; empty where the build did not run, as in development."""
    return json.loads(manifest.read_text()) if manifest.exists() else {}


def _safe_headers(headers, _path, _url) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"

"""Addresses and serving of style sheets, scripts and pictures: no language prefix, kept for ever by their names."""

import json
import re

import structlog
from flask import Flask, current_app
from whitenoise import WhiteNoise
from whitenoise.string_utils import decode_path_info

from ..settings import ROOT
from .asset_build import MANIFEST, built_or_none
from .template_names import give

STATIC, PICTURES = "/static/", "/pictures/"
# A digest in the file's name, or a version in the folder of a vendored library or of a title's pictures.
UNCHANGING = re.compile(
    r"^/static/(?:.+-[0-9a-f]{16}\.\w+$|vendor/[^/]+-\d[\d.]*/)|^/pictures/[^/]+-[0-9a-f]{8}/", re.ASCII
)
DAY_S = 86_400


def static_url(name: str) -> str:
    """Return the address of a file under static/, with its content's digest where the build has made one."""
    return STATIC + current_app.extensions["tbo.digests"].get(name, name)


def picture_url(folder: str, name: str) -> str:
    """Return the address of a rendition, `folder` being a title's `pictures` (slug and version)."""
    return f"{PICTURES}{folder}/{name}"


def init_app(app: Flask) -> None:
    """Give the addresses to every template. Under `flask run --debug` files are served as they lie in static/."""
    built = None if app.debug else built_or_none()
    if built is None and app.extensions["tbo.settings"].is_production:
        structlog.get_logger("tbo.web").warning("assets.not_built", do="python -m tools.build_assets")
    app.extensions["tbo.built"] = built
    app.extensions["tbo.digests"] = json.loads((built / MANIFEST).read_text()) if built else {}
    give(app, static_url=static_url, picture_url=picture_url)


def serve(app: Flask) -> None:
    """Answer for the files before the shop sees the request. Call it when all other layers stand."""
    files = Files(
        app.wsgi_app,
        max_age=0,
        immutable_file_test=lambda _path, url: bool(UNCHANGING.match(url)),
        add_headers_function=_more_headers,
        allow_all_origins=False,
        autorefresh=app.debug,
    )
    if app.extensions["tbo.built"]:
        files.add_files(str(app.extensions["tbo.built"]), prefix=STATIC)
    files.look_up(str(ROOT / "static"), STATIC)
    files.look_up(str(app.extensions["tbo.settings"].instance_folder.resolve() / "pictures"), PICTURES)
    app.wsgi_app = files


class Files(WhiteNoise):
    """Built files are known at the start; the others, such as pictures, are looked for when they are asked."""

    looked_up: tuple[str, ...] = ()

    def look_up(self, root: str, prefix: str) -> None:
        """Look for files below `prefix` in a folder that may grow."""
        self.directories.insert(0, (f"{root}/", prefix))
        self.looked_up = tuple(prefix for _root, prefix in self.directories)

    def __call__(self, environ, start_response):
        """Serve a file, or hand the request on."""
        path = environ.get("PATH_INFO", "")
        found = self.files.get(path)
        if found is None and path.startswith(self.looked_up):
            found = self.find_file(decode_path_info(path))
        if found is None:
            return self.application(environ, start_response)
        return self.serve(found, environ, start_response)


def _more_headers(headers, _path, url) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if url.startswith(f"{PICTURES}avatars/"):
        headers["Cache-Control"] = f"max-age={DAY_S}, public"

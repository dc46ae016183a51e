"""Static files and pictures: served before Flask, kept for ever where their name says what they are."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from tbo import create_app
from tbo.web.asset_build import SOURCE, build
from tbo.web.assets import static_url

FOREVER = "max-age=315360000, public, immutable"


@pytest.fixture(scope="module")
def served(empty_app, settings, tmp_path_factory):
    """A shop whose static files are built, with one title's pictures."""
    build()
    folder = tmp_path_factory.mktemp("instance")
    title = folder / "pictures" / "a-title-0123abcd"
    title.mkdir(parents=True)
    (title / "poster-264.avif").write_bytes(b"avif")
    (title / "lettering.svg").write_bytes(b"<svg/>")
    return create_app(replace(settings, instance=str(folder)))


@pytest.fixture
def browser(served):
    """A browser that asks for files."""
    return FlaskClient(served, served.response_class)


@pytest.fixture
def style(served):
    """The address of the style sheet that every page has."""
    with served.app_context():
        return static_url("css/site.css")


def test_a_built_file_is_kept_for_ever_and_packed(browser, style):
    answer = browser.get(style, headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Cache-Control"] == FOREVER
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Content-Type"].startswith("text/css")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert "Content-Encoding" not in browser.get(style).headers


def test_a_file_without_a_digest_is_asked_for_again(browser, style):
    plain = browser.get("/static/css/site.css")
    assert plain.data == (SOURCE / "css/site.css").read_bytes()
    assert 0 < len(browser.get(style).data) < len(plain.data)
    assert plain.headers["Cache-Control"] == "max-age=0, public"
    again = browser.get("/static/css/site.css", headers={"If-None-Match": plain.headers["ETag"]})
    assert again.status_code == 304


def test_a_library_with_its_version_in_the_folder_is_kept_for_ever(browser):
    answer = browser.get("/static/vendor/htmx.org-4.0.1/htmx.min.js", headers={"Accept-Encoding": "br"})
    assert answer.headers["Cache-Control"] == FOREVER
    assert answer.headers["Content-Encoding"] == "br"
    assert int(answer.headers["Content-Length"]) < 16_000


def test_pictures_of_a_version_are_kept_for_ever(browser):
    answer = browser.get("/pictures/a-title-0123abcd/poster-264.avif")
    assert answer.headers["Cache-Control"] == FOREVER
    assert answer.headers["Content-Type"] == "image/avif"
    assert answer.data == b"avif"


def test_a_picture_that_comes_while_the_shop_runs_is_served(served, browser):
    assert browser.get("/pictures/new-title-89abcdef/poster-264.avif").status_code == 404
    folder = served.extensions["tbo.settings"].instance_folder / "pictures" / "new-title-89abcdef"
    folder.mkdir()
    (folder / "poster-264.avif").write_bytes(b"new")
    assert browser.get("/pictures/new-title-89abcdef/poster-264.avif").data == b"new"


@pytest.mark.parametrize(
    "path",
    [
        "/pictures/../tbo.db",
        "/pictures/%2e%2e/tbo.db",
        "/pictures//etc/passwd",
        "/pictures/a-title-0123abcd",
        "/pictures/a-title-0123abcd/%00.avif",
        "/pictures/" + "x" * 5000,
        "/static/../app.py",
        "/static/js/../../app.py",
        "/pictures/\\..\\tbo.db",
    ],
)
def test_no_path_leads_out_of_the_folders(browser, path):
    assert browser.get(path).status_code in (400, 404)


def test_every_address_of_the_pages_is_there(served, browser):
    with served.app_context():
        for name in served.extensions["tbo.digests"]:
            assert browser.get(static_url(name)).status_code == 200


def test_without_a_build_and_for_a_developer_files_are_served_as_they_lie(settings, monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")
    app = create_app(replace(settings, env="development"))
    with app.app_context():
        assert static_url("css/site.css") == "/static/css/site.css"
    answer = FlaskClient(app, app.response_class).get("/static/css/site.css")
    assert answer.headers["Cache-Control"] == "max-age=0, public"

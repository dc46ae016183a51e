"""Warming: what workers share is read before they part, and a database that is away stops no start."""

import gc
from dataclasses import replace

import pytest
from jinja2 import FileSystemLoader
from jinja2.bccache import Bucket

from tbo import create_app
from tbo.db import db
from tbo.web import template_build, warming
from tbo.web.template_build import Compiled, compile_templates


@pytest.fixture(autouse=True)
def _thaw():
    yield
    gc.unfreeze()


def test_pages_are_kept_and_no_connection_is_handed_on(committed_shop):
    app = create_app(replace(committed_shop.extensions["tbo.settings"], env="development"))
    warming.warm(app)
    assert gc.get_freeze_count() > 0
    with app.app_context():
        assert db.engine.pool.checkedin() == db.engine.pool.checkedout() == 0
    kept = app.wsgi_app.application.pages
    assert {path for path, _query, _part in kept._pages} == {"/", "/library", "/search"}


def test_a_database_that_is_away_stops_no_start(settings):
    away = "postgresql+psycopg://nobody@127.0.0.1:9/nothing?connect_timeout=1"
    warming.warm(create_app(replace(settings, env="development", database_url=away)))


def test_templates_are_compiled_once_and_read_afterwards(empty_app, tmp_path, monkeypatch):
    count = compile_templates(empty_app, tmp_path)
    (folder,) = tmp_path.iterdir()
    assert len(list(folder.iterdir())) == count > 50
    app = create_app(empty_app.extensions["tbo.settings"])
    app.jinja_env.bytecode_cache = Compiled(folder)
    monkeypatch.setattr(app.jinja_env, "compile", lambda *_, **__: pytest.fail("a template was compiled again"))
    assert template_build.load_templates(app) == count


@pytest.fixture
def few(tmp_path_factory) -> FileSystemLoader:
    """Some templates instead of all, for what is true of each."""
    folder = tmp_path_factory.mktemp("templates")
    for name in ("404.html", "base.html"):
        (folder / name).write_text("{% if a %}{{ a }}{% endif %}")
    return FileSystemLoader(folder)


def test_two_processes_may_compile_the_same_template_at_once(empty_app, few, tmp_path, monkeypatch):
    monkeypatch.setattr(empty_app.jinja_env, "loader", few)
    write = Bucket.write_bytecode

    def slowly(bucket, file):
        # Before this one is there, the other process begins and ends.
        monkeypatch.setattr(Bucket, "write_bytecode", write)
        compile_templates(empty_app, tmp_path)
        write(bucket, file)

    monkeypatch.setattr(Bucket, "write_bytecode", slowly)
    assert compile_templates(empty_app, tmp_path) == 2
    (folder,) = tmp_path.iterdir()
    assert len(list(folder.iterdir())) == 2


def test_a_template_that_changed_is_compiled_as_usual(empty_app, few, tmp_path, monkeypatch):
    monkeypatch.setattr(empty_app.jinja_env, "loader", few)
    compile_templates(empty_app, tmp_path)
    (folder,) = tmp_path.iterdir()
    for file in folder.iterdir():
        file.write_bytes(b"of another version")
    app = create_app(empty_app.extensions["tbo.settings"])
    app.jinja_env.loader = few
    app.jinja_env.bytecode_cache = Compiled(folder)
    assert template_build.load_templates(app) == 2

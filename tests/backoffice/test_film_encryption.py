"""Titles of which every film is encrypted: chosen on the page, kept whoever packages, written down."""

from types import SimpleNamespace

import pytest

from tbo.backoffice.films import packaging as film_packaging
from tbo.catalog.films import encrypted_titles, encrypts_films
from tbo.jobs import run_due_jobs
from tbo.operations.films import media_commands
from tbo.rules.staff_rights import Role

from ..playback.screens import episode
from .desk import deeds, filled
from .sending import FILMS, PLACE, send, upload

TITLE, OF_IT, OF_ANOTHER = "west-of-orion", ("west-of-orion", 1, 2), ("qius-kitchen", 1, 1)
ADD, REMOVE = "#encryption form.form", "#encryption li form"


def test_a_title_is_chosen_and_let_go(cataloguer):
    assert filled(cataloguer, FILMS, ADD, title=TITLE).status_code == 303
    assert (encrypts_films(episode(OF_IT).id), encrypts_films(episode(OF_ANOTHER).id)) == (True, False)
    assert filled(cataloguer, FILMS, ADD, title=TITLE).status_code == 303, "what is so stays so"
    assert filled(cataloguer, FILMS, REMOVE).status_code == 303
    assert encrypted_titles() == []
    told = [(entry.subject, entry.after) for entry in deeds("film-encryption")]
    assert told == [(TITLE, {"encrypted": True}), (TITLE, {"encrypted": False})]


def test_a_title_that_is_not_there_gets_a_sentence(cataloguer, desk):
    answer = filled(cataloguer, FILMS, ADD, title="nothing-here")
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "没有这部片子：nothing-here" in text
    assert 'value="nothing-here"' in text
    support = desk(Role.SUPPORT)
    form = {"csrf_token": support.token(), "title": TITLE, "wanted": "1"}
    assert support.open(f"{FILMS}/encryption", method="POST", data=form).status_code == 403
    assert encrypted_titles() == []


@pytest.mark.parametrize("is_chosen", [False, True])
def test_what_is_uploaded_for_it_is_encrypted_without_the_box(cataloguer, monkeypatch, is_chosen):
    jobs = []
    monkeypatch.setattr(film_packaging, "require_ffmpeg", lambda: None)
    monkeypatch.setattr(film_packaging, "probe_film", lambda _path: SimpleNamespace(duration_s=2))
    monkeypatch.setattr(film_packaging, "package", lambda job, *_: jobs.append(job))
    if is_chosen:
        filled(cataloguer, FILMS, ADD, title=TITLE)
    key = send(cataloguer, b"film", place=PLACE)
    run_due_jobs()
    assert upload(key).state == "on-air"
    assert [job.is_encrypted for job in jobs] == [is_chosen]


def test_the_command_encrypts_it_too(cataloguer, shop, monkeypatch, tmp_path):
    filled(cataloguer, FILMS, ADD, title=TITLE)
    given = []
    monkeypatch.setattr("tbo.media.commands._job", lambda source, **told: given.append(told) or source)
    monkeypatch.setattr("tbo.media.commands._package_with_bar", lambda job, folder: tmp_path)
    for place in (OF_IT, OF_ANOTHER):
        words = ["package", "film.mp4", "--episode", "{}/{}/{}".format(*place), "--out", str(tmp_path)]
        answer = shop.test_cli_runner().invoke(media_commands, words)
        assert answer.exit_code == 0, answer.output
    assert [told["encrypt"] for told in given] == [True, False]

"""Mistakes and refusals have a page of their own, with the number that stands in the log, and nothing of the inside."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from tbo import create_app
from tbo.web.errors import Refusal

from ..support.parsing import page_of


class NotToday(Refusal):
    """Something that the shop will not do."""

    status = 409

    def words(self) -> str:
        """Say it."""
        return "今天不行。"


@pytest.fixture
def broken(empty_app):
    """A shop outside tests, with pages that break in every way."""
    settings = replace(empty_app.extensions["tbo.settings"], env="development")
    app = create_app(settings)

    def raises(error):
        def view():
            raise error

        return view

    app.add_url_rule("/broken", "broken", raises(ZeroDivisionError("secret of the house")))
    app.add_url_rule("/away", "away", raises(OperationalError("SELECT secret", {}, Exception("db.example"))))
    app.add_url_rule("/busy", "busy", raises(NoConnectionFree("QueuePool limit of secret size")))
    app.add_url_rule("/refused", "refused", raises(NotToday("household 7 may not")))
    return app.test_client()


@pytest.mark.parametrize(
    ("path", "status"), [("/broken", 500), ("/away", 503), ("/busy", 503), ("/refused", 409), ("/nowhere", 404)]
)
def test_a_failure_has_a_page_with_its_number_that_nobody_keeps(broken, path, status):
    answer = broken.get(path)
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    page = page_of(answer)
    assert len(page.find_all("h1")) == 1
    # A page that is gone is nobody's case; every other one names its line in the log.
    assert (answer.headers["X-Request-Id"][:8] in page.get_text()) == (status != 404)
    for inside in ("secret", "Traceback", "ZeroDivisionError", "household 7", "db.example", "SELECT"):
        assert inside not in answer.get_data(as_text=True)


def test_a_refusal_says_its_words(broken):
    assert "今天不行。" in page_of(broken.get("/refused")).get_text()


def test_a_database_that_is_away_asks_to_come_back(broken):
    assert broken.get("/away").headers["Retry-After"] == "5"


def test_a_wrong_method_names_the_right_ones(client):
    answer = client.open("/healthz", method="TRACE")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(
    "path",
    [
        *("/account/x.css", "/account.css", "/plans/x.css", "/sign-in/x.js", "/my-list.png", "/healthz/x.css"),
        *("/titles/return-the-lantern/x.css", "/watch/return-the-lantern/1/1/x.css", "/search/x.jpg", "/.env"),
        *("/static/../app.py", "/pictures/../../tbo.db", "/en/en/plans"),
    ],
)
def test_an_unknown_end_of_an_address_is_not_found(visitor, path):
    assert visitor.get(path).status_code == 404


@pytest.mark.parametrize("language", ["", "/en", "/de"])
def test_not_found_speaks_the_language_of_its_address(visitor, language):
    page = page_of(visitor.get(f"{language}/nowhere"))
    assert page.html["lang"] == {"": "zh-Hans", "/en": "en", "/de": "de"}[language]

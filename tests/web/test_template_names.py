"""A name that a package gives to templates never hides another one's."""

import pytest
from flask import Flask

from tbo.web.template_names import give


def test_names_are_known_and_may_be_given_again_as_the_same_thing():
    app, words = Flask(__name__), object()
    give(app, words=words, number=1)
    give(app, words=words)
    assert (app.jinja_env.globals["words"], app.jinja_env.globals["number"]) == (words, 1)


def test_a_name_that_means_something_else_already_is_refused_with_all_its_company():
    app = Flask(__name__)
    give(app, words="of bills")
    with pytest.raises(ValueError, match="templates know url_for, words already"):
        give(app, words="of experiments", url_for=print, other=1)
    assert app.jinja_env.globals["words"] == "of bills"
    assert "other" not in app.jinja_env.globals

"""What a form and an address say is read to its last digit, or refused."""

import pytest

from tbo.orders.checkout import FormTooOld
from tbo.orders.form_reading import shown_price, trial_days, wanted_id
from tbo.rules.money import Money

pytestmark = pytest.mark.once


def read(app, what, form=None, query=""):
    with app.test_request_context(f"/{query}", method="POST", data=form or {}):
        return what()


@pytest.mark.parametrize(("typed", "fen"), [("0", 0), ("300", 300), ("0300", 300), ("9" * 10, 9_999_999_999)])
def test_a_price_is_whole_fen(app, typed, fen):
    assert read(app, shown_price, {"shown": typed}) == Money(fen)


@pytest.mark.parametrize("typed", ["", "-1", "3.00", "9" * 11, "３００", " 300", "300\n"])
def test_what_is_no_price_came_from_no_form_of_ours(app, typed):
    with pytest.raises(FormTooOld) as refused:
        read(app, shown_price, {"shown": typed})
    assert str(refused.value) == f"{typed!r:.20} is not a price of ours"


@pytest.mark.parametrize(("form", "days"), [({}, 0), ({"trial": "0"}, 0), ({"trial": "7"}, 7), ({"trial": "99"}, 99)])
def test_free_days_are_two_digits_at_most(app, form, days):
    assert read(app, trial_days, form) == days


@pytest.mark.parametrize("typed", ["", "100", "-1", "7.5", "٧", "x"])
def test_what_are_no_free_days_came_from_no_form_of_ours(app, typed):
    with pytest.raises(FormTooOld) as refused:
        read(app, trial_days, {"trial": typed})
    assert str(refused.value) == f"{typed!r} is not a trial of ours"


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("?wanted=7", 7),
        ("?wanted=2147483647", 2147483647),
        ("?wanted=2147483648", None),
        ("?wanted=0", None),
        ("?wanted=00000000007", None),
        ("?wanted=-7", None),
        ("?wanted=٧", None),
        ("?wanted=", None),
        ("", None),
    ],
)
def test_the_wanted_episode_is_a_number_that_one_can_have(app, query, wanted):
    assert read(app, wanted_id, query=query) == wanted

import pytest
from sqlalchemy import update

from tbo.accounts.models import Household
from tbo.db import db
from tbo.demo.content import content
from tbo.demo.examples import examples, signins


def test_examples_name_a_page_of_each_kind(shop):
    found = examples()
    assert found["free_episode"].startswith("/watch/")
    assert found["paid_episode"].startswith("/watch/")
    assert found["series"] != found["film"]
    assert found["tmall_link"].startswith("/t/900000000105?id=900000000105&spm=")


def test_a_shop_without_content_has_no_examples(app):
    assert examples()["free_episode"] is None
    assert examples()["tmall_link"] is None


def test_every_demo_household_is_listed_with_what_it_shows(shop):
    listed = signins()
    assert [one["household"] for one in listed] == [family["slug"] for family in content("households")]
    assert all(one["label"] and one["shows"] for one in listed)
    assert [one["household"] for one in listed if not one["phone"]] == ["weekend-guest"]


def test_a_household_that_went_into_another_is_not_listed(shop):
    other = db.session.query(Household.id).filter(Household.phone == "+12025550111").scalar()
    db.session.execute(update(Household).where(Household.phone == "+12025550166").values(merged_into_id=other))
    assert "chen-household" not in [one["household"] for one in signins()]


def test_a_shop_without_content_has_no_sign_ins(app):
    assert signins() == []


@pytest.mark.parametrize("name", ["series", "film", "plans", "browse", "search", "free_episode", "voucher"])
def test_the_pages_that_are_named_answer(visitor, name):
    assert visitor.get(examples()[name]).status_code == 200


def test_the_paid_episode_is_behind_the_paywall_for_a_visitor(visitor):
    assert visitor.get(examples()["paid_episode"]).status_code == 402


def test_the_tmall_link_leads_to_a_page(visitor):
    answer = visitor.get(examples()["tmall_link"], follow_redirects=True)
    assert answer.status_code in (200, 402)
    assert answer.request.path != examples()["tmall_link"].partition("?")[0]

from sqlalchemy import func, select

from tbo import clock
from tbo.accounts.cookie import hashed
from tbo.accounts.models import Device, Household, ListedTitle, Profile
from tbo.arrivals.models import Arrival
from tbo.catalog.models import Title
from tbo.db import db
from tbo.demo.content import Anchor, content
from tbo.demo.households import household_ids
from tbo.demo.profiles import drawn_faces
from tbo.demo.stable import chooser, token
from tbo.rules.order_states import new_order_number

FAMILIES = content("households")


def household(slug: str) -> Household:
    return db.session.get(Household, household_ids()[slug])


def test_every_household_of_the_content_is_there(shop):
    assert db.session.scalar(select(func.count(Household.id))) == len(FAMILIES)
    accounts = {family["slug"]: household(family["slug"]) for family in FAMILIES if family["account"]}
    for slug, found in accounts.items():
        account = next(family["account"] for family in FAMILIES if family["slug"] == slug)
        assert (found.phone, found.email) == (account["phone"], account["email"])
        assert not found.is_guest
        assert found.created_at < clock.now()


def test_a_guest_has_nothing_to_sign_in_with(shop):
    guest = household("weekend-guest")
    assert guest.is_guest
    assert (guest.phone, guest.email, guest.label) == (None, None, None)
    assert [device.came_by for device in guest.devices] == ["purchase"]


def test_a_guest_that_became_an_account_says_since_when(shop):
    chen = household("chen-household")
    assert chen.became_account_at - chen.created_at == Anchor(clock.now()).moment("-6d") - chen.created_at


def test_a_household_is_called_as_its_language_calls_it(shop):
    names = {slug: household(slug).label for slug in ("lin-family", "ward-household", "brandt-family")}
    assert names == {"lin-family": "林家", "ward-household": "Hannah Ward", "brandt-family": "Familie Brandt"}


def test_profiles_keep_their_limits_and_have_a_face_that_is_drawn(shop):
    rows = db.session.scalars(select(Profile)).all()
    assert len(rows) == sum(len(family["profiles"]) for family in FAMILIES)
    for family in FAMILIES:
        here = household(family["slug"]).profiles
        assert [(p.name, p.kind, p.rating_cap, p.language, p.blocked_titles) for p in here] == [
            (p["name"], p["kind"], p["rating_cap"], p["language"], p["blocked_titles"]) for p in family["profiles"]
        ]
        assert len({profile.avatar for profile in here}) == len(here)
    assert {profile.avatar for profile in rows} <= set(drawn_faces())


def test_the_first_title_of_a_list_is_the_newest(shop):
    for family in FAMILIES:
        for profile, told in zip(household(family["slug"]).profiles, family["profiles"], strict=True):
            newest_first = (
                select(Title.slug)
                .join(ListedTitle, ListedTitle.title_id == Title.id)
                .where(ListedTitle.profile_id == profile.id)
                .order_by(ListedTitle.listed_at.desc())
            )
            assert db.session.scalars(newest_first).all() == told["my_list"]


def test_devices_belong_to_who_watched_on_them_last(shop):
    phone = db.session.scalar(select(Device).where(Device.label == "妈妈的手机"))
    assert phone.profile.name == "妈妈"
    for device in db.session.scalars(select(Device)):
        assert device.profile.household_id == device.household_id
        assert device.created_at <= device.last_seen_at < clock.now()
        assert device.revoked_at is None


def test_nobody_can_compute_the_secret_of_a_device(shop):
    hashes = set(db.session.scalars(select(Device.secret_hash)))
    assert len(hashes) == sum(len(family["devices"]) for family in FAMILIES)
    assert not hashes & {hashed(name) for name in db.session.scalars(select(Device.public_id))}


def test_arrivals_keep_what_their_links_carry(shop):
    arrivals = {found.path: found for found in db.session.scalars(select(Arrival))}
    assert arrivals["/t/900000000101"].host_app in ("taobao", "plain")
    landing = arrivals["/l/shuang11"]
    assert (landing.item_id, landing.spm, landing.known["utm_source"]) == (None, "a2100c.1.14.1", "example")
    assert arrivals["/t/900000000105"].sku_id == "900000000105002"
    assert len(arrivals["/t/900000000103"].known["utm_term"]) == 200


def test_names_and_numbers_are_the_same_every_time():
    assert token("household", "lin-family") == token("household", "lin-family") != token("household", "zeng-family")
    moment = Anchor(clock.now()).instant
    assert new_order_number(moment, chooser("order", "lin-1")) == new_order_number(moment, chooser("order", "lin-1"))

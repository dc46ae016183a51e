"""Every link of the demo shop's Tmall items, ordinary, odd and hostile: what is kept, and where it leads."""

from urllib.parse import quote, urlsplit

import pytest
from sqlalchemy import select

from tbo.arrivals.destinations import path_of
from tbo.arrivals.models import Arrival, TmallItem
from tbo.db import db
from tbo.demo.content import content

ITEMS = content("tmall_items")
LINKS = [link for link in ITEMS["links"] if link["url"].startswith("/t/")]
NO_ITEM = [link for link in LINKS if link["expect"].get("status") == 404 and "arrival_stored" not in link["expect"]]
KEPT = [link for link in LINKS if link not in NO_ITEM]
ACTIVE = [item["item_id"] for item in ITEMS["items"] if item["status"] == "active"]


def address_of(link: dict) -> str:
    """The link as a browser sends it: without its fragment, and with what `raw` says to repeat."""
    address = link["url"].split("#")[0]
    repeat = link.get("raw", {}).get("repeat")
    if repeat:
        return address.replace("REPEAT", quote(repeat["value"]) * repeat["times"])
    many = link.get("raw", {}).get("repeat_params")
    if many:
        return address + "".join(f"&{many['name']}={n}" for n in range(many["times"]))
    return address


def open_link(visitor, link: dict):
    return visitor.get(address_of(link), headers={"User-Agent": link["user_agent"]})


def last_arrival() -> Arrival:
    return db.session.scalars(select(Arrival).order_by(Arrival.id.desc())).first()


@pytest.mark.parametrize("link", KEPT, ids=lambda link: link["id"])
def test_a_link_is_kept_as_it_is_written(visitor, link):
    expect = link["expect"]
    response = open_link(visitor, link)
    assert response.status_code == expect.get("status", 302)
    arrival = last_arrival()
    if "item" in expect:
        assert arrival.item_id == expect["item"]
    assert arrival.host_app == expect.get("host_app", arrival.host_app)
    if "sku" in expect:
        assert arrival.sku_id == expect["sku"]
    if "spm_parts" in expect:
        assert len((arrival.spm or "").split(".")) * bool(arrival.spm) == expect["spm_parts"]
    for name, value in expect.get("kept", {}).items():
        assert arrival.known[name] == value


@pytest.mark.parametrize("link", KEPT, ids=lambda link: link["id"])
def test_what_is_kept_is_bounded_text_that_can_be_seen(visitor, link):
    open_link(visitor, link)
    arrival, expect = last_arrival(), link["expect"]
    values = [*arrival.known.values(), *(part for pair in arrival.raw for part in pair)]
    assert all(len(value) <= 200 and value.isprintable() for value in values)
    assert len(arrival.raw) <= expect.get("raw_params_max", 60)
    assert sum(len(part.encode()) for pair in arrival.raw for part in pair) <= 4096
    for name in (*expect.get("raw_kept", ()), *expect.get("kept_raw", ())):
        assert name in [pair[0] for pair in arrival.raw]
    for name in expect.get("ignored", ()):
        assert name != "id" or arrival.known.get("id") is None
        assert name != "skuId" or arrival.sku_id is None


@pytest.mark.parametrize("link", NO_ITEM, ids=lambda link: link["id"])
def test_what_is_no_item_leads_nowhere_and_leaves_nothing(visitor, link):
    assert open_link(visitor, link).status_code == 404
    assert last_arrival() is None or last_arrival().path != urlsplit(link["url"]).path


@pytest.mark.parametrize("link", KEPT, ids=lambda link: link["id"])
def test_a_link_goes_on_to_the_clean_address_and_to_a_page_of_ours(visitor, link):
    response = open_link(visitor, link)
    if response.status_code != 302:
        return
    item = last_arrival().item_id
    assert response.location == f"/t/{item}"
    assert len(response.headers.getlist("Set-Cookie")) == 1
    count = len(db.session.scalars(select(Arrival.id)).all())
    onward = visitor.get(response.location)
    assert onward.status_code == 302
    assert urlsplit(onward.location).netloc == ""
    assert not urlsplit(onward.location).path.startswith("/t/")
    assert len(db.session.scalars(select(Arrival.id)).all()) == count, "the clean address is the same click"
    assert visitor.get(onward.location).status_code in (200, 402)


@pytest.mark.parametrize("item_id", ACTIVE)
def test_an_item_leads_to_its_page_or_its_offer(visitor, item_id):
    item = next(item for item in ITEMS["items"] if item["item_id"] == item_id)
    visitor.get(f"/t/{item_id}?spm=a1.b2")
    location = visitor.get(f"/t/{item_id}").location
    kind, slug = item["offer"]["kind"], item["offer"]["ref"].split("/")[0]
    if item["landing_page"]:
        assert location == f"/l/{item['landing_page']}"
        return
    assert slug in location or kind == "gift"
    assert location.startswith("/plans?plan=") == (kind == "plan")
    assert location.startswith("/gifts") == (kind == "gift")


def test_a_sku_with_an_offer_of_its_own_leads_to_that_one(visitor):
    visitor.get("/t/900000000105?skuId=900000000105002")
    assert visitor.get("/t/900000000105").location == "/watch/return-the-lantern/1/2"


@pytest.mark.parametrize("prefix", ["/en", "/de"])
def test_the_language_stays(visitor, prefix):
    first = visitor.get(f"{prefix}/t/900000000107?spm=a1.b2")
    assert first.location == f"{prefix}/t/900000000107"
    assert visitor.get(first.location).location == f"{prefix}/titles/west-of-orion/seasons/1"


def test_an_unknown_item_has_a_page_that_leads_into_the_shop(visitor):
    page = visitor.page("/t/900000000999?utm_source=x", 404)
    assert "900000000999" in page.get_text()
    assert {"/library", "/"} <= {link.get("href") for link in page.find_all("a")}


def test_a_withdrawn_item_names_the_nearest_offer(visitor):
    page = visitor.page("/t/900000000112?id=900000000112", 410)
    assert page.find("a", href="/plans?plan=monthly")


def test_a_withdrawn_items_film_is_named(visitor):
    item = db.session.scalar(select(TmallItem).where(TmallItem.item_id == "900000000110"))
    item.status = "withdrawn"
    db.session.commit()
    page = visitor.page("/t/900000000110", 410)
    assert page.find("a", href="/titles/a-thousand-li-in-formation")


PLACES = [("gift", "monthly", "/gifts"), ("plan", "yearly", "/plans?plan=yearly")]


@pytest.mark.parametrize(("kind", "ref", "path"), PLACES)
def test_what_is_given_leads_to_gifts_and_a_plan_to_itself(shop, kind, ref, path):
    with shop.test_request_context():
        assert path_of(kind, ref) == path

"""A title's page: the one button that knows where you were, episodes with their own answers, a true ticket."""

import pytest
from sqlalchemy import delete

from tbo import clock
from tbo.catalog.index_models import TitleFacet
from tbo.catalog.models import Title
from tbo.db import db
from tbo.entitlements.grants import Given, grant
from tbo.playback import progress
from tbo.rules.money import Money
from tbo.web.filters import full_day

from ..playback.screens import PAID, episode
from .conftest import FILM, SERIES, TWO_SEASONS, page, part, questions, root_ids, slugs, words


def rows(found) -> dict[str, str]:
    """What stands at the end of each episode's row, by its number."""
    return {
        words(row.select_one(".episode-number")): words(row.select_one(".episode-ask"))
        for row in found.select(".episode")
    }


def give(screen, **right) -> None:
    """Give a household a right."""
    assert grant(screen.household.id, Given(starts_at=clock.now(), **right), "order", f"order-{right['kind']}")
    db.session.commit()


def season_id(place) -> int:
    """The season that holds an episode."""
    return episode(place).season_id


def test_a_passer_by_may_play_the_free_episode_and_sees_what_the_others_cost(passer_by):
    found = page(passer_by, SERIES)
    big = found.select_one(".hero-acts .watch")
    assert (words(big), big["href"]) == ("播放 第 1 集", "/watch/west-of-orion/1/1")
    asked = rows(found)
    assert asked["1"] == "免费"
    assert asked["2"] == "单集 ¥ 4.00 摇篮曲"
    assert found.select_one(f"#episode-row-{episode(PAID).id} .button")["href"].endswith("/orders/new?offer=episode")


def test_the_note_says_both_ways_to_pay(passer_by):
    assert words(page(passer_by, SERIES).select_one(".hero-note")) == "会员畅看 ¥ 19.00 /月，或单集 ¥ 4.00"
    assert words(page(passer_by, "/titles/the-same-name").select_one(".hero-note")) == "租看 ¥ 12.00"


def test_no_visitor_reads_of_everything_or_of_a_plan_of_theirs(passer_by):
    said = words(page(passer_by, f"/en{SERIES}").select_one(".hero-note"))
    assert said == "Episode ¥ 4.00 , or in the plan for ¥ 19.00 a month"
    early = page(passer_by, f"/en{TWO_SEASONS}/seasons/2").main.get_text(" ", strip=True)
    assert "In the plan from" in early
    assert "your plan" not in early


def test_what_is_bought_carries_no_price_and_lowers_the_ticket(family):
    give(family, kind="episode", episode_id=episode(PAID).id, paid=Money(400))
    found = page(family, SERIES)
    assert rows(found)["2"] == "已购"
    assert found.select_one(f"#episode-row-{episode(PAID).id} .button") is None
    lines = [words(line.dd) for line in found.select("#ticket .lines > div")]
    assert lines == ["¥ 32.00", "− ¥ 4.00", "¥ 28.00"]
    assert words(found.select_one("#ticket .pay")) == "买下第 1 季 · ¥28.00"


def test_a_bought_season_is_no_longer_for_sale(family):
    give(family, kind="season", season_id=season_id(PAID))
    found = page(family, SERIES)
    assert words(found.select_one("#ticket h2")) == "第 1 季是你的"
    assert not found.select(".pay"), "nothing owned is for sale"
    assert set(rows(found).values()) == {"免费", "已购全季"}


def test_a_member_sees_no_price_where_the_plan_covers_all(family):
    give(family, kind="plan", plan_key="monthly", ends_at=clock.now().replace(year=clock.now().year + 1))
    found = page(family, SERIES)
    assert set(rows(found).values()) == {"免费", "会员可看"}
    assert found.select_one(".hero-note") is None


def test_the_note_says_what_the_ticket_asks_of_a_member(family):
    address = "/titles/the-same-name"
    give(family, kind="plan", plan_key="monthly", ends_at=clock.now().replace(year=clock.now().year + 1))
    found = page(family, address)
    assert words(found.select_one(".hero-note")) == "租看 ¥ 9.60"
    assert "租看 48 小时 · ¥9.60" in [words(link) for link in found.select("#ticket a.line")]


def test_the_button_goes_on_where_this_profile_was(family):
    give(family, kind="episode", episode_id=episode(PAID).id)
    progress.note(family.profile.id, episode(PAID), 700, 2880)
    db.session.commit()
    found = page(family, SERIES)
    big = found.select_one(".hero-acts .watch")
    assert (words(big), big["href"]) == ("继续看 第 2 集", "/watch/west-of-orion/1/2")
    row = found.select_one(f"#episode-row-{episode(PAID).id}")
    assert row.select_one("progress")["value"] == "24"
    assert "看到 11:40" in words(row)


def test_seasons_are_links_that_htmx_turns_into_parts(passer_by):
    tabs = page(passer_by, TWO_SEASONS).select(".seasons a")
    assert [tab["href"] for tab in tabs] == [f"{TWO_SEASONS}/seasons/1", f"{TWO_SEASONS}/seasons/2"]
    for place, tab in enumerate(tabs):
        found = part(passer_by, tab["href"])
        assert root_ids(found) == ["season"]
        assert found.select(".seasons a")[place]["aria-current"] == "true"
        assert words(page(passer_by, tab["href"]).h1) == "还灯"
    assert "抢先看" in words(part(passer_by, tabs[1]["href"]).select_one("#ticket"))


def test_the_page_opens_at_the_season_that_comes_next(family):
    first_of_two = episode(("return-the-lantern", 2, 1))
    give(family, kind="season", season_id=first_of_two.season_id)
    progress.note(family.profile.id, first_of_two, 300, 2400)
    db.session.commit()
    assert words(page(family, TWO_SEASONS).select_one(".seasons [aria-current]")) == "第 2 季 · 河灯上行"


def test_the_page_of_a_season_leads_with_it_as_does_the_part_that_brings_it(passer_by, family):
    address = f"{TWO_SEASONS}/seasons/2"
    step = page(passer_by, address).select_one("#title-step")
    assert words(step.select_one(".hero-acts .beside")) == "看第 2 季第 1 集 · ¥4.00"
    first = episode(("return-the-lantern", 2, 1))
    assert step.select_one(".hero-acts .beside")["href"].startswith(f"/episodes/{first.id}/")
    along = part(passer_by, address).select_one("#season #title-step[hx-swap-oob]")
    assert words(along) == words(step)
    assert not page(passer_by, address).select("[hx-swap-oob]")
    assert words(page(passer_by, f"{TWO_SEASONS}/seasons/1").select_one(".hero-acts .button")) == "播放 第 1 季第 1 集"
    give(family, kind="season", season_id=first.season_id)
    progress.note(family.profile.id, episode(("return-the-lantern", 1, 1)), 300, 2400)
    db.session.commit()
    assert words(page(family, TWO_SEASONS).select_one(".hero-acts .button")) == "继续看 第 1 季第 1 集"
    assert words(page(family, address).select_one(".hero-acts .button")) == "播放 第 2 季第 1 集"


def test_a_season_is_called_by_its_number_wherever_it_is_sold(passer_by):
    ticket = page(passer_by, f"{TWO_SEASONS}/seasons/2").select_one("#ticket")
    assert words(ticket.h2) == "买下第 2 季"
    assert words(ticket.select_one(".lines dt")) == "第 2 季"
    assert words(ticket.select_one(".pay")).startswith("买下第 2 季 · ¥")


def test_early_access_names_the_day_of_the_members(passer_by):
    found = part(passer_by, f"{TWO_SEASONS}/seasons/2")
    early = [row for row in found.select(".episode") if "起会员可看" in words(row)]
    assert early
    assert all(row.select_one(".button") for row in early), "early access is always a free choice"


def test_a_film_has_a_ticket_for_each_way_to_have_it(passer_by):
    ticket = page(passer_by, FILM).select_one("#ticket")
    assert len(ticket.select(".pay")) == 1
    ways = ["租看 48 小时 · ¥6.00", "会员都能看 · ¥19.00/月", "送给别人"]
    assert [words(link) for link in ticket.select("a.line")] == ways


def test_licence_rights_sound_and_subtitles_are_named(passer_by):
    facts = {words(line.dt): words(line.dd) for line in page(passer_by, SERIES).select(".title-facts dl > div")}
    title = db.session.query(Title).filter_by(slug="west-of-orion").one()
    assert title.licence_number in facts.values()
    assert facts["音轨"] == "普通话、英语"
    assert facts["可看期限"] == " ".join(f"{full_day(title.opens_at)}起".split())


def test_people_studio_country_and_genres_lead_to_their_pages(passer_by):
    links = [link["href"] for link in page(passer_by, SERIES).select(".title-facts a")]
    assert {"/studios/tbo-originals", "/countries/CN", "/library?genre=scifi"} <= set(links)
    for link in links:
        assert passer_by.open(link).status_code == 200, link


def test_related_titles_are_others(passer_by):
    row = page(passer_by, SERIES).select_one("#shelf-related")
    assert not row.select(".art img"), "what lies below the first screen is asked for when it is seen"
    assert row["hx-get"] == row.select_one("a.more")["href"] == f"{SERIES}/related"
    for found in (part(passer_by, row["hx-get"]).select_one("#shelf-related"), page(passer_by, row["hx-get"]).main):
        related = slugs(found)
        assert len(related) == len(set(related)) == 8
        assert "west-of-orion" not in related


def test_the_page_of_related_titles_says_to_which(passer_by):
    found = page(passer_by, f"{SERIES}/related")
    assert (words(found.h1), words(found.select_one("p.lead"))) == ("喜欢它的人还在看", "参宿以西")


def test_a_title_that_nothing_is_related_to_has_no_such_row(passer_by, changed_catalogue):
    db.session.execute(delete(TitleFacet))
    changed_catalogue()
    assert page(passer_by, SERIES).select_one("#shelf-related") is None
    assert slugs(page(passer_by, f"{SERIES}/related").main) == []


@pytest.mark.parametrize(
    "address",
    [
        *("/titles/nothing", "/titles/West-Of-Orion", "/titles/a--b", f"/titles/{'x' * 500}", "/titles/a%2Fb"),
        *(f"{SERIES}/seasons/2", f"{SERIES}/seasons/0", f"{SERIES}/seasons/9999999", f"{SERIES}/seasons/-1"),
        *(f"{SERIES}/seasons/x", f"{SERIES}/seasons/1.0"),
    ],
)
def test_what_is_not_there_is_not_found_and_offers_something_else(passer_by, address):
    found = page(passer_by, address, 404)
    assert words(found.h1) == "这一场不放了"
    assert found.select_one("#shelf-free-now")["hx-get"] == "/shelves/free-now"


def test_a_title_that_is_unpublished_or_withdrawn_says_nothing_or_when(passer_by, changed_catalogue):
    title = db.session.query(Title).filter_by(slug="west-of-orion").one()
    title.closes_at = clock.now()
    changed_catalogue()
    found = page(passer_by, SERIES)
    assert words(found.select_one(".hero .lamp")).endswith("已下架")
    assert not found.select(".pay, .hero-acts .watch[href*='/watch/']")
    title.closes_at, title.published_at = None, None
    changed_catalogue()
    page(passer_by, SERIES, 404)


def test_a_title_without_a_picture_has_its_name_in_letters(passer_by, changed_catalogue):
    title = db.session.query(Title).filter_by(slug="west-of-orion").one()
    title.pictures, title.lettering = None, None
    changed_catalogue()
    found = page(passer_by, SERIES)
    assert not found.select(".hero img")
    assert words(found.select_one("h1.hero-name")) == "参宿以西"
    assert "og:image" in str(found.select_one('meta[property="og:image"]'))
    card = part(passer_by, "/shelves/originals").select_one(f"a.card[href='{SERIES}']")
    assert words(card.select_one(".nameless")) == "参宿以西"


def test_a_household_costs_three_questions_however_many_episodes_there_are(family):
    addresses = (SERIES, TWO_SEASONS, "/titles/xiaoman-and-the-kites", FILM)
    assert {address: len(questions(family, address)) for address in addresses} == dict.fromkeys(addresses, 3)

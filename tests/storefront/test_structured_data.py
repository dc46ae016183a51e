"""What pages tell machines (schema.org): true words about the work, its episodes, what is free and what it costs."""

import pytest

from tbo.catalog.models import Episode, Season, Title
from tbo.db import db
from tbo.storefront.structured import written

from .conftest import FILM, SERIES, TWO_SEASONS, page, part, told_to_machines


def kinds(told) -> set[str]:
    """Every @type in it."""
    if isinstance(told, list):
        return set().union(*map(kinds, told)) if told else set()
    if not isinstance(told, dict):
        return set()
    return {told.get("@type")} | set().union(*map(kinds, told.values()))


def empties(told, path="") -> list[str]:
    """Where something is said without a value."""
    if isinstance(told, dict):
        return [hole for key, value in told.items() for hole in empties(value, f"{path}.{key}")]
    if isinstance(told, list) and told:
        return [hole for each in told for hole in empties(each, path + "[]")]
    return [path] if told in (None, "", [], {}) else []


def test_a_series_lists_the_episodes_of_the_season_that_is_shown(passer_by):
    told = told_to_machines(page(passer_by, SERIES))
    assert (told["@context"], told["@type"]) == ("https://schema.org", "TVSeries")
    season = told["containsSeason"]
    assert season["seasonNumber"] == 1
    assert [each["episodeNumber"] for each in season["episode"]] == list(range(1, 11))
    assert told["numberOfEpisodes"] == 10
    second = told_to_machines(page(passer_by, f"{TWO_SEASONS}/seasons/2"))
    assert second["containsSeason"]["seasonNumber"] == 2
    assert second["numberOfSeasons"] == 2


def test_free_is_what_opens_without_paying_and_offers_stand_where_it_does_not(passer_by):
    episodes = told_to_machines(page(passer_by, SERIES))["containsSeason"]["episode"]
    assert [each["isAccessibleForFree"] for each in episodes] == [True] + [False] * 9
    assert "offers" not in episodes[0]
    rows = db.session.query(Episode).join(Season).join(Title).filter(Title.slug == "west-of-orion")
    prices = {row.number: f"{row.price_fen / 100:.2f}" for row in rows}
    for each in episodes[1:]:
        offer = each["offers"][0]
        assert (offer["price"], offer["priceCurrency"]) == (prices[each["episodeNumber"]], "CNY")
        assert passer_by.open(offer["url"].removeprefix("http://shop.test")).status_code == 200


def test_a_film_offers_to_be_kept_and_to_be_rented(passer_by):
    told = told_to_machines(page(passer_by, FILM))
    assert told["@type"] == "Movie"
    assert [offer["category"] for offer in told["offers"]] == ["rental", "episode"]
    assert told["isAccessibleForFree"] is False
    assert told["duration"].startswith("PT")


def test_every_title_tells_something_true_and_leaves_no_holes(passer_by):
    for (slug,) in db.session.query(Title.slug):
        told = told_to_machines(page(passer_by, f"/titles/{slug}"))
        assert empties(told) == [], slug
        assert kinds(told) <= {
            *("TVSeries", "TVSeason", "TVEpisode", "Movie", "Offer", "Person", "Organization", "Country"),
            *("VideoObject", None),
        }
        assert told["url"] == f"http://shop.test/titles/{slug}"


def test_it_speaks_the_language_of_the_page(passer_by):
    told = told_to_machines(page(passer_by, "/en" + SERIES))
    assert told["name"] == "West of Orion"
    assert told["url"] == f"http://shop.test/en{SERIES}"
    assert told["containsSeason"]["episode"][0]["url"] == "http://shop.test/en/watch/west-of-orion/1/1"


def test_the_shop_tells_where_it_is_searched(passer_by):
    told = told_to_machines(page(passer_by, "/"))
    assert told["@type"] == "WebSite"
    assert told["potentialAction"]["target"] == "http://shop.test/search?q={q}"


def test_a_part_tells_machines_nothing(passer_by):
    assert not part(passer_by, f"{TWO_SEASONS}/seasons/2").select("script")


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--", "&amp;", "a\u2028b", "\\u003c"])
def test_no_word_can_leave_the_script_element(text):
    import json

    safe = str(written({"name": text}))
    assert not set("<>&\u2028\u2029") & set(safe)
    assert json.loads(safe) == {"name": text}

"""The words of quotes, and what the cashier is told: our own catalogue's words and nobody else's."""

import pytest
from flask_babel import force_locale

from tbo.offers.goods import goods_of_season
from tbo.offers.wording import every_words, goods_words, line_words, piece_words, promise_words, subject_of
from tbo.rules.access import OfferKind
from tbo.rules.money import Money
from tbo.rules.prices import Line, LineKind, LineWords

from ..support.selling import sell_film, sell_series

YEARLY = {"zh-Hans": "年卡", "en": "Yearly"}


@pytest.mark.parametrize("words", list(LineWords))
@pytest.mark.parametrize("locale", ["zh_Hans_CN", "en", "de"])
def test_every_line_has_words_in_every_language(app, words, locale):
    with force_locale(locale):
        said = line_words(Line(LineKind.CREDIT, words, Money(-300), (3, 8)))
    assert said.strip()
    assert "%(" not in said


@pytest.mark.parametrize(
    ("words", "numbers", "said"),
    [
        (LineWords.EPISODE, (3,), "第 3 集"),
        (LineWords.SEASON, (2,), "第 2 季"),
        (LineWords.PLAN, (3,), "3 个月"),
        (LineWords.PAID_EPISODES, (3, 8), "已买第 3、8 集抵扣"),
        (LineWords.PAID_RENTAL, (3,), "已付租金抵扣"),
    ],
)
def test_lines_name_what_they_speak_of(app, words, numbers, said):
    assert line_words(Line(LineKind.PRICE, words, Money(300), numbers)) == said


def test_goods_are_named_by_title_season_and_number(app):
    series, film = sell_series(), sell_film()
    goods, whole = goods_of_season(series.season_id), goods_of_season(film.season_id)
    assert goods_words(OfferKind.EPISODE, goods, series.episodes[2], None) == "雨夜便利店 第 3 集"
    assert goods_words(OfferKind.SEASON, goods, None, None) == "雨夜便利店 第 1 季"
    assert goods_words(OfferKind.EPISODE, whole, film.episodes[0], None) == "雨夜便利店"
    assert goods_words(OfferKind.PLAN, None, None, YEARLY) == "TBO 会员 年卡"


@pytest.mark.parametrize(
    ("locale", "numbers", "said"),
    [
        ("en", (3,), "Credit for episode\u00a03"),
        ("en", (3, 8), "Credit for episodes\u00a03 and 8"),
        ("de", (3,), "Angerechnet: Folge\u00a03"),
        ("de", (3, 8), "Angerechnet: Folgen\u00a03 und 8"),
    ],
)
def test_one_episode_is_not_many(app, locale, numbers, said):
    with force_locale(locale):
        assert line_words(Line(LineKind.CREDIT, LineWords.PAID_EPISODES, Money(-300), numbers)) == said


@pytest.mark.parametrize(
    ("locale", "one", "three"),
    [
        ("zh_Hans_CN", "1 个月", "3 个月"),
        ("en", "every month", "every 3 months"),
        ("de", "jeden Monat", "alle 3 Monate"),
    ],
)
def test_how_often_a_period_comes_is_said_as_people_do(app, locale, one, three):
    with force_locale(locale):
        assert (every_words(1), every_words(3)) == (one, three)


@pytest.mark.parametrize(
    ("locale", "season", "episode"),
    [
        ("en", "Night Shop, season\u00a02", "Night Shop, season\u00a02, episode\u00a03"),
        ("de", "Laden, Staffel\u00a02", "Laden, Folge\u00a03"),
    ],
)
def test_a_title_is_set_off_from_its_numbers_in_english_and_german(app, locale, season, episode):
    name = {"zh-Hans": "雨夜便利店", "en": "Night Shop", "de": "Laden"}
    with force_locale(locale):
        assert piece_words(name, False, 2, None) == season
        assert piece_words(name, False, 2 if locale == "en" else None, 3) == episode


def test_what_the_cashier_shows_is_in_the_shops_own_language_and_bounded(app):
    series = sell_series(name={"zh-Hans": "长" * 300, "en": "Long"})
    goods = goods_of_season(series.season_id)
    with force_locale("en"):
        assert subject_of(OfferKind.EPISODE, goods, series.episodes[0], None) == "长" * 200


@pytest.mark.parametrize(
    ("kind", "months", "said"),
    [
        (OfferKind.RENTAL, None, "30 天内开始看，开始后 48 小时内看完"),
        (OfferKind.PLAN, 3, "3 个月，到期自动结束，不续费"),
        (OfferKind.SEASON, None, "4 集，永久归你，没有到期日"),
        (OfferKind.EPISODE, None, "永久归你，随时重看"),
    ],
)
def test_the_promise_says_until_when(app, kind, months, said):
    goods = None if kind is OfferKind.PLAN else goods_of_season(sell_series().season_id)
    assert promise_words(kind, goods, months) == said

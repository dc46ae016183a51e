"""Short words about titles: kinds, genres, countries, lengths, ages, in the page's language."""

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from ..catalog.cards import TitleCard
from ..catalog.vocabulary import term
from ..rules.money import Money
from ..web.filters import dotted, minutes
from ..web.locale import in_language


def kind_words(kind: str) -> str:
    """Say what kind of title it is."""
    known = {
        "series": _("剧集"),
        "film": _("电影"),
        "documentary": _("纪录片"),
        "variety": _("综艺"),
        "short": _("短剧"),
    }
    return known.get(kind, kind)


def genre_words(key: str) -> str:
    """Say a genre."""
    return in_language(term("genre", key))


def country_words(code: str) -> str:
    """Say a country."""
    return get_locale().territories.get(code, code)


def tongue_words(tag: str) -> str:
    """Say a language: as our tags name it, zh-Hans included."""
    known = {
        "zh": _("普通话"),
        "zh-Hans": _("简体中文"),
        "zh-Hant": _("繁体中文"),
        "yue": _("粤语"),
        "zxx": _("无对白"),
    }
    return known.get(tag) or get_locale().languages.get(tag, tag)


def age_words(min_age: int) -> str:
    """Say from which age a title is fit, short enough for a small frame."""
    return _("全家") if min_age <= 0 else _("%(age)s 岁以上", age=min_age)


def length_words(card: TitleCard) -> str:
    """Say how long it is: a film's minutes or the number of episodes."""
    if card.is_film:
        return minutes(card.duration_s or 0)
    return ngettext("%(num)s 集", "%(num)s 集", card.episode_count)


def maker_words(card: TitleCard) -> str:
    """Say whose it is."""
    return _("TBO 原创") if card.is_original else in_language(card.studio_name)


def season_words(number: int) -> str:
    """Say a season's number."""
    return _("第 %(number)s 季", number=number)


def role_words(role: str) -> str:
    """Say somebody's part in making a title."""
    known = {
        "director": _("导演"),
        "actor": _("主演"),
        "voice": _("配音"),
        "writer": _("编剧"),
        "composer": _("音乐"),
        "host": _("主持"),
        "narrator": _("旁白"),
    }
    return known.get(role, role)


def facts_of(card: TitleCard, saying: str = "genre") -> str:
    """Say the small line of a card: by genre, studio, country, or everything for the library."""
    genre = genre_words(card.genres[0]) if card.genres else ""
    kind = kind_words(card.kind) if card.is_film else genre
    parts = {
        "genre": [kind, length_words(card)],
        "studio": [maker_words(card)],
        "country": [*(country_words(code) for code in card.countries[:1]), length_words(card)],
        "library": [maker_words(card), genre, length_words(card)],
    }[saying]
    return dotted(parts)


def cheapest(prices: list[Money]) -> Money | None:
    """Return the least of some prices, None of none."""
    return min(prices, default=None)

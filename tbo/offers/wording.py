"""The words of quotes and of what was bought, in the page's language; for the cashier in the shop's own."""

from flask_babel import force_locale, ngettext, npgettext, pgettext
from flask_babel import gettext as _

from ..rules.access import OfferKind
from ..rules.prices import Line, LineWords
from ..web.filters import joined
from ..web.locale import DEFAULT, in_language
from .goods import SeasonGoods


def line_words(line: Line) -> str:
    """Say one line of a quote."""
    first = line.numbers[0] if line.numbers else 0
    words = {
        LineWords.EPISODE: lambda: _("第 %(number)s 集", number=first),
        LineWords.FILM: lambda: _("整部影片"),
        LineWords.SEASON: lambda: season_word(first),
        LineWords.RENTAL: lambda: _("租看一次"),
        LineWords.PLAN: lambda: months_word(first),
        LineWords.PAID_EPISODES: lambda: _paid_words(line.numbers),
        LineWords.PAID_RENTAL: lambda: _("已付租金抵扣"),
        LineWords.SEASON_FULL: lambda: _("这一季付过的抵扣"),
        LineWords.MEMBER_PRICE: lambda: _("会员价"),
        LineWords.UNUSED_DAYS: lambda: _unused_words(line.numbers),
        LineWords.COUPON: lambda: _("优惠码，减 %(percent)s%%", percent=first) if first else _("优惠码"),
    }
    return words[line.words]()


def _paid_words(numbers: tuple[int, ...]) -> str:
    said = joined([str(number) for number in numbers])
    return ngettext("已买第 %(numbers)s 集抵扣", "已买第 %(numbers)s 集抵扣", len(numbers), numbers=said)


def _unused_words(numbers: tuple[int, ...]) -> str:
    days, of = numbers
    return ngettext("没用的 %(num)s 天抵扣（共 %(of)s 天）", "没用的 %(num)s 天抵扣（共 %(of)s 天）", days, of=of)


def season_word(number: int) -> str:
    """Say which season."""
    return _("第 %(number)s 季", number=number)


def months_word(count: int) -> str:
    """Say how long a plan's period is."""
    return ngettext("%(num)s 个月", "%(num)s 个月", count)


def every_words(months: int) -> str:
    """Say how often a period of so many months comes."""
    if months == 1:
        return pgettext("every", "1 个月")
    return npgettext("every", "%(num)s 个月", "%(num)s 个月", months)


def gift_words(name: str) -> str:
    """Name a gift of something."""
    return _("礼物 · %(thing)s", thing=name)


def gift_promise(kind: OfferKind, months: int | None) -> str:
    """Say what whoever opens a gift gets."""
    if kind == OfferKind.PLAN:
        return _("%(months)s，从对方打开那天算起", months=months_word(months or 1))
    return _("对方打开就归对方，没有到期日")


def goods_words(kind: OfferKind, goods: SeasonGoods | None, episode_id: int | None, plan_name: dict | None) -> str:
    """Name what is bought: 雨夜便利店 第 1 季, 雨夜便利店 第 3 集, 月卡."""
    if goods is None:
        return plan_words(plan_name or {})
    if kind == OfferKind.SEASON:
        return piece_words(goods.title_name, goods.is_film, goods.season_number, None)
    episode = goods.episode(episode_id)
    season = goods.season_number if goods.season_count > 1 else None
    return piece_words(goods.title_name, goods.is_film, season, episode.number if episode else 0)


def plan_words(name: dict) -> str:
    """Name a plan."""
    return _("TBO 会员 %(plan)s", plan=in_language(name))


def piece_words(name: dict, is_film: bool, season: int | None, episode: int | None) -> str:
    """Name a title, a season of it (without an `episode`) or an episode, of the only season without a `season`."""
    title = in_language(name)
    if is_film:
        return title
    if episode is None:
        return _("%(title)s 第 %(season)s 季", title=title, season=season)
    if season is None:
        return _("%(title)s 第 %(number)s 集", title=title, number=episode)
    return _("%(title)s 第 %(season)s 季 第 %(number)s 集", title=title, season=season, number=episode)


def promise_words(kind: OfferKind, goods: SeasonGoods | None, months: int | None) -> str:
    """Say what the shopper gets for it, and until when."""
    if kind == OfferKind.RENTAL:
        return _("30 天内开始看，开始后 48 小时内看完")
    if kind == OfferKind.PLAN:
        return _("%(months)s，到期自动结束，不续费", months=months_word(months or 1))
    if goods is not None and kind == OfferKind.SEASON:
        count = len(goods.episodes)
        return ngettext("%(num)s 集，永久归你，没有到期日", "%(num)s 集，永久归你，没有到期日", count)
    return _("永久归你，随时重看")


def subject_of(
    kind: OfferKind, goods: SeasonGoods | None, episode_id: int | None, plan_name: dict | None, is_gift: bool = False
) -> str:
    """Return what the cashier shows the payer: our own catalogue's words, never a person's."""
    with force_locale(DEFAULT):
        name = goods_words(kind, goods, episode_id, plan_name)
        return (gift_words(name) if is_gift else name)[:200]

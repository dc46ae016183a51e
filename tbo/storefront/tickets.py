"""The ticket beside a title: the season or film at its true price for this household, or that it is theirs."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ..catalog.titles import SeasonView, TitlePage
from ..offers.wording import line_words
from ..rules.access import Because, EpisodeFacts
from ..rules.money import Money
from ..rules.prices import Buyer, NotSold, episode_lines, season_lines, total_of
from ..web.filters import day, money, ranges
from .continuing import watch_href
from .prices import month_price, rental_price
from .visit import Visit
from .words import season_words


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be done: words, where it leads, which button it is, its icon."""

    words: str
    href: str
    kind: str = "watch"
    sign: str = "play"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """With `lines` it is for sale; without, it says that it is theirs and offers to play."""

    heading: str
    words: str
    lines: list[tuple[str, Money, str]] = field(default_factory=list)
    total: Money | None = None
    pay_href: str = ""
    pay_words: str = ""
    others: tuple[Step, ...] = ()
    play: Step | None = None
    note: str = ""


def season_ticket(page: TitlePage, season: SeasonView, visit: Visit, asking: Buyer) -> Ticket | None:
    """Return the ticket of a season; None where there is nothing to sell and nothing owned."""
    facts = [episode.facts for episode in season.episodes]
    lines = season_lines(facts, asking, visit.now)
    name = season_words(season.number)
    if lines is NotSold.OWNED or (not isinstance(lines, NotSold) and not total_of(lines)):
        return Ticket(
            heading=_("%(season)s是你的", season=name),
            words=_("不做会员也能看，没有到期日。"),
            play=_play(facts, visit),
            others=(_give("orders.new_for_season", season_id=season.id),),
        )
    if isinstance(lines, NotSold):
        return None
    total = total_of(lines)
    return Ticket(
        heading=_("买下%(season)s", season=name),
        words=ngettext("%(num)s 集都归你，不做会员也能看。", "%(num)s 集都归你，不做会员也能看。", len(facts)),
        lines=[(line_words(line), line.amount, str(line.kind)) for line in lines],
        total=total,
        pay_href=url_for("orders.new_for_season", season_id=season.id),
        pay_words=_("买下%(season)s · %(price)s", season=name, price=money(total)),
        others=(_give("orders.new_for_season", season_id=season.id),),
        note=_early(facts, visit),
    )


def film_ticket(page: TitlePage, visit: Visit, asking: Buyer) -> Ticket | None:
    """Return the ticket of a film: to keep, to rent, or by the month; or that it is theirs."""
    film = page.episodes[0]
    access = visit.decide(film.facts)
    if access.because in (Because.BOUGHT_EPISODE, Because.BOUGHT_SEASON):
        play = Step(_("播放"), watch_href(film.facts))
        give = _give("orders.new_for_episode", episode_id=film.id, offer="episode")
        return Ticket(heading=_("这部片子是你的"), words=_("没有到期日，随时重看。"), play=play, others=(give,))
    lines = episode_lines([film.facts], film.id, asking, visit.now)
    if isinstance(lines, NotSold) or access.because is Because.IN_PLAN:
        return None
    total = total_of(lines)
    return Ticket(
        heading=_("买下这部片子"),
        words=_("归你，随时重看，没有到期日。"),
        lines=[(line_words(line), line.amount, str(line.kind)) for line in lines],
        total=total,
        pay_href=url_for("orders.new_for_episode", episode_id=film.id, offer="episode"),
        pay_words=_("买下 · %(price)s", price=money(total)),
        others=_other_ways(film, access, visit, asking),
        note=_early([film.facts], visit),
    )


def _other_ways(film, access, visit: Visit, asking: Buyer) -> tuple[Step, ...]:
    ways = []
    rental = None if access.because is Because.RENTED else rental_price([film.facts], film.id, asking, visit)
    if rental is not None:
        href = url_for("orders.new_for_episode", episode_id=film.id, offer="rental")
        ways.append(Step(_("租看 48 小时 · %(price)s", price=money(rental)), href))
    month = month_price(visit)
    if month is not None and any(offer.price is None for offer in access.offers):
        words = _("会员都能看 · %(price)s/月", price=money(month))
        ways.append(Step(words, url_for("storefront.plans")))
    return (*ways, _give("orders.new_for_episode", episode_id=film.id, offer="episode"))


def _give(endpoint: str, **thing) -> Step:
    """Lead to the checkout of the same thing for somebody else."""
    return Step(_("送给别人"), url_for(endpoint, gift=1, **thing))


def _play(facts: Sequence[EpisodeFacts], visit: Visit) -> Step | None:
    first = next((each for each in facts if visit.decide(each).allowed), None)
    return Step(_("播放第 %(number)s 集", number=first.number), watch_href(first)) if first else None


def _early(facts: Sequence[EpisodeFacts], visit: Visit) -> str:
    """Say which episodes are sold before the plans cover them, and from when they do."""
    answers = [(each, visit.decide(each).in_plan_from) for each in facts]
    early = {each.number: begins_at for each, begins_at in answers if begins_at is not None}
    if not early:
        return ""
    from_day = day(max(early.values()))
    if facts[0].title.is_film:
        return _("现在抢先看。会员 %(day)s起免费看。", day=from_day)
    return ngettext(
        "第 %(numbers)s 集抢先看。会员 %(day)s起免费看。",
        "第 %(numbers)s 集抢先看。会员 %(day)s起免费看。",
        len(early),
        numbers=ranges(list(early)),
        day=from_day,
    )

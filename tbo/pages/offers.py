"""What an offer named by a block costs whoever looks, and whether it is still one: nothing of it was ever typed."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from .. import clock
from ..catalog.cards import TitleCard, card_by_slug
from ..catalog.kept import kept
from ..offers.coupons import find_coupon
from ..offers.plans import PlanOnSale
from ..offers.wording import months_word
from ..orders.agreements.placing import can_renew
from ..rules.access import Because, EpisodeFacts, OfferKind
from ..rules.badges import Badge, episode_badge
from ..rules.coupons import Audience, CouponCase, CouponFacts, coupon_line
from ..rules.money import Money
from ..rules.prices import Line, LineKind, LineWords, NotSold, episode_lines, rental_lines, season_lines, total_of
from ..storefront import prices
from ..storefront.continuing import watch_href
from ..storefront.plan_steps import plan_step
from ..storefront.tickets import Step
from ..storefront.trials import Trial, trial_or_none
from ..storefront.visit import Visit
from ..storefront.words import season_words
from ..web.filters import money
from ..web.locale import in_language

COUPONS = 64
YOURS = frozenset({NotSold.OWNED, NotSold.RENTED, NotSold.IN_PLAN})


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferView:
    """An offer as it stands now. `price` is what whoever looks pays, `before` what it is without the coupon.

    Without a price it is theirs already, or costs nothing. `ends_at` is when this price ends, if that is known.

    Nothing is sold where there is a `step`: it plays what is theirs, as `badge` says, or leads to what they can do with
    their plan; with `is_running` the plan is theirs.
    """

    ref: str
    kind: str
    name: str
    per: str = ""
    price: Money | None = None
    before: Money | None = None
    coupon: str = ""
    ends_at: datetime | None = None
    href: str = ""
    renewing_href: str = ""
    trial: Trial | None = None
    plan: PlanOnSale | None = None
    card: TitleCard | None = None
    case: CouponCase | None = None
    step: Step | None = None
    badge: Badge | None = None
    is_running: bool = False


def offer_or_none(ref: str, visit: Visit) -> OfferView | None:
    """Return an offer for whoever looks, None for one that is not there (any more) or not for this profile."""
    kind, _colon, rest = ref.partition(":")
    if visit.viewer.profile.kind == "child":
        return None
    if kind in ("plan", "gift"):
        return _plan(kind, rest, visit)
    if kind in ("episode", "rental", "season"):
        slug, *numbers = rest.split("/")
        card = card_by_slug(slug)
        if card is None or not visit.may_see(card) or not all(number.isdecimal() for number in numbers):
            return None
        return _piece(kind, ref, card, [int(number) for number in numbers], visit)
    return None


def with_coupon(offer: OfferView, code: str, visit: Visit) -> OfferView:
    """Return an offer with a coupon: its lower price for newcomers; households learn at the till whether it fits."""
    facts = coupon_or_none(code)
    if facts is None or offer.price is None or offer.case is None or offer.step is not None:
        return offer
    line = coupon_line(facts, offer.case, [Line(LineKind.PRICE, LineWords.PLAN, offer.price)], visit.now)
    if not isinstance(line, Line):
        return offer
    carried = replace(offer, coupon=code, href=_with(offer.href, code), ends_at=_sooner(offer.ends_at, facts.ends_at))
    if not visit.is_anonymous or facts.audience is Audience.LAPSED:
        return carried
    return replace(carried, price=offer.price + line.amount, before=offer.price)


def coupon_or_none(code: str) -> CouponFacts | None:
    """Return a coupon as this process knew it at most a minute ago; whether it runs is for `rules.coupons`."""
    key = code, int(clock.now().timestamp() // 60)
    return kept("pages.coupons", COUPONS).get_or_make(key, lambda: _coupon(code))


def coupon_amount(code: str, visit: Visit) -> str | None:
    """Say what a running coupon takes off, None when it runs no more."""
    facts = coupon_or_none(code)
    if facts is None or facts.is_stopped or not runs(facts, visit.now):
        return None
    return f"{facts.percent} %" if facts.percent else money(facts.amount)


def runs(facts: CouponFacts, now: datetime) -> bool:
    """Whether a coupon's window is open and a place is left."""
    is_full = facts.total_limit is not None and facts.used >= facts.total_limit
    return not is_full and facts.starts_at <= now and (facts.ends_at is None or now < facts.ends_at)


def _coupon(code: str) -> CouponFacts | None:
    found = find_coupon(code)
    return found.facts if found and found.unique_id is None else None


def _plan(kind: str, rest: str, visit: Visit) -> OfferView | None:
    on_sale = prices.plans(visit)
    if kind == "gift":
        months = int(rest.removeprefix("gift-")) if rest.removeprefix("gift-").isdecimal() else 0
        plan = next((each for each in on_sale if each.months == months), None)
        if plan is None:
            return None
        name = _("%(months)s的礼物", months=months_word(months))
        return OfferView(ref=f"gift:{rest}", kind="gift", name=name, price=plan.price, href=url_for("orders.gifts"))
    plan = next((each for each in on_sale if each.key == rest), None)
    if plan is None:
        return None
    per = _("月") if plan.months == 1 else _("年") if plan.months == 12 else months_word(plan.months)
    return OfferView(
        ref=f"plan:{rest}",
        kind="plan",
        name=in_language(plan.name),
        per="/" + per,
        price=plan.price,
        ends_at=plan.version.sold_until,
        href=url_for("orders.new_for_plan", key=rest),
        renewing_href=url_for("orders.new_subscription", key=rest) if can_renew(plan) else "",
        trial=trial_or_none(plan, visit),
        plan=plan,
        case=CouponCase(kind=OfferKind.PLAN, plan_key=rest),
        step=plan_step(plan, visit),
        is_running=rest == visit.plan_key(),
    )


def _piece(kind: str, ref: str, card: TitleCard, numbers: list[int], visit: Visit) -> OfferView | None:
    season = [facts for facts in card.facts if numbers and facts.season_number == numbers[0]]
    if not season:
        return None
    facts = next((each for each in season if len(numbers) > 1 and each.number == numbers[1]), None)
    if kind != "season" and facts is None:
        return None
    asked = _price(kind, season, facts, visit)
    if isinstance(asked, NotSold) and asked not in YOURS:
        return None
    price = None if isinstance(asked, NotSold) else asked
    playing = _playing([facts] if facts else season, visit)
    theirs = playing if asked in YOURS or _in_plan(playing, visit) else []
    return OfferView(
        ref=ref,
        kind=kind,
        name=_name(kind, card, season[0], facts),
        price=price,
        ends_at=card.closes_at,
        href=_href(kind, season[0], facts) if price else url_for("storefront.title", slug=card.slug),
        card=card,
        case=_case(kind, card, season[0], facts),
        step=_step(theirs, card) if price is None or theirs else None,
        badge=_badge(theirs, visit) if asked is not NotSold.OWNED else None,
    )


def _case(kind: str, card: TitleCard, first: EpisodeFacts, facts: EpisodeFacts | None) -> CouponCase:
    episode_id = facts.id if facts else None
    return CouponCase(kind=OfferKind(kind), title_id=card.id, season_id=first.season_id, episode_id=episode_id)


def _playing(pieces: list[EpisodeFacts], visit: Visit) -> list[EpisodeFacts]:
    """Return the pieces that play, where all do that are out."""
    out = [facts for facts in pieces if visit.decide(facts).because is not Because.COMING]
    return out if all(visit.decide(facts).allowed for facts in out) else []


def _in_plan(pieces: list[EpisodeFacts], visit: Visit) -> EpisodeFacts | None:
    return next((facts for facts in pieces if visit.decide(facts).because is Because.IN_PLAN), None)


def _badge(theirs: list[EpisodeFacts], visit: Visit) -> Badge | None:
    said = _in_plan(theirs, visit) or next(iter(theirs), None)
    return episode_badge(visit.decide(said), visit.now) if said else None


def _step(theirs: list[EpisodeFacts], card: TitleCard) -> Step:
    if not theirs:
        return Step(_("去看"), url_for("storefront.title", slug=card.slug), "line", "")
    return Step(_("去看"), watch_href(theirs[0]))


def _price(kind: str, season: list[EpisodeFacts], facts: EpisodeFacts | None, visit: Visit) -> Money | NotSold:
    asking = prices.buyer(visit)
    if facts is None:
        lines = season_lines(season, asking, visit.now)
    else:
        lines = (rental_lines if kind == "rental" else episode_lines)(season, facts.id, asking, visit.now)
    return lines if isinstance(lines, NotSold) else total_of(lines)


def _name(kind: str, card: TitleCard, first: EpisodeFacts, facts: EpisodeFacts | None) -> str:
    title = in_language(card.name)
    if facts is None:
        return _("《%(title)s》%(season)s", title=title, season=season_words(first.season_number))
    if kind == "rental":
        return _("租看《%(title)s》", title=title)
    return title if card.is_film else _("《%(title)s》第 %(number)s 集", title=title, number=facts.number)


def _href(kind: str, first: EpisodeFacts, facts: EpisodeFacts | None) -> str:
    if facts is None:
        return url_for("orders.new_for_season", season_id=first.season_id)
    return url_for("orders.new_for_episode", episode_id=facts.id, offer=kind)


def _with(href: str, code: str) -> str:
    return f"{href}{'&' if '?' in href else '?'}coupon={code}"


def _sooner(first: datetime | None, second: datetime | None) -> datetime | None:
    return min((end for end in (first, second) if end is not None), default=None)

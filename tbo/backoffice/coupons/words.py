"""A coupon in a sentence, and its refusals: what it takes off, of what, for whom, how often, until when."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from ... import clock
from ...catalog.models import Season, Title
from ...db import db
from ...offers.coupon_models import Coupon
from ...offers.coupons import facts_of
from ...offers.goods import goods_of_episode, goods_of_season
from ...offers.models import Plan
from ...offers.wording import goods_words
from ...rules.access import OfferKind
from ...rules.coupons import Audience, CouponFacts, Scope
from ...web.filters import in_language, joined, money, to_minute

MOST_NAMED = 4


def coupon_sentence(facts: CouponFacts, names: bool = True) -> str:
    """Say in one sentence what a coupon promises; without `names` things are counted, which asks no database."""
    return _("，").join(_parts(facts, names)) + _("。")


def sentence_of(coupon: Coupon, names: bool = True) -> str:
    """Say what a row promises."""
    return coupon_sentence(facts_of(coupon), names)


def coupon_state(coupon: Coupon) -> tuple[str, str]:
    """Say where a coupon stands, with its colour."""
    now = clock.now()
    if coupon.stopped_at is not None:
        return _("停用了"), "red"
    if coupon.ends_at is not None and coupon.ends_at <= now:
        return _("过期了"), "grey"
    if coupon.starts_at > now:
        return _("还没开始"), "blue"
    if coupon.total_limit is not None and coupon.used_count >= coupon.total_limit:
        return _("用完了"), "amber"
    return _("能用"), "green"


def _parts(facts: CouponFacts, names: bool) -> Iterator[str]:
    off = _("%(percent)s %%", percent=facts.percent) if facts.percent else money(facts.amount)
    yield _("%(what)s减 %(off)s", what=_what(facts, names), off=off)
    if facts.first_periods is not None:
        yield ngettext("只减头 %(num)s 期", "只减头 %(num)s 期", facts.first_periods)
    if facts.minimum:
        yield _("满 %(sum)s 才能用", sum=money(facts.minimum))
    if facts.audience is not Audience.ALL:
        yield _("只给没付过钱的家庭") if facts.audience is Audience.NEW else _("只给会员断了的家庭")
    if facts.household_limit is not None:
        yield ngettext("一家最多 %(num)s 次", "一家最多 %(num)s 次", facts.household_limit)
    if facts.total_limit is not None:
        yield ngettext("一共 %(num)s 次", "一共 %(num)s 次", facts.total_limit)
    until = to_minute(facts.ends_at) if facts.ends_at else None
    start = to_minute(facts.starts_at)
    yield _("%(start)s 到 %(until)s", start=start, until=until) if until else _("%(start)s起，不限期", start=start)


def _what(facts: CouponFacts, names: bool) -> str:
    everything = {
        Scope.ALL: _("所有内容"),
        Scope.PLAN: _("所有会员套餐"),
        Scope.TITLE: _("所有片子"),
        Scope.SEASON: _("所有整季"),
        Scope.EPISODE: _("所有单集"),
    }
    if facts.scope is Scope.ALL or not facts.refs:
        return everything[facts.scope]
    refs = sorted(facts.refs)
    if not names:
        return _("%(all)s里的 %(count)s 个", all=everything[facts.scope], count=len(refs))
    named = joined(list(_named(facts.scope, refs[:MOST_NAMED])))
    return _("%(names)s等 %(count)s 个", names=named, count=len(refs)) if len(refs) > MOST_NAMED else named


def _named(scope: Scope, refs: Iterable[str]) -> Iterator[str]:
    if scope is Scope.PLAN:
        names = db.session.execute(select(Plan.key, Plan.name).where(Plan.key.in_(list(refs))))
        yield from (in_language(row.name) for row in names)
    elif scope is Scope.TITLE:
        ids = [int(ref) for ref in refs if ref.isdigit()]
        for row in db.session.execute(select(Title.name).where(Title.id.in_(ids))):
            yield _("《%(name)s》", name=in_language(row.name))
    elif scope is Scope.SEASON:
        for season in db.session.scalars(select(Season.id).where(Season.id.in_([int(r) for r in refs if r.isdigit()]))):
            yield goods_words(OfferKind.SEASON, goods_of_season(season), None, None)
    else:
        for ref in refs:
            goods = goods_of_episode(int(ref)) if ref.isdigit() else None
            if goods is not None:
                yield goods_words(OfferKind.EPISODE, goods, int(ref), None)

"""A coupon in a sentence, and its refusals: what it takes off, of what, for whom, how often, until when."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from ... import clock
from ...offers.coupon_models import Coupon
from ...offers.coupons import facts_of
from ...rules.coupons import Audience, CouponFacts, Scope
from ...web.filters import joined, money, to_minute
from .naming import Names, names_of, said_refs


def coupon_sentence(facts: CouponFacts, names: Names | None = None) -> str:
    """Say in one sentence what a coupon promises; `names` are those of what several are for, asked for at once."""
    return _("，").join(_parts(facts, names_of([facts]) if names is None else names)) + _("。")


def sentence_of(coupon: Coupon, names: Names | None = None) -> str:
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


def _parts(facts: CouponFacts, names: Names) -> Iterator[str]:
    off = _("%(percent)s %%", percent=facts.percent) if facts.percent else money(facts.amount)
    yield _("%(what)s减 %(off)s", what=_what(facts, names), off=off)
    if facts.first_periods == 1:
        yield _("只减第一期")
    elif facts.first_periods is not None:
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


def _what(facts: CouponFacts, names: Names) -> str:
    everything = {
        Scope.ALL: _("所有内容"),
        Scope.PLAN: _("所有会员套餐"),
        Scope.TITLE: _("所有片子"),
        Scope.SEASON: _("所有整季"),
        Scope.EPISODE: _("所有单集"),
    }
    if facts.scope is Scope.ALL or not facts.refs:
        return everything[facts.scope]
    said = [names[facts.scope, ref] for ref in said_refs(facts) if (facts.scope, ref) in names]
    count = len(facts.refs)
    if not said:
        return _("%(all)s里的 %(count)s 个", all=everything[facts.scope], count=count)
    return _("%(names)s等 %(count)s 个", names=joined(said), count=count) if count > len(said) else joined(said)

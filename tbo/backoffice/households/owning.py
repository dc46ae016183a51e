"""What a household holds, by name: for staff who are asked about it."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from ... import clock
from ...catalog.episodes import episode
from ...db import db
from ...entitlements.models import Entitlement
from ...offers.goods import goods_of_episode, goods_of_season
from ...offers.plans import plan_name
from ...offers.wording import goods_words
from ...rules.access import OfferKind
from ...web.filters import to_minute
from ..reasons import reason_words

MOST = 50
GIVEN = "staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """One right: its name, how long it lasts, where it comes from."""

    name: str
    span: str
    state: str
    source: str
    is_order: bool
    reason: str


def owned_by(household_id: int) -> list[Owned]:
    """List the rights of a household, the newest first, those that ended too."""
    mine = select(Entitlement).where(Entitlement.household_id == household_id)
    rights = db.session.scalars(mine.order_by(Entitlement.id.desc()).limit(MOST))
    return [_owned(right) for right in rights]


def span_words(right: Entitlement) -> str:
    """Say from when until when a right lasts."""
    if right.kind == "rental" and right.started_at is None and right.start_by_at is not None:
        return _("%(day)s之前开始看", day=to_minute(right.start_by_at))
    if right.ends_at is None:
        return _("%(day)s起，没有到期日", day=to_minute(right.starts_at))
    until = right.given_up_at or right.ends_at
    return _("%(from_)s 到 %(until)s", from_=to_minute(right.starts_at), until=to_minute(until))


def _owned(right: Entitlement) -> Owned:
    return Owned(
        name=_name(right),
        span=span_words(right),
        state=_state(right),
        source=right.source,
        is_order=right.source_kind == "order",
        reason=reason_words(right.revoked_because or right.reason),
    )


def _state(right: Entitlement) -> str:
    now, ends_at = clock.now(), _end(right)
    if right.revoked_at is not None:
        return "taken"
    if ends_at is not None and ends_at <= now:
        return "ended"
    if right.starts_at > now:
        return "later"
    return "given" if right.source_kind == GIVEN else "rented" if right.kind == "rental" else "yours"


def _end(right: Entitlement) -> datetime | None:
    if right.given_up_at is not None:
        return right.given_up_at
    return right.start_by_at if right.kind == "rental" and right.started_at is None else right.ends_at


def _name(right: Entitlement) -> str:
    if right.kind == "plan":
        return goods_words(OfferKind.PLAN, None, None, plan_name(right.plan_key or ""))
    if right.kind == "season" and right.season_id is not None:
        return goods_words(OfferKind.SEASON, goods_of_season(right.season_id), None, None)
    if right.episode_id is None or episode(right.episode_id) is None:
        return _("已经不在片库里的一集")
    return goods_words(OfferKind.EPISODE, goods_of_episode(right.episode_id), right.episode_id, None)

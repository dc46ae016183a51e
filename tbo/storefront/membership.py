"""What the account page says of a membership and of money: the plan that runs, and orders with their receipts."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, Select, func, select

from ..catalog.facts import TITLE, title_facts
from ..catalog.models import Episode, Season, Title
from ..db import db
from ..entitlements.models import Entitlement
from ..offers.models import Plan
from ..offers.wording import plan_words
from ..orders.agreements.ending import can_undo, how_it_resumes
from ..orders.agreements.views import Promise, promise_of, resumes_on
from ..orders.models import Order
from ..orders.naming import names_of
from ..orders.plan_changes.changing import can_keep
from ..rules.access import ProfileFacts, is_for
from ..rules.money import Money
from ..rules.named_titles import is_narrowed
from ..rules.order_states import SETTLED
from ..rules.subscription_states import SubscriptionEvent, SubscriptionState, may
from ..subscriptions.following import planned_for
from ..subscriptions.lifecycle import running_of
from ..subscriptions.reading import behind_prepaid, tries_of

ON_ACCOUNT = 4
ON_PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """The plan that a household holds. `until` is exclusive; without `is_running` it has ended."""

    name: str
    until: datetime
    is_running: bool
    streams: int
    max_height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """How a subscription stands. `last_try_on` ends its grace; `order_number` can be paid by hand meanwhile.

    `resumes_at_once`: whoever ends the pause now is deducted from now.

    `letter_is_ahead`: the day has not come on which its payer is told of the next deduction.

    `is_changing`: `promise` is of another plan, `next_name`, that begins with the next period unless the household
    keeps its own, which it can (`can_keep`) as long as it can be told of it; `behind`: when that is, where the period
    lies behind more that is paid for already.
    """

    number: str
    name: str
    state: SubscriptionState
    promise: Promise
    until: datetime
    last_try_on: date
    resumes_on: date
    can_undo: bool
    is_over: bool
    letter_is_ahead: bool
    order_number: str | None
    can_pause: bool = False
    resumes_at_once: bool = False
    is_changing: bool = False
    can_keep: bool = False
    next_name: str = ""
    behind: datetime | None = None

    def may(self, event: str) -> bool:
        """Whether the page offers something."""
        return may(self.state, SubscriptionEvent(event))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """One order that money was paid for; without a `subject` it names what is not there for the profile that reads."""

    id: int
    number: str
    subject: str
    at: datetime
    total: Money
    state: str


def membership_of(household_id: int, now: datetime) -> Membership | None:
    """Return the plan period that ends last, running or just ended; None for who never had one."""
    row = db.session.execute(
        select(Plan.name, Plan.streams, Plan.max_height, Entitlement.ends_at)
        .join(Plan, Plan.key == Entitlement.plan_key)
        .where(
            Entitlement.household_id == household_id,
            Entitlement.kind == "plan",
            Entitlement.revoked_at.is_(None),
            Entitlement.given_up_at.is_(None),
            ~Entitlement.is_given_back,
            Entitlement.ends_at.is_not(None),
        )
        .order_by(Entitlement.ends_at.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return Membership(
        name=plan_words(row.name),
        until=row.ends_at,
        is_running=row.ends_at > now,
        streams=row.streams,
        max_height=row.max_height,
    )


def renewal_of(household_id: int, now: datetime) -> Renewal | None:
    """Return the subscription of a household that runs, None for who has none."""
    found = running_of(household_id)
    if found is None or found.period_ends_at is None:
        return None
    planned = planned_for(found)
    state, tries = SubscriptionState(found.state), tries_of(planned or found)
    promise = promise_of(planned or found)
    return Renewal(
        number=found.number,
        name=promise_of(found).name,
        state=state,
        promise=promise,
        until=found.period_ends_at,
        last_try_on=found.planned_on,
        resumes_on=resumes_on(found),
        can_undo=can_undo(found),
        is_over=found.period_ends_at <= now,
        letter_is_ahead=promise.told_on > now,
        order_number=tries[-1].order_number if tries and state is SubscriptionState.GRACE else None,
        can_pause=planned is None and not tries and may(state, SubscriptionEvent.PAUSE),
        resumes_at_once=state is SubscriptionState.PAUSED and how_it_resumes(found, now).is_at_once,
        is_changing=planned is not None,
        can_keep=planned is not None and can_keep(found, planned, now),
        next_name=promise.name if planned is not None else "",
        behind=behind_prepaid(planned) if planned is not None else None,
    )


def receipts_of(
    household_id: int, profile: ProfileFacts, before_id: int | None = None, limit: int = ON_PAGE
) -> list[ReceiptLine]:
    """List a household's receipts, the newest first, from the one before `before_id` on, as a profile may read them."""
    mine = Order.household_id == household_id, Order.state.in_(SETTLED)
    older = (Order.id < before_id,) if before_id else ()
    columns = Order.number, Order.subject, Order.placed_at, Order.paid_at, Order.total_fen, Order.state
    asked = select(Order.id.label("order_id"), *columns).where(*mine, *older).order_by(Order.id.desc()).limit(limit)
    rows = db.session.execute(_with_titles(asked) if is_narrowed(profile) else asked).all()
    names = names_of({row.order_id: row.subject for row in rows})
    return [
        ReceiptLine(
            id=row.order_id,
            number=row.number,
            subject="" if is_narrowed(profile) and _is_hidden(row, profile) else names[row.order_id],
            at=row.paid_at or row.placed_at,
            total=Money(row.total_fen),
            state=row.state,
        )
        for row in rows
    ]


def _with_titles(asked: Select) -> Select:
    """Ask for the title of each order too."""
    of_episode = select(Episode.season_id).where(Episode.id == Order.episode_id).scalar_subquery()
    joined = asked.select_from(Order).outerjoin(Season, Season.id == func.coalesce(Order.season_id, of_episode))
    return joined.outerjoin(Title, Title.id == Season.title_id).add_columns(*TITLE)


def _is_hidden(row: Row, profile: ProfileFacts) -> bool:
    """Whether the title of an order does not exist for a profile; months are of none."""
    return row.slug is not None and not is_for(profile, title_facts(row))

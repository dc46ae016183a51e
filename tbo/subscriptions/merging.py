"""What becomes of subscriptions when two households become one: all move, and one at most goes on being paid."""

from sqlalchemy import update

from .. import clock
from ..accounts.merging import on_merge
from ..db import db
from ..rules.subscription_states import MEANS, SubscriptionState
from .lifecycle import end_for_another, running_of
from .models import Subscription


@on_merge
def move_subscriptions(source_id: int, target_id: int) -> None:
    """Move every subscription; where both households have one that runs, the other is ended. Never commits.

    What it was paid for stays: periods are rights, and they follow each other.
    """
    ours, theirs = running_of(target_id), running_of(source_id)
    if ours is not None and theirs is not None:
        kept, ended = (theirs, ours) if _renews(theirs) and not _renews(ours) else (ours, theirs)
        end_for_another(ended, kept)
        db.session.flush()
    mine = update(Subscription).where(Subscription.household_id == source_id)
    db.session.execute(
        mine.values(household_id=target_id, next_look_at=clock.now()).execution_options(synchronize_session=False)
    )


def _renews(subscription: Subscription) -> bool:
    return MEANS[SubscriptionState(subscription.state)].renews

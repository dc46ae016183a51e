"""Subscribers of a copied shop: their agreements are made known to the sandbox, and they join the cast."""

from datetime import datetime

from sqlalchemy import or_, select, update

from ..accounts.models import Household
from ..db import commits, db
from ..messages.models import Message
from ..orders.books.bills import BEGUN
from ..orders.models import Payment, PaymentEvent
from ..rules.subscription_states import RUNNING
from ..sandbox.store import insert, kept
from ..subscriptions.models import Subscription
from ..subscriptions.pricing import cap_of
from .cast import Person
from .stage import Stage


def subscribers(stage: Stage, seed: str, first: int) -> dict[int, Person]:
    """Make every agreement that stands known to the sandbox; return whose they are as cast, from `first` on.

    Whoever changes plans has two of them: the one that is left, and the one that waits for its place. Who has ended
    the agreement, and watches to the end of what is paid, is of the cast too.
    """
    is_standing, is_running = Subscription.unsigned_at.is_(None), Subscription.state.in_(sorted(RUNNING))
    signed = select(Subscription).where(Subscription.agreement_no.is_not(None), or_(is_standing, is_running))
    people: dict[int, Person] = {}
    for subscription in db.session.scalars(signed.order_by(Subscription.id)).all():
        household_id, n = subscription.household_id, first + len(people)
        if household_id not in people:
            people[household_id] = Person(n, seed, household_id=household_id)
            _write_to(people[household_id])
        if subscription.unsigned_at is None:
            _agreed(stage, subscription, people[household_id])
    db.session.rollback()
    return {person.n: person for person in people.values()}


def letters_before() -> list[tuple[str, datetime, str]]:
    """List the letters of renewals that the copied shop had sent: key, instant, text."""
    sent = Message.key.startswith("renewal:"), Message.sent_at.is_not(None)
    rows = db.session.execute(select(Message.key, Message.sent_at, Message.body).where(*sent)).all()
    db.session.rollback()
    return [(key, sent_at, body) for key, sent_at, body in rows if sent_at is not None]


@commits
def begin_anew(now: datetime) -> None:
    """Let bills begin with the rehearsal; nothing that was under way in the shop that was copied is known here."""
    db.session.execute(update(PaymentEvent).where(PaymentEvent.key == BEGUN).values(at=now))
    db.session.execute(update(Payment).values(next_query_at=None))


@commits
def _write_to(person: Person) -> None:
    """Letters of a rehearsal reach nobody: each of the cast has an address of the rehearsal's."""
    is_it = Household.id == person.household_id
    db.session.execute(update(Household).where(is_it).values(email=person.email, phone=None))


def _agreed(stage: Stage, subscription: Subscription, person: Person) -> None:
    signed_at = subscription.signed_at or subscription.created_at
    with stage.sandbox.store.writing() as far:
        insert(
            far,
            "agreements",
            number=subscription.number,
            agreement_no=subscription.agreement_no,
            ticket=f"copied {subscription.number}",
            state="NORMAL",
            buyer_id=person.buyer_id,
            subject="",
            cap=cap_of(subscription).fen,
            period_type="MONTH",
            period=subscription.months,
            next_day=subscription.planned_on.isoformat(),
            product_code=stage.codes[0],
            personal_product_code=stage.codes[1],
            sign_scene=stage.codes[2],
            notify_url=stage.shop.extensions["tbo.settings"].notify_url,
            return_url="",
            asked_at=kept(signed_at),
            signed_at=kept(signed_at),
        )

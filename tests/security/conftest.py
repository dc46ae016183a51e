"""The cast of the security tests: nobody, a guest, an account, and another household, before the demo shop."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from tbo import clock
from tbo.accounts.models import Device
from tbo.accounts.restoring import receipt_token
from tbo.catalog.models import Episode, Person, Season, Studio, Title
from tbo.clock import standing_at
from tbo.db import db
from tbo.demo.files import keep_media
from tbo.media.stores import LocalFolder
from tbo.offers.plans import plan_on_sale
from tbo.orders.agreements.placing import subscribe
from tbo.orders.models import Order
from tbo.orders.wishes import wish_for_episode
from tbo.rules.order_states import OrderState

from ..conftest import ANCHOR, new_app
from ..support.browser import IN_TAOBAO, Browser, become_guest, household_of
from ..support.selling import place
from .routes import PEOPLE, ROUTES, ask

ACCOUNT, OTHER = "+8613800138000", "+8613900139000"


@dataclass
class Cast:
    """Four people's browsers, and the account's own things as they stand in addresses."""

    nobody: Browser
    guest: Browser
    account: Browser
    other: Browser
    things: dict[str, object]


@pytest.fixture(scope="session", autouse=True)
def media(settings) -> None:
    """The demo shop's clips, so that what plays in a real shop plays here."""
    keep_media(LocalFolder(settings.media_folder))


@pytest.fixture
def cast(shop) -> Cast:
    """Everybody, each on a network of their own."""
    return new_cast(shop)


@pytest.fixture(scope="session")
def walk(full_app, demo_database, server) -> dict[str, dict]:
    """Everybody's answers from every route, by person and route: each walked the table from its top to its end."""
    app = new_app(full_app, server.new(template=demo_database))
    with app.app_context(), standing_at(ANCHOR):
        cast = new_cast(app)
        answers = {
            person: {name: ask(getattr(cast, person), name, cast.things) for name in ROUTES} for person in PEOPLE
        }
        db.session.remove()
        db.engine.dispose()
    return answers


def new_cast(app) -> Cast:
    """Let everybody come, buy and sign in."""
    people = {person: Browser(app, address=f"203.0.113.{number}") for number, person in enumerate(PEOPLE, 1)}
    become_guest(people["guest"])
    people["account"].sign_in(ACCOUNT)
    people["other"].sign_in(OTHER)
    with clock.standing_at(clock.now() + timedelta(minutes=2)):
        second = Browser(app, address="203.0.113.9", agent=IN_TAOBAO)
        second.sign_in(ACCOUNT)
    return Cast(**people, things=things_of(people["account"], second))


def things_of(browser: Browser, second: Browser) -> dict[str, object]:
    """Order, receipt, device, profile of a household; and an episode that is for sale."""
    household = household_of(browser)
    episode = db.session.scalar(
        select(Episode)
        .join(Season)
        .join(Title, Title.id == Season.title_id)
        .where(Title.slug == "return-the-lantern", Season.number == 1, Episode.number == 2)
    )
    pending = place(household.id, wish_for_episode(episode.id, None))
    paid = place(household.id, wish_for_episode(episode.id + 1, None))
    order = db.session.scalar(select(Order).where(Order.number == paid))
    order.state, order.paid_at, order.fulfilled_at = OrderState.FULFILLED, clock.now(), clock.now()
    device = db.session.scalars(
        select(Device).where(Device.household_id == household.id).order_by(Device.id.desc())
    ).first()
    monthly = plan_on_sale("monthly", clock.now())
    things = {
        "pending": pending,
        "paid": paid,
        "device": device.public_id,
        "profile": household.profiles[0].id,
        "token": receipt_token(household.id, paid),
        "sent": second.ask("new@example.com").split("sent=")[1],
        "subscription": subscribe(household.id, monthly, monthly.price, "s" * 24),
        "episode": episode.id + 4,
        "season": episode.season_id,
        "studio": db.session.scalars(select(Studio.slug).order_by(Studio.id)).first(),
        "actor": db.session.scalars(select(Person.slug).order_by(Person.id)).first(),
    }
    db.session.commit()
    return things

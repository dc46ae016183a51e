"""Builds the demo shop: fills an empty database from the content, the same on every machine."""

from datetime import datetime

from flask import current_app
from sqlalchemy import exists, select

from .. import clock
from ..catalog.indexing import index_everything
from ..catalog.models import Title
from ..db import as_one_transaction, commits, db
from ..media.stores import store
from .arrivals import add_arrivals
from .bills import add_bills
from .content import Anchor
from .coupons import add_coupons
from .devices import add_devices
from .episodes import add_episodes, add_free_windows, add_seasons
from .fapiao import add_fapiao
from .files import copy_pictures, keep_media
from .households import add_households
from .landing_pages import add_landing_pages
from .ledger import add_ledger
from .lists import add_lists
from .living import live, lived_households
from .orders import add_orders
from .payments import add_payments
from .people import add_credits, add_people
from .plans import add_plans
from .profiles import add_profiles
from .rights import add_rights
from .sandbox_near import begun_sandbox, has_sandbox_near, sandbox_near
from .shelves import add_shelves
from .staff import add_staff
from .studios import add_studios
from .titles import add_titles
from .tmall_items import add_tmall_items
from .views import add_views
from .vocabulary import add_terms
from .vouchers import add_vouchers


def load_demo() -> bool:
    """Copy what is missing of pictures and films, and fill the database if it has no title; whether it was filled."""
    settings = current_app.extensions["tbo.settings"]
    copy_pictures(settings.instance_folder / "pictures")
    keep_media(store())
    if db.session.scalar(select(exists().where(Title.id.is_not(None)))):
        return False
    if has_sandbox_near(settings):
        _build_with_renewals(clock.now())
    else:
        build(clock.now())
    return True


def build(anchor: datetime) -> None:
    """Fill the database as of `anchor`, the instant to which all times of the content are relative."""
    at = Anchor(anchor)
    _fill(at)
    _tell_bills(at)


def _build_with_renewals(anchor: datetime) -> None:
    """Do the same where the sandbox is near, which some households' plans renew at: all of it or nothing."""
    at, shop = Anchor(anchor, lived_households()), current_app._get_current_object()  # type: ignore[attr-defined]
    with as_one_transaction(), begun_sandbox(shop.extensions["tbo.settings"]) as folder:
        _fill(at)
        with sandbox_near(shop, folder) as sandbox:
            live(at, sandbox)
        _tell_bills(at)


@commits
def _fill(at: Anchor) -> None:
    add_terms()
    add_studios()
    add_people()
    add_titles(at)
    add_credits()
    add_seasons()
    add_episodes(at)
    add_free_windows(at)
    add_shelves()
    add_plans(at)
    add_coupons(at)
    add_tmall_items()
    add_vouchers(at)
    add_landing_pages(at)
    add_households(at)
    add_profiles()
    add_devices(at)
    add_lists(at)
    add_arrivals(at)
    add_orders(at)
    add_payments(at)
    add_rights(at)
    add_ledger()
    add_fapiao(at)
    add_views(at)
    add_staff(at)
    index_everything()


@commits
def _tell_bills(at: Anchor) -> None:
    add_bills(at)

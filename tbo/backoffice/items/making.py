"""What marketing does with the map of Tmall items, each once however often it is sent, and written down."""

from sqlalchemy import delete, select

from ...accounts.attempts import one_at_a_time
from ...arrivals.models import TmallItem
from ...catalog import version
from ...db import commits, db
from ...pages.models import Page, PageItem
from ...rules.money import Money
from ..audit import Deed, record
from ..forms import digest_of, once, require_shown
from ..models import AuditEntry, Staff
from ..staff.sessions import Clerk
from .refusals import ItemGone, ItemKnown

OF_ITEM = "tmall-item"
MOST_HISTORY = 30


@commits
def keep(clerk: Clerk, columns: dict, page_id: int | None, form_key: str, *, is_new: bool) -> None:
    """Put an item into the map, or change it. Raises ItemKnown, ItemGone, ChangedMeanwhile: somebody was first."""

    def deed() -> str:
        item_id = columns["item_id"]
        item = _locked_or_none(item_id)
        if is_new and item is not None:
            raise ItemKnown(f"item {item_id} is in the map")
        if not is_new and item is None:
            raise ItemGone(f"there is no item {item_id}")
        before = _said(item)
        if item is not None:
            require_shown(shown_of(item))
        if item is None:
            item = TmallItem(item_id=item_id)
            db.session.add(item)
        for name, told in columns.items():
            setattr(item, name, told)
        _lead_to_page(item_id, page_id)
        db.session.flush()
        _write_down(clerk, item_id, "item-changed" if before else "item-mapped", before, _said(item))
        return item_id

    once(clerk, form_key, deed)


@commits
def remove(clerk: Clerk, item_id: str, reason: str) -> None:
    """Take an item out of the map; its arrivals stay, and its link says again that we do not know it.

    Raises ItemGone.
    """
    item = _locked_or_none(item_id)
    if item is None:
        raise ItemGone(f"there is no item {item_id}")
    before = _said(item)
    _lead_to_page(item_id, None)
    db.session.delete(item)
    db.session.flush()
    _write_down(clerk, item_id, "item-removed", before, {}, reason)


def history(item_id: str) -> list[AuditEntry]:
    """List what was done with an item, the newest first."""
    mine = select(AuditEntry).where(AuditEntry.subject_kind == OF_ITEM, AuditEntry.subject == item_id)
    return list(db.session.scalars(mine.order_by(AuditEntry.id.desc()).limit(MOST_HISTORY)))


def page_of(item_id: str) -> str:
    """Return the slug of the landing page that an item leads to, "" for none."""
    found = select(Page.slug).join(PageItem, PageItem.page_id == Page.id).where(PageItem.item_id == item_id)
    return db.session.scalar(found) or ""


def _locked_or_none(item_id: str) -> TmallItem | None:
    """Return an item as it stands now. Who else keeps or removes it waits, also where there is no row to lock yet."""
    one_at_a_time(f"tmall item {item_id}")
    found = select(TmallItem).where(TmallItem.item_id == item_id)
    return db.session.scalar(found.execution_options(populate_existing=True))


def _lead_to_page(item_id: str, page_id: int | None) -> None:
    """The map of items and pages is kept with the live pages, so their version rises when it changes."""
    before = db.session.scalar(select(PageItem.page_id).where(PageItem.item_id == item_id))
    if before == page_id:
        return
    db.session.execute(delete(PageItem).where(PageItem.item_id == item_id))
    if page_id is not None:
        db.session.add(PageItem(item_id=item_id, page_id=page_id))
    version.bump()


def shown_of(item: TmallItem) -> str:
    """Return the digest of all that the form of an item is filled with."""
    offer = item.offer_kind, item.offer_ref, item.status, item.coupon, item.price_fen
    return digest_of(sorted(item.name.items()), item.skus, page_of(item.item_id), *offer)


def _said(item: TmallItem | None) -> dict:
    if item is None:
        return {}
    place = f"{item.offer_kind} {item.offer_ref}"
    offer = {"leads_to": place, "page": page_of(item.item_id), "status": item.status}
    offer |= {"coupon": item.coupon or "", "price": str(Money(item.price_fen)) if item.price_fen is not None else ""}
    return offer | {"name": item.name.get("zh-Hans", ""), "skus": len(item.skus)}


def _write_down(clerk: Clerk, item_id: str, what: str, before: dict, after: dict, reason: str = "") -> None:
    record(db.session.get_one(Staff, clerk.staff_id), Deed(what, OF_ITEM, item_id, before, after, reason))

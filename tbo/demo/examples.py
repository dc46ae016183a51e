"""Example addresses and sign-ins of this shop, for `flask tbo info`, looked up rather than written down."""

from collections.abc import Iterator

from sqlalchemy import select

from .. import clock
from ..accounts.models import Household
from ..arrivals.models import TmallItem
from ..catalog.facts import TITLE, facts_of
from ..catalog.models import Title
from ..db import db
from ..rules.access import VISITOR, Because, EpisodeFacts, decide
from ..rules.subscription_states import RUNNING
from ..rules.vouchers import printed
from ..subscriptions.models import Subscription
from ..vouchers.handing import code_of
from ..vouchers.models import Voucher
from .content import content
from .households import pin_of, public_id_of
from .vouchers import TO_TRY

LOOKED_AT = 12
FULL_LINK = "full-tmall"
SHOWN_ITEM = "900000000105"


def examples() -> dict[str, str | None]:
    """Return paths, None where the shop has no such page yet."""
    known = list(_popular_episodes())
    free = next((facts for facts in known if _because(facts) is Because.FREE), None)
    paid = next((facts for facts in known if _because(facts) is Because.FOR_SALE and not facts.title.is_film), None)
    film = next((facts for facts in known if facts.title.is_film), None)
    return {
        "free_episode": _watch(free) if free else None,
        "paid_episode": _watch(paid) if paid else None,
        "series": f"/titles/{paid.title.slug}" if paid else None,
        "film": f"/titles/{film.title.slug}" if film else None,
        "tmall_link": _tmall_link(),
        "voucher": _voucher(),
        "plans": "/plans",
        "browse": "/library",
        "search": "/search?q=huandeng",
    }


def signins() -> list[dict]:
    """Return every demo household, what it shows and how its plan renews, none in a shop without the demo.

    A code sent to the telephone number or the address signs in; a guest has neither. `pin` opens what a family locks.
    """
    ids = [public_id_of(household) for household in content("households")]
    there = db.session.execute(
        select(Household.id, Household.public_id, Household.phone, Household.email).where(
            Household.public_id.in_(ids), Household.merged_into_id.is_(None)
        )
    )
    found = {row.public_id: row for row in there}
    running = select(Subscription.household_id, Subscription.state).where(Subscription.state.in_(sorted(RUNNING)))
    renewing = {row.household_id: row.state for row in db.session.execute(running)}
    return [
        {
            "household": household["slug"],
            "label": household["label"]["zh-Hans"],
            "shows": household["shows"],
            "phone": found[public_id].phone,
            "email": found[public_id].email,
            "subscription": renewing.get(found[public_id].id),
            "pin": pin_of(household),
        }
        for household, public_id in zip(content("households"), ids, strict=True)
        if public_id in found
    ]


def _popular_episodes() -> Iterator[EpisodeFacts]:
    for kinds in (("series", "documentary"), ("film",)):
        titles = db.session.execute(
            select(*TITLE).where(Title.kind.in_(kinds)).order_by(Title.popularity.desc(), Title.id).limit(LOOKED_AT)
        ).all()
        for episodes in facts_of(titles).values():
            yield from episodes


def _because(facts: EpisodeFacts) -> Because:
    return decide(facts, VISITOR, (), clock.now()).because


def _watch(facts: EpisodeFacts) -> str:
    return f"/watch/{facts.title.slug}/{facts.season_number}/{facts.number}"


def _voucher() -> str | None:
    """Return the link of a code that nobody redeemed yet."""
    free = Voucher.handed_to == TO_TRY, Voucher.redeemed_at.is_(None), Voucher.revoked_at.is_(None)
    found = db.session.scalars(select(Voucher).where(*free)).first()
    code = code_of(found) if found is not None else None
    return f"/redeem/{printed(code)}" if code else None


def _tmall_link() -> str | None:
    """Return a link as Tmall writes it, with every known code, to an item of this shop."""
    items = db.session.scalars(select(TmallItem.item_id).where(TmallItem.status == "active")).all()
    if not items:
        return None
    item = SHOWN_ITEM if SHOWN_ITEM in items else items[0]
    pattern = next(link["url"] for link in content("tmall_items")["links"] if link["id"] == FULL_LINK)
    path, _, query = pattern.partition("?")
    mapped = path.rsplit("/", 1)[1]
    kept = [part for part in query.split("&") if not part.startswith("skuId=")]
    return f"/t/{item}?" + "&".join(kept).replace(mapped, item)

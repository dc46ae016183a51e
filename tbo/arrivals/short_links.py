"""Short links: made by marketing, followed by shoppers, their arrivals told apart by the link's own words."""

import re
import secrets

from sqlalchemy import func, select

from .. import clock
from ..db import db
from ..rules.attribution import LinkFacts
from ..rules.order_states import LETTERS
from .link_models import ShortLink
from .models import Arrival

CODE_LETTERS = 8
_CODE = re.compile(rf"[{LETTERS}]{{{CODE_LETTERS}}}")


def add_link(**told: str | None) -> ShortLink:
    """Make a link; `told` are the columns that marketing chose. Never commits."""
    code = "".join(secrets.choice(LETTERS) for _letter in range(CODE_LETTERS))
    link = ShortLink(code=code, made_at=clock.now(), **told)
    db.session.add(link)
    db.session.flush()
    return link


def link_or_none(code: str) -> ShortLink | None:
    """Return the link of a code, in whatever case somebody typed it off a poster."""
    wanted = code[: 2 * CODE_LETTERS].upper()
    return db.session.scalar(select(ShortLink).where(ShortLink.code == wanted)) if _CODE.fullmatch(wanted) else None


def path_of_link(link: ShortLink) -> str:
    """Return the path that an arrival by this link is kept under."""
    return f"/k/{link.code}"


def facts_of(link: ShortLink) -> LinkFacts:
    """Return what an arrival by this link tells, as if it stood in the address."""
    tags = {"utm_source": link.source, "utm_medium": link.medium, "utm_campaign": link.campaign, "spm": link.spm}
    raw = (("coupon", link.coupon),) if link.coupon else ()
    return LinkFacts(None, None, link.spm, {name: text for name, text in tags.items() if text}, raw)


def arrivals_by(links: list[ShortLink]) -> dict[str, int]:
    """Count the arrivals that are kept of some links, by their codes."""
    codes = {path_of_link(link): link.code for link in links}
    found = select(Arrival.path, func.count()).where(Arrival.path.in_(codes)).group_by(Arrival.path)
    return {codes[path]: count for path, count in db.session.execute(found)}

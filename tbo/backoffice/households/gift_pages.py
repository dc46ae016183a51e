"""Pages of gifts: which are still closed, which were opened, and the letter that leads a buyer back to one."""

from flask import Response, abort, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from ...db import commits, db
from ...orders.gifts.giving import find_gift
from ...orders.gifts.letters import tell_of_gift
from ...orders.models import Gift, Order
from ...orders.naming import names_of
from ...rules.staff_rights import Right
from ...web.errors import Refusal
from ...web.pages import see_other
from ..audit import Deed, record
from ..blueprint import pages
from ..forms import key_of_form, new_key, once
from ..models import Staff
from ..paging import ON_PAGE, last_seen, listed
from ..staff.guard import clerk_now, needs
from ..staff.sessions import Clerk


class GiftClosedNow(Refusal):
    """The gift was opened or taken back meanwhile."""

    def words(self) -> str:
        """Say so."""
        return _("这份礼物已经打开或者收回了，没有写信。")


@pages.get("/staff/gifts")
@needs(Right.GIFTS)
def gifts() -> Response:
    """Show gifts, the newest first, or the one that a code or an order's number leads to."""
    return _page()


@pages.post("/staff/gifts/<number>/letters")
@needs(Right.RESEND_GIFTS)
def resend_gift(number: str) -> Response:
    """Write to who bought it."""
    try:
        _resend(clerk_now(), number[:40], key_of_form())
    except Refusal as refusal:
        return _page(refusal)
    return see_other(url_for(".gifts", q=number, told=1))


@commits
def _resend(clerk: Clerk, number: str, form_key: str) -> None:
    """Send the letter, once for a form however often it comes. Raises GiftClosedNow, NobodyToTell."""

    def deed() -> str:
        gift = db.session.scalar(select(Gift).join(Gift.order).where(Order.number == number))
        if gift is None:
            abort(404)
        if gift.redeemed_at is not None or gift.revoked_at is not None:
            raise GiftClosedNow(f"the gift of {number} is closed")
        channel = tell_of_gift(gift)
        staff = db.session.get_one(Staff, clerk.staff_id)
        record(staff, Deed("gift-letter", "order", number, {}, {"channel": channel}))
        return number

    once(clerk, form_key, deed)


def _page(refusal: Refusal | None = None) -> Response:
    show, asked = request.args.get("show", "all"), request.args.get("q", "")[:80].strip()
    if show not in _FILTERS:
        abort(404)
    found = select(Gift).options(joinedload(Gift.order)).where(*_FILTERS[show])
    if asked:
        named = find_gift(asked)
        order = select(Order.id).where(Order.number == asked.upper()).scalar_subquery()
        found = found.where(
            or_(Gift.order_id == order, Gift.id == (named.id if named else 0), Gift.prefix == asked.upper())
        )
    last = last_seen()
    found = (found.where(Gift.id < last) if last else found).order_by(Gift.id.desc()).limit(ON_PAGE + 1)
    shown = listed(db.session.scalars(found).all())
    body = render_template(
        "backoffice/gifts.html",
        found=shown,
        names=names_of({gift.order_id: gift.order.subject for gift in shown.rows}),
        show=show,
        asked=asked,
        filters=[("all", _("全部")), ("closed", _("没打开")), ("opened", _("打开了")), ("ended", _("收回了"))],
        form_key=new_key(),
        is_told="told" in request.args,
        error=refusal.words() if refusal else "",
    )
    return make_response(body, refusal.status if refusal else 200)


_FILTERS: dict[str, tuple] = {
    "all": (),
    "closed": (Gift.redeemed_at.is_(None), Gift.revoked_at.is_(None)),
    "opened": (Gift.redeemed_at.is_not(None), Gift.revoked_at.is_(None)),
    "ended": (Gift.revoked_at.is_not(None),),
}

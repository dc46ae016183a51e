"""Asking for more time: a child's wish, the link that a grown-up opens, and the answer."""

from flask import Response, request, url_for

from ..accounts.viewer import viewer
from ..rules.addresses import own_path
from ..web.locale import address
from ..web.pages import page_or_part, private, see_other
from ..web.qr_codes import qr_picture
from .blueprint import pages
from .time import ANSWERS, answer_wish, ask_for_time, may_answer, wish_of


@pages.post("/time-wishes")
def ask_time() -> Response:
    """Ask a grown-up for more time."""
    then = own_path(request.form.get("next"), "") or None
    return private(see_other(url_for(".time_wish", public_id=ask_for_time(), next=then)))


@pages.get("/time-wishes/<public_id>")
def time_wish(public_id: str) -> Response:
    """Show a wish: to who asks, the code and what became of it; to a grown-up, the answers."""
    who = viewer()
    if who.household_id is None:
        return private(see_other(url_for("accounts.sign_in", next=url_for(".time_wish", public_id=public_id))))
    wish, profile = wish_of(who, public_id)
    link = address(url_for(".time_wish", public_id=public_id).removeprefix(request.script_root))
    page = page_or_part(
        "family/wish.html",
        "wish",
        wish=wish,
        profile=profile,
        is_mine=who.profile_id == profile.id and not who.is_unlocked,
        may_answer=may_answer(who),
        answers=ANSWERS,
        qr=qr_picture(link),
        link=link,
        back=own_path(request.args.get("next"), url_for("storefront.home")),
        next=request.args.get("next"),
    )
    return private(page)


@pages.post("/time-wishes/<public_id>/answer")
def answer_time(public_id: str) -> Response:
    """Answer a wish."""
    minutes = request.form.get("minutes", "")
    wish_of(viewer(), public_id)
    if not may_answer(viewer()):
        return private(see_other(url_for(".pin", next=url_for(".time_wish", public_id=public_id))))
    if minutes in {str(each) for each in ANSWERS}:
        answer_wish(public_id, int(minutes))
    return private(see_other(url_for(".time_wish", public_id=public_id)))

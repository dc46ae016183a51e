"""The page of a wish for an episode: to who asks, the code for a grown-up; to a grown-up, what opens it."""

from flask import Blueprint, Response, request, url_for

from ..accounts.viewer import viewer
from ..family.time import may_answer
from ..rules.access import Because
from ..web.locale import address
from ..web.pages import page_or_part, private, see_other
from ..web.qr_codes import qr_picture
from .asking import wish_of
from .watching import headline, watch_url

pages = Blueprint("wishes", __name__)


@pages.get("/title-wishes/<token>")
def title_wish(token: str) -> Response:
    """Show a wish; the page of who asks looks again until it came true."""
    who = viewer()
    here = url_for(".title_wish", token=token)
    if who.household_id is None:
        return private(see_other(url_for("accounts.sign_in", next=here)))
    wish = wish_of(who, token)
    page = page_or_part(
        "playback/title_wish.html",
        "title_wish",
        wish=wish,
        headline=headline(wish.episode),
        is_grown_up=may_answer(who) and (who.profile_id != wish.profile.id or who.is_unlocked),
        may_buy=who.profile.kind == "adult",
        waits=wish.access.because is Because.ASK_A_PARENT,
        here=here,
        watch_href=watch_url(wish.episode, wish.episode.card.slug),
        qr=qr_picture(address(here.removeprefix(request.script_root))),
    )
    return private(page)

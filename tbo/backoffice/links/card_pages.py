"""What is sent along with a landing page: its pictures and words; and the pictures' files, of pages and of links."""

import re

from flask import Response, abort

from ...media.stores import StoreAway
from ...pages.share_cards import card_file_or_none
from ...rules.staff_rights import Right
from ...web.errors import error_page
from ...web.locale import address
from ...web.pages import page_or_part
from ..blueprint import pages
from ..editing.editor import page_or_404
from ..staff.guard import needs
from .cards import Sharing, cards_of, sharing_of_page

NAME = re.compile(r"(?:zh-Hans|en|de)-(?:card|og)-[0-9a-f]{16}\.jpg", re.ASCII)


@pages.get("/staff/pages/<slug>/sharing")
@needs(Right.PAGES)
def page_sharing(slug: str) -> Response:
    """Show what is sent along with a page, as the page is now."""
    page = page_or_404(slug)
    sharing = sharing_of_page(page)
    return page_or_part(
        "backoffice/page_sharing.html", "cards", page=page, cards=cards_of(sharing), address=address(sharing.path)
    )


@pages.get("/staff/pages/<slug>/sharing/<name>")
@needs(Right.PAGES)
def page_card(slug: str, name: str) -> Response:
    """Give a picture to send along with a page."""
    return card_file(sharing_of_page(page_or_404(slug)), name)


def card_file(sharing: Sharing, name: str) -> Response:
    """Give a picture under the name that says what it tells; one that was never made is not there."""
    if not NAME.fullmatch(name):
        abort(404)
    try:
        body = card_file_or_none(sharing.key, name)
    except StoreAway:
        return error_page(503)
    if body is None:
        abort(404)
    answer = Response(body, mimetype="image/jpeg")
    answer.headers["Content-Disposition"] = f'attachment; filename="{sharing.key}-{name}"'
    return answer

"""Marketing's hands on a landing page of their own: its forms as the pages have them, with what is typed into them."""

from sqlalchemy import select

from tbo.db import db
from tbo.pages.models import Page, PageDraft

SLUG = "winter"
HEADLINE = "f:b1.headline.zh-Hans"


def document() -> dict:
    """The draft as it is now."""
    db.session.rollback()
    page = db.session.scalars(select(Page).where(Page.slug == SLUG)).one()
    return db.session.get_one(PageDraft, page.id).document


def fields(page, selector="#settings") -> dict:
    """What a form would send as it stands."""
    form = page.select_one(selector)
    found = {
        field["name"]: field.get("value", "") for field in form.select("input[name]:not([type=checkbox], [type=radio])")
    }
    found |= {field["name"]: field["value"] for field in form.select("input[type=radio][checked]")}
    found |= {field["name"]: field.get_text().removeprefix("\n") for field in form.select("textarea[name]")}
    for chosen in form.select("select[name]"):
        option = chosen.select_one("option[selected]")
        found[chosen["name"]] = option["value"] if option else ""
    return found


def type_into(browser, page, **typed):
    """Save the settings of a page of the editor with what is typed."""
    return browser.bare_post(f"/staff/pages/{SLUG}/draft", **fields(page) | typed)


def act(browser, **typed):
    """Press a button that is about blocks."""
    return browser.post(f"/staff/pages/{SLUG}/blocks", **typed)


def publish(browser, **typed):
    """Look at the checks and publish."""
    form = fields(browser.page(f"/staff/pages/{SLUG}/publish"), "#publish form")
    return browser.bare_post(f"/staff/pages/{SLUG}/publications", **form | {"act": "publish"} | typed)

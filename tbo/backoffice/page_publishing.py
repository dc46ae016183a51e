"""Publishing a landing page: what it promises, from when until when, its versions and the way back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from flask_babel import gettext as _

from .. import clock
from ..db import commits, db
from ..pages import publishing
from ..pages.block_types import type_or_none
from ..pages.kinds import shop_zone
from ..pages.making import draft_of
from ..pages.models import Page, PageVersion
from ..pages.promises import LOOKED_AHEAD, Promise, promises, stops
from ..pages.publishing import BadSpan
from ..rules.page_differences import differences
from ..rules.publications import PublicationFacts, timeline
from ..rules.staff_rights import Right
from ..rules.wall_times import NoSuchTime, instant, wall_time
from ..web.errors import Refusal
from ..web.filters import day_and_time
from ..web.pages import see_other
from .audit import Deed, record
from .blueprint import pages
from .forms import key_of_form, new_key, once
from .guard import needs, worker_now
from .models import Staff
from .page_editor import page_or_404
from .page_list import name_of
from .sessions import Worker

LONGEST_NOTE = 120


class NotTrue(Refusal):
    """A page promises what will not be true, so it is not published."""

    status = 409

    def __init__(self, found: list[Promise]):
        super().__init__(f"{len(found)} promises do not hold")
        self.found = found

    def words(self) -> str:
        """Say what to do."""
        return _("有 %(count)s 处到时候不是真的。改好，或者拿掉那一块，就能发布。", count=len(self.found))


@pages.get("/staff/pages/<slug>/publish")
@needs(Right.PAGES)
def page_publish(slug: str) -> Response:
    """Show what the draft promises from and until the moments that the address names."""
    return _publish_page(page_or_404(slug), request.args)


@pages.post("/staff/pages/<slug>/publications")
@needs(Right.EDIT_PAGES)
def page_publications(slug: str) -> Response:
    """Publish, schedule, bring an older version back, cancel, or switch the page off."""
    page, act = page_or_404(slug), request.form.get("act", "")
    deeds: dict[str, Callable[[], str]] = {
        "publish": lambda: publish_draft(worker_now(), page, request.form),
        "bring-back": lambda: bring_back(worker_now(), page, _number("version")),
        "cancel": lambda: cancel(worker_now(), page, _number("publication")),
        "off": lambda: switch_off(worker_now(), page),
    }
    if act not in deeds:
        abort(400)
    try:
        deeds[act]()
    except (NotTrue, BadSpan) as refusal:
        return _publish_page(page, request.form, refusal)
    return see_other(url_for(".page_versions", slug=slug))


@pages.get("/staff/pages/<slug>/versions")
@needs(Right.PAGES)
def page_versions(slug: str) -> Response:
    """Show every version, what is planned, and what differs between two of them."""
    page, now = page_or_404(slug), clock.now()
    versions, publications = publishing.versions_of(page), publishing.publications_of(page)
    numbers = {version.id: version.number for version in versions}
    shown = publishing.live_version(page, now)
    left, right = request.args.get("left", ""), request.args.get("right", "")
    body = render_template(
        "backoffice/page_versions.html",
        page=page,
        versions=versions,
        publications=publications[::-1],
        numbers=numbers,
        shown=shown,
        now=now,
        left=left or (str(shown.number) if shown else ""),
        right=right or "draft",
        differences=_differences(page, versions, left or (str(shown.number) if shown else ""), right or "draft"),
        type_words=_type_words,
        form_key=new_key(),
        may_edit=worker_now().may(Right.EDIT_PAGES),
    )
    return make_response(body)


@commits
def publish_draft(worker: Worker, page: Page, form: Any) -> str:
    """Show the draft from and until what the form says, once. Raises NotTrue, BadSpan."""

    def deed() -> str:
        span = publishing.span_of(*_typed_span(form), clock.now())
        document = draft_of(page).document
        found = stops(promises(document, page.kind, *span))
        if found:
            raise NotTrue(found)
        note = " ".join(form.get("note", "").split())[:LONGEST_NOTE]
        row = publishing.publish(page, document, span, note, name_of(worker))
        _record(worker, page, "page-published", row, note)
        return str(row.id)

    return once(worker, key_of_form(), deed)


@commits
def bring_back(worker: Worker, page: Page, number: int) -> str:
    """Show an older version from now on, once; what it promised must be true today. Raises NotTrue."""

    def deed() -> str:
        document = next((each.document for each in publishing.versions_of(page) if each.number == number), None)
        if document is None:
            abort(404)
        found = stops(promises(document, page.kind, clock.now(), None))
        if found:
            raise NotTrue(found)
        row = publishing.bring_back(page, number, name_of(worker))
        _record(worker, page, "page-brought-back", row)
        return str(row.id if row else "")

    return once(worker, key_of_form(), deed)


@commits
def cancel(worker: Worker, page: Page, publication_id: int) -> str:
    """Let a publication end now, or never begin."""
    if publishing.cancel(page, publication_id):
        staff = db.session.get_one(Staff, worker.staff_id)
        record(staff, Deed("page-cancelled", "page", page.slug, {}, {"publication": publication_id}))
    return str(publication_id)


@commits
def switch_off(worker: Worker, page: Page) -> str:
    """Show nothing from now on, once."""

    def deed() -> str:
        row = publishing.switch_off(page, name_of(worker))
        _record(worker, page, "page-off", row)
        return str(row.id)

    return once(worker, key_of_form(), deed)


def _record(worker: Worker, page: Page, what: str, row: Any, note: str = "") -> None:
    version = db.session.get(PageVersion, row.version_id) if row.version_id else None
    after = {
        "version": version.number if version else None,
        "from": row.starts_at.isoformat(),
        "until": row.ends_at.isoformat() if row.ends_at else None,
    }
    record(db.session.get_one(Staff, worker.staff_id), Deed(what, "page", page.slug, {}, after, note))


def _publish_page(page: Page, typed: Any, refusal: Refusal | None = None) -> Response:
    now, document = clock.now(), draft_of(page).document
    refused = refusal
    try:
        span = publishing.span_of(*_typed_span(typed), now)
    except BadSpan as error:
        span, refused = (now, None), refused or error
    planned = publishing.publications_of(page)
    found = promises(document, page.kind, *span) + [Promise("warn", "", words) for words in _overlaps(planned, span)]
    body = render_template(
        "backoffice/page_publish.html",
        page=page,
        promises=found,
        stops=stops(found),
        typed=typed,
        refusal=refused.words() if refused else "",
        span=span,
        timeline=timeline(planned, now, now + LOOKED_AHEAD) if planned else [],
        numbers={version.id: version.number for version in publishing.versions_of(page)},
        zone=shop_zone().key,
        suggested=wall_time(now, shop_zone())[:16],
        form_key=new_key(),
        block_names={block["code"]: _type_words(block["type"]) for block in document["blocks"]},
        may_edit=worker_now().may(Right.EDIT_PAGES),
    )
    return make_response(body, refused.status if refused else 200)


def _overlaps(planned: list[PublicationFacts], span: tuple[datetime, datetime | None]) -> list[str]:
    """Say which publications begin later within the span: they are seen instead, as long as they run."""
    later = (each for each in planned if each.starts_at > span[0] and (each.end is None or each.end > each.starts_at))
    inside = (each for each in later if span[1] is None or each.starts_at < span[1])
    return [
        _("%(moment)s 起有另一次排好的发布，到时看到的是它。", moment=day_and_time(each.starts_at)) for each in inside
    ]


def _typed_span(typed: Any) -> tuple[datetime | None, datetime | None]:
    """Return the moments that were typed. Raises BadSpan."""
    when = typed.get("when", "now")
    if when not in ("from", "span"):
        return None, None
    return _moment(typed.get("from", "")), _moment(typed.get("until", "")) if when == "span" else None


def _moment(text: str) -> datetime:
    try:
        return instant(text, shop_zone())
    except NoSuchTime as error:
        raise BadSpan(str(error), _("店里的钟没有这个时间，或者它出现两次。")) from None


def _differences(page: Page, versions: list[PageVersion], left: str, right: str) -> list:
    documents = {str(version.number): version.document for version in versions} | {"draft": draft_of(page).document}
    before, after = documents.get(left), documents.get(right)
    return differences(before, after) if before is not None and after is not None else []


def _type_words(key: str) -> str:
    kind = type_or_none(key)
    return kind.name() if kind else _("页面") if key == "page" else key


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

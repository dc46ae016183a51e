"""Publishing a landing page: what its draft promises, and from when until when it is shown."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, abort, make_response, render_template, request, url_for
from flask_babel import gettext as _

from ... import clock
from ...db import commits
from ...pages import publishing
from ...pages.drafting import draft_for_change
from ...pages.experiment_models import Experiment
from ...pages.experiments import running_or_none
from ...pages.kinds import typed_moment
from ...pages.making import draft_of
from ...pages.models import Page
from ...pages.promise import Promise, stops
from ...pages.promises import promises
from ...pages.refusals import BadSpan, NoSuchMoment
from ...rules.publications import PublicationFacts
from ...rules.staff_rights import Right
from ...web.errors import Refusal
from ...web.filters import to_minute
from ...web.pages import see_other
from ..blueprint import pages
from ..experiments.form import beginning
from ..forms import key_of_form, new_key, once, was_done
from ..staff.guard import clerk_now, needs
from ..staff.sessions import Clerk
from .editor import page_or_404
from .foreseeing import seen_after, seen_as_planned
from .listing import name_of
from .refusals import DraftMoved, NoLongerTrue, NotTrue
from .versions import bring_back, cancel, names_of_blocks, record_publication, switch_off, versions_page

Span = tuple[datetime, datetime | None]


@pages.get("/staff/pages/<slug>/publish")
@needs(Right.PAGES)
def page_publish(slug: str) -> Response:
    """Show what the draft promises from and until the moments that the address names."""
    return _publish_page(page_or_404(slug), request.args)


@pages.post("/staff/pages/<slug>/publications")
@needs(Right.EDIT_PAGES)
def page_publications(slug: str) -> Response:
    """Publish, schedule, bring an older version back, cancel, switch the page off; or only check another span."""
    page, act = page_or_404(slug), request.form.get("act", "")
    if act == "check":
        return _publish_page(page, request.form)
    deeds: dict[str, Callable[[], None]] = {
        "publish": lambda: publish_draft(clerk_now(), page, request.form),
        "bring-back": lambda: bring_back(clerk_now(), page, _number("version")),
        "cancel": lambda: cancel(clerk_now(), page, _number("publication")),
        "off": lambda: switch_off(clerk_now(), page),
    }
    if act not in deeds:
        abort(400)
    try:
        deeds[act]()
    except NoLongerTrue as refusal:
        return versions_page(page, refusal)
    except (NotTrue, BadSpan, NoSuchMoment, DraftMoved) as refusal:
        return _publish_page(page, request.form, refusal)
    return see_other(url_for(".page_versions", slug=slug))


def publish_draft(clerk: Clerk, page: Page, form: Any) -> None:
    """Show the draft from and until what the form says, once. Raises NotTrue, BadSpan, NoSuchMoment, DraftMoved.

    It is checked before the transaction that writes, so that nobody waits meanwhile; the number of its last step
    says that what is published is what was checked, and what somebody had looked at.
    """
    key, draft = key_of_form(), draft_of(page)
    if was_done(key):
        return
    revision = draft.revision
    if form.get("revision") != str(revision):
        raise DraftMoved(f"the draft is at {revision}")
    span = publishing.span_of(*_typed_span(form), clock.now())
    found = stops(promises(draft.document, page.kind, *span))
    if found:
        raise NotTrue(draft.document, found)
    note = " ".join(form.get("note", "").split())[: publishing.LONGEST_NOTE]
    _publish(clerk, page, revision, span, note, key=key)


@commits
def _publish(clerk: Clerk, page: Page, revision: int, span: Span, note: str, *, key: str) -> None:
    def deed() -> str:
        draft = draft_for_change(page)
        if draft.revision != revision:
            raise DraftMoved(f"step {revision} was checked, the draft is at {draft.revision}")
        row = publishing.publish(page, draft.document, span, note, name_of(clerk))
        record_publication(clerk, page, "page-published", row, note)
        return str(row.id)

    once(clerk, key, deed)


def _publish_page(page: Page, typed: Any, refusal: Refusal | None = None) -> Response:
    now, draft = clock.now(), draft_of(page)
    refused = refusal
    try:
        span = publishing.span_of(*_typed_span(typed), now)
    except (BadSpan, NoSuchMoment) as error:
        span, refused = (now, None), refused or error
    planned = publishing.publications_of(page)
    found = promises(draft.document, page.kind, *span)
    running = running_or_none(page)
    body = render_template(
        "backoffice/page_publish.html",
        page=page,
        revision=draft.revision,
        promises=found + [Promise("warn", "", words) for words in (*_overlaps(planned, span), *_ends(running, span))],
        typed=typed,
        refusal=refused.words() if refused else "",
        after=[] if refused else seen_after(page, planned, draft.document, span),
        timeline=seen_as_planned(page, planned),
        zone=clock.shop_zone().key,
        form_key=new_key(),
        beginning=None if running else beginning(page, {}),
        block_names=names_of_blocks(draft.document),
        may_edit=clerk_now().may(Right.EDIT_PAGES),
    )
    return make_response(body, refused.status if refused else 200)


def _overlaps(planned: list[PublicationFacts], span: Span) -> list[str]:
    """Say which publications begin later within the span: they are seen instead, as long as they run."""
    later = (each for each in planned if each.starts_at > span[0] and (each.end is None or each.end > each.starts_at))
    inside = (each for each in later if span[1] is None or each.starts_at < span[1])
    return [_("%(moment)s 起有另一次排好的发布，到时看到的是它。", moment=to_minute(each.starts_at)) for each in inside]


def _ends(running: Experiment | None, span: Span) -> list[str]:
    """Say that an experiment runs, which another version ends, or interrupts as long as it is shown."""
    if running is None:
        return []
    if span[1] is None and span[0] > clock.now():
        words = _("这一页正在做实验。%(moment)s 换成别的版本时，实验就结束，没有结果；在那以前照样分 A 和 B。")
        return [words % {"moment": to_minute(span[0])}]
    if span[1] is None:
        return [_("这一页正在做实验。发布别的版本，实验就结束，没有结果。")]
    return [_("这一页正在做实验。这段时间里看到的是这一版，不分 A 和 B。")]


def _typed_span(typed: Any) -> tuple[datetime | None, datetime | None]:
    """Return the moments that were typed. Raises NoSuchMoment."""
    when = typed.get("when", "now")
    if when not in ("from", "span"):
        return None, None
    return typed_moment(typed.get("from", "")), typed_moment(typed.get("until", "")) if when == "span" else None


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

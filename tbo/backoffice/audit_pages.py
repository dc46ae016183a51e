"""The page of the audit log, for the owner."""

from flask import Response, make_response, request
from sqlalchemy import select

from ..db import db
from ..rules.staff_rights import Right
from ..web.pages import page_or_part
from .audit import first_broken_or_none
from .blueprint import pages
from .models import AuditEntry
from .paging import last_seen
from .staff.guard import needs

ON_PAGE = 30
CHECK = "check"


@pages.get("/staff/audit")
@needs(Right.AUDIT)
def audit() -> Response:
    """Show who did what, the newest first; with `check` prove that nothing is missing."""
    last, who = last_seen(), request.args.get("who", "")[:120]
    found = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(ON_PAGE + 1)
    found = found.where(AuditEntry.id < last) if last else found
    found = found.where(AuditEntry.who == who) if who else found
    is_checked = CHECK in request.args
    broken = first_broken_or_none() if is_checked else None
    entries = db.session.scalars(found).all()
    page = page_or_part(
        "backoffice/audit.html",
        "entries",
        entries=entries[:ON_PAGE],
        more=entries[ON_PAGE - 1].id if len(entries) > ON_PAGE else None,
        who=who,
        is_checked=is_checked,
        broken=broken,
    )
    return make_response(page)

"""The page of the audit log, for the owner."""

from flask import Response, abort, make_response, request
from sqlalchemy import select

from ..db import db
from ..rules.staff_rights import Right
from ..web.pages import page_or_part
from .audit import first_broken_or_none
from .blueprint import pages
from .models import AuditEntry
from .paging import LARGEST_ID
from .staff.guard import needs

ON_PAGE = 30
CHECK = "check"


@pages.get("/staff/audit")
@needs(Right.AUDIT)
def audit() -> Response:
    """Show who did what, the newest first; with `check` prove that nothing is missing."""
    last, who = request.args.get("before", ""), request.args.get("who", "")[:120]
    if last and not (last.isascii() and last.isdigit() and int(last[:11]) <= LARGEST_ID):
        abort(400)
    found = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(ON_PAGE + 1)
    found = found.where(AuditEntry.id < int(last)) if last else found
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

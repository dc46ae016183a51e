"""Files for spreadsheets: UTF-8 that Excel recognises, no cell a formula, and not without end."""

import csv
import io
from collections.abc import Iterable
from datetime import timedelta

from flask import Response
from flask_babel import gettext as _

from ..accounts.attempts import note, subject_of, wait_for
from ..rules.csv_cells import BOM
from ..rules.limits import Limit
from ..web.errors import Refusal
from .staff.sessions import Clerk

PER_PERSON = (Limit(30, timedelta(hours=1)),)


class TooManyFiles(Refusal):
    """Somebody takes one file after the other along."""

    status = 429

    def words(self) -> str:
        """Say how many there are in an hour."""
        return _("一小时里最多下载 30 个文件，请过一会儿再来。")


def count_file(clerk: Clerk) -> None:
    """Count a file that somebody takes along. Never commits. Raises TooManyFiles."""
    subject = subject_of("files-of", str(clerk.staff_id))
    if wait_for({subject: PER_PERSON}):
        raise TooManyFiles(f"staff {clerk.staff_id} takes too many files along")
    note(subject)


def csv_file(name: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Response:
    """Answer with a file; its cells were made by rules.csv_cells."""
    text = io.StringIO()
    text.write(BOM)
    written = csv.writer(text)
    written.writerow(heads)
    written.writerows(rows)
    response = Response(text.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response

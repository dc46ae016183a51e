"""The file in which finance takes fapiao requests along, to where they are made out."""

from collections.abc import Iterator

from flask import Response
from flask_babel import get_timezone
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ...db import db
from ...orders.fapiao.models import FapiaoRequest
from ...rules.csv_cells import number_cell, plain_cell
from ...rules.fapiao import FapiaoKind
from ...rules.money import Money
from ..csv_files import csv_file


def file_of(export: str) -> Response:
    """Return an export as a file; what was put back since is no longer in it."""
    wanted = select(FapiaoRequest).where(FapiaoRequest.export == export).order_by(FapiaoRequest.id)
    found = db.session.scalars(wanted.options(joinedload(FapiaoRequest.order))).all()
    return csv_file(f"fapiao-{export}", _heads(), (list(_cells(request)) for request in found))


def _heads() -> list[str]:
    return [
        *(_("申请号"), _("订单号"), _("开给谁"), _("抬头"), _("税号"), _("金额（元）"), _("项目"), _("邮箱")),
        *(_("付款日期"), _("申请日期")),
    ]


def _cells(request: FapiaoRequest) -> Iterator[str]:
    order, zone = request.order, get_timezone()
    yield str(request.id)
    yield plain_cell(order.number)
    yield _("公司") if request.kind == FapiaoKind.COMPANY else _("个人")
    yield plain_cell(request.title)
    yield number_cell(request.tax_number or "")
    yield Money(request.amount_fen).yuan_text
    yield plain_cell(order.subject)
    yield plain_cell(request.email)
    yield (order.paid_at or order.placed_at).astimezone(zone).date().isoformat()
    yield request.asked_at.astimezone(zone).date().isoformat()

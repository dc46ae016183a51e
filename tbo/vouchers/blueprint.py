"""The blueprint that the pages of vouchers stand on."""

from flask import Blueprint

pages = Blueprint("vouchers", __name__)

"""The blueprint that the pages of orders stand on."""

from flask import Blueprint

pages = Blueprint("orders", __name__)

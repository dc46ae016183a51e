"""Pages of orders."""

from flask import Blueprint

pages = Blueprint("orders", __name__)

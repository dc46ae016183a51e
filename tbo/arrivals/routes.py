"""Pages of arrivals."""

from flask import Blueprint

pages = Blueprint("arrivals", __name__)

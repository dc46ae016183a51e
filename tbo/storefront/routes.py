"""Pages of storefront."""

from flask import Blueprint

pages = Blueprint("storefront", __name__)

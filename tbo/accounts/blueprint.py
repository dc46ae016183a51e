"""The blueprint that the pages of accounts stand on."""

from flask import Blueprint

pages = Blueprint("accounts", __name__)

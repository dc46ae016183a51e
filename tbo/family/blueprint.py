"""The blueprint that a family's pages stand on."""

from flask import Blueprint

pages = Blueprint("family", __name__)

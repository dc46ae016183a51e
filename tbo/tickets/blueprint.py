"""The blueprint that the door of e-tickets stands on."""

from flask import Blueprint

pages = Blueprint("tickets", __name__)

"""Receipts."""

from flask import abort

from .blueprint import pages


@pages.get("/receipts/<number>")
def receipt(number: str):
    abort(404)

"""What signs texts that come back by themselves: links of receipts, orders and wishes."""

from flask import current_app
from itsdangerous import URLSafeSerializer


def serializer(salt: str) -> URLSafeSerializer:
    """Return what signs for one purpose, named by its salt, with the newest secret key, and reads with all of them."""
    keys = [*reversed(current_app.config["SECRET_KEY_FALLBACKS"] or []), current_app.secret_key]
    return URLSafeSerializer(keys, salt=salt)

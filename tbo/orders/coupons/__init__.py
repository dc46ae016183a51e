"""Coupons at an order: the field on its page, and the places that orders hold."""

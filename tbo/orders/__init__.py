"""Checkout, settlement, refunds."""

"""Gifts: made by a paid order, sent, opened once, and what a code gives to whoever opens it."""

"""Tmall items and the offers they lead to."""

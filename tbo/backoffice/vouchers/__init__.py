"""Batches of codes for Tmall: made, exported, watched, revoked."""

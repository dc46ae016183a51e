"""Subscriptions as support sees them: the list, one with its course, and what may be done for it."""

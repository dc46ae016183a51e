"""Subscriptions: agreements by which a plan renews, their periods, their notices, and how they end."""

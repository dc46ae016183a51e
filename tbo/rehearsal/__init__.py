"""Rehearsing: a shop of invented households, or a copy of this one, lives a year in a minute and is judged."""

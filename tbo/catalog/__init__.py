"""Titles, seasons, episodes, shelves and search."""

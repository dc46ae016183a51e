"""Runs jobs and what happens by the clock."""

"""Experiments as marketers run them: the form, checks, the course, and the result in words."""

"""Measures the shop against a bare Flask on equal settings: python -m tools.bench (`make bench`)."""

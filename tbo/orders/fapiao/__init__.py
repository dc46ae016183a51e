"""Fapiao: asked for by shoppers, corrected, issued at the desk of the shop."""

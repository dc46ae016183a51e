"""Tests of the sandbox; they never start the shop."""

"""Households, devices, sign-in and profiles."""

"""Plans, prices and quotes."""

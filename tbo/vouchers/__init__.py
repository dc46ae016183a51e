"""Vouchers: codes that give access once to whoever redeems them, made in batches and sold elsewhere."""

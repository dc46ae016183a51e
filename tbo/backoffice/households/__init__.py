"""Households as support sees them: what they hold, what they may watch and why, access given away, gifts."""

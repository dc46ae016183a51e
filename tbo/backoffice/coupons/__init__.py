"""Coupons as marketers make them: the form, batches of codes, their pages and words."""

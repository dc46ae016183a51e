"""How delivery networks sign addresses: one file a provider, values in and text out, no key is ever kept."""

"""Money on its way back: what may be asked back, by whom, for what, and how it is sent."""

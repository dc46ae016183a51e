"""The back office: staff, what they may do, and the pages on which they do it."""

"""Watch page, sessions, signers, embedded origin, progress."""

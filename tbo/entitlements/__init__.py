"""Who may watch what, until when, because of which order."""

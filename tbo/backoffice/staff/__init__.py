"""Who works here: hiring, signing in with a second factor, and the guard before every page."""

"""Home, library, search and title pages."""

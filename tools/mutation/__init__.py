"""`make mutation`: spoils one place of the code at a time and asks whether any test notices."""

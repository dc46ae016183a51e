"""Orders as support sees them: the list, one with what happened to it, and money given back."""

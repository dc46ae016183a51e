"""Plans and prices, and changes of them that are dated."""

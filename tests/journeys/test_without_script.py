"""Everything up to the player, without a script."""

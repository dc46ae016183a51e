"""Tools of the people who build the shop; nothing here runs in it."""

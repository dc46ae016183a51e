"""The types of blocks: one file each, with `BLOCK` in it; the template of the same name draws it."""

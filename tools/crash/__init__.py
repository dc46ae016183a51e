"""Kills the shop at every write system call of what moves money, and looks whether its sweeps put all right."""

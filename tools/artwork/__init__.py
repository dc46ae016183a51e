"""Build tool that draws the demo shop's artwork; never imported by the shop."""

"""Build tool that draws the demo shop's films and plays their sound tracks; never imported by the shop."""

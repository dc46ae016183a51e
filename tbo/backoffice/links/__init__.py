"""Short links, where they lead, and pictures to send along."""

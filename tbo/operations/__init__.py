"""What the team runs by hand: set-up, facts for support, and the doctor."""

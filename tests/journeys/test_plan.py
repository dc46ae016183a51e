"""A plan bought opens another episode of the plan."""

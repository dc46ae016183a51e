"""Another plan for a subscription that runs: what it costs, the steps between, and the page that asks."""

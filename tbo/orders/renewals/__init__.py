"""What a month brings: the sweep over subscriptions, their deductions, orders, letters and pages."""

"""Left, refused, too late, twice: what the cashier can do to a shopper."""

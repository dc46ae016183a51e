"""Links from Tmall and who brought the shopper."""

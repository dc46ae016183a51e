"""E-tickets: Tmall asks for codes as its orders are paid, is told when one is redeemed, and takes access back."""

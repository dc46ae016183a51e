"""The shop's books beside Alipay's bill: each day, what differs, and how it is resolved."""

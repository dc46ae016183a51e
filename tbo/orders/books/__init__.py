"""The ledger with its checks, and Alipay's bill beside it."""

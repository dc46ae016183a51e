"""Agreements to renew: placing and signing one, its page, what Alipay tells of it, and how it ends."""

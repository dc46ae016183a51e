"""The Alipay gateway: what we ask (gateway) and what we are told (notices), in our own words.

Importing this package does not import the SDK; the first call of a Gateway does.
"""

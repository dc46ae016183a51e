"""The demo shop: content as data and the builder that fills a database with it."""

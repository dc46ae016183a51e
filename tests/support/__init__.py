"""What tests stand on: databases, a client that inspects pages, keys."""

"""Films as staff bring them: uploads in pieces, packaging in the worker, sound tracks, encryption."""

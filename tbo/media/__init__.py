"""Owns media files: packaged video, and pictures in the sizes that pages ask for."""

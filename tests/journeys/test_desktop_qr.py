"""A desktop's code turns to paid by itself."""

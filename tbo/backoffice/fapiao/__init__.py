"""The desk of fapiao: what waits, the file of an issued one, and its pages."""

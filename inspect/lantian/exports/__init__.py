"""Bytes of each output format. Never queries and never changes anything."""

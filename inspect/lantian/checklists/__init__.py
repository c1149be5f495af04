"""Meaning of the definitions in forms/: read, check, compile to forms. Never reads the database or a session."""

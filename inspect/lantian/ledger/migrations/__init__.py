"""Numbered migrations, run by playhouse.migrations."""

"""Photo bytes: identity, format, storage, what the file says about itself. Never decides what a photo proves."""

"""One act, one function, one transaction, at least one entry in the book. Never renders or parses HTTP."""

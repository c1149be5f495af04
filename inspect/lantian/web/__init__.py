"""Flask, and nothing but Flask: HTTP, sessions, pages, guards."""

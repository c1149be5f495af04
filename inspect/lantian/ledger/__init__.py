"""Tables, order, chain, queries, migrations: the only package that knows the database. No business decisions."""

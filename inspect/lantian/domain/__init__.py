"""Pure rules: words, states, law, deadlines, geography. Standard library only; no I/O, no clock, no HTTP."""

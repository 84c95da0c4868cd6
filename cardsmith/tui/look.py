"""Words for looks, so that every widget means the same by quiet."""

QUIET = "dim"
"""What explains."""
FAINT = "$foreground 66%"
"""What is only there for those who look for it; they want to read it, too: 4.5 to 1 in both of our themes."""

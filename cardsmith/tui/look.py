"""Words for looks, so that every widget means the same by quiet."""

QUIET = "dim"
"""What explains."""
FAINT = "$foreground 38%"
"""What is only there for those who look for it."""

"""The command line: a thin face over the core. Data goes to stdout, everything else to stderr."""

"""Measurements. `python -m bench` runs the quick ones and prints tables; docs/benchmarks.md says what they compare."""

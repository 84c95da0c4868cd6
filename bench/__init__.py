"""Timings as ratios to a peer measured in the same process; `python -m bench`."""

"""Measurements: `python -m bench` for times, `python -m bench calibration` for how right the suggestions are."""

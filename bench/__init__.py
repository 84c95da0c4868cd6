"""Measurements: `python -m bench` for times, `calibration` for how right the suggestions are, `hub` for many cards."""

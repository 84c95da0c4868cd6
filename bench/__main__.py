"""`python -m bench [--json]` prints times; `python -m bench calibration` and `hub` measure the suggestions."""

from __future__ import annotations

import sys

from bench import calibration, suggest_hub, timings


def main(arguments: list[str]) -> int:
    """Run one measurement and return its exit code."""
    if arguments[:1] == ["calibration"]:
        return calibration.main()
    if arguments[:1] == ["hub"]:
        return suggest_hub.main()
    return timings.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m bench [--json]` prints times, `python -m bench calibration` how often suggestions are right."""

from __future__ import annotations

import sys

from bench import calibration, timings


def main(arguments: list[str]) -> int:
    """Run one measurement and return its exit code."""
    if arguments[:1] == ["calibration"]:
        return calibration.main()
    return timings.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

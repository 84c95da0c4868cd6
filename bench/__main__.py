"""`python -m bench [--json]` prints times; `calibration` and `hub` measure the suggestions.

`editor` measures how long the editor takes to open, and how long a key keeps it busy. `batch` fills ten thousand files,
`batch_hub` sends a thousand cards to a local Hub, `lossless` counts what saving keeps.
"""

from __future__ import annotations

import sys

from bench import batch, batch_hub, calibration, editor, lossless, suggest_hub, timings


def main(arguments: list[str]) -> int:
    """Run one measurement and return its exit code."""
    if arguments[:1] == ["calibration"]:
        return calibration.main()
    if arguments[:1] == ["batch"]:
        return batch.main(arguments[1:])
    if arguments[:1] == ["batch_hub"]:
        return batch_hub.main(arguments[1:])
    if arguments[:1] == ["editor"]:
        return editor.main(arguments[1:])
    if arguments[:1] == ["hub"]:
        return suggest_hub.main()
    if arguments[:1] == ["lossless"]:
        return lossless.main(arguments[1:])
    return timings.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Run every check of the project in order and stop at the first that fails.

Arguments go to pytest: `python scripts/check.py -k catalogue`.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = Path(sys.executable)

# One more than there are cores: many tests wait for a terminal, a server or another process.
WORKERS = str((os.cpu_count() or 1) + 1)

CHECKS: dict[str, list[str | Path]] = {
    "ruff check": [PYTHON, "-m", "ruff", "check", "."],
    "ruff format": [PYTHON, "-m", "ruff", "format", "--check", "."],
    "mypy": [PYTHON, "-m", "mypy"],
    "import contracts": [PYTHON.with_name("lint-imports")],
    "pytest": [PYTHON, "-m", "pytest", "-n", WORKERS, "--dist", "worksteal"],
}


def main(pytest_arguments: list[str]) -> int:
    for name, command in CHECKS.items():
        print(f"\n== {name} ==", flush=True)
        extra = pytest_arguments if name == "pytest" else []
        code = subprocess.run([*command, *extra], cwd=ROOT, check=False).returncode
        if code:
            print(f"\n{name} failed (exit code {code})", file=sys.stderr)
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

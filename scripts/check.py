"""Run every check of the project and stop at the first that fails.

Arguments go to pytest: `python scripts/check.py -k catalogue`.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = Path(sys.executable)

# Two more than there are cores: many tests wait for a terminal, a server or another process.
WORKERS = str((os.cpu_count() or 1) + 2)

CHECKS: dict[str, list[str | Path]] = {
    "ruff check": [PYTHON, "-m", "ruff", "check", "."],
    "ruff format": [PYTHON, "-m", "ruff", "format", "--check", "."],
    "import contracts": [PYTHON.with_name("lint-imports")],
    "pytest": [PYTHON, "-m", "pytest", "-n", WORKERS, "--dist", "worksteal"],
}
MYPY: list[str | Path] = [PYTHON, "-m", "mypy"]
"""Runs beside the others, which leave it time enough."""


def main(pytest_arguments: list[str]) -> int:
    with subprocess.Popen(MYPY, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as mypy:
        code = _run(pytest_arguments)
        if code:
            mypy.kill()
            return code
        print("\n== mypy ==", mypy.communicate()[0], sep="\n", flush=True)
    return _failed("mypy", mypy.returncode) if mypy.returncode else 0


def _run(pytest_arguments: list[str]) -> int:
    for name, command in CHECKS.items():
        print(f"\n== {name} ==", flush=True)
        extra = pytest_arguments if name == "pytest" else []
        code = subprocess.run([*command, *extra], cwd=ROOT, check=False).returncode
        if code:
            return _failed(name, code)
    return 0


def _failed(name: str, code: int) -> int:
    print(f"\n{name} failed (exit code {code})", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

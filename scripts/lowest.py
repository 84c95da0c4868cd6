"""Print pip constraints that hold each dependency of pyproject.toml at the oldest version it allows.

python scripts/lowest.py > lowest.txt && pip install -e ".[dev]" -c lowest.txt
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PYPROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


def lowest(requirements: Iterable[str]) -> Iterator[str]:
    """Yield a constraint for each requirement; pip itself judges the markers, which stay."""
    for requirement in requirements:
        wanted, semicolon, marker = requirement.partition(";")
        found = re.fullmatch(r"([\w.-]+)(?:\[.*\])? *>= *([\w.]+).*", wanted.strip())
        if found is None:
            raise SystemExit(f"{requirement}: give it a lower bound first, `name>=version`")
        yield f"{found[1]}=={found[2]}{semicolon}{marker}"


if __name__ == "__main__":
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    print("\n".join(lowest(project["dependencies"])))

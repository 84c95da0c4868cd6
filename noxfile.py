"""Every Python with the oldest and the newest dependencies, and the package: `nox`, or `nox -s "tests-3.13(newest)"`.

nox is not needed for anything else: `pipx run nox`, or `uvx nox`. A Python that is not here is skipped.
"""

from pathlib import Path

import nox

PYTHONS = ["3.10", "3.11", "3.12", "3.13"]

PICTURES = ["--ignore=tests/tui/test_pictures.py", "--ignore=tests/test_docs.py"]
"""Tests that compare with what the newest Textual draws."""

nox.options.error_on_missing_interpreters = False
nox.options.reuse_existing_virtualenvs = True


@nox.session(python=PYTHONS)
@nox.parametrize("versions", ["lowest", "newest"], ids=["lowest", "newest"])
def tests(session: nox.Session, versions: str) -> None:
    """Run the tests with the oldest direct dependencies that pyproject.toml allows, or with the newest."""
    pytest = ["python", "-m", "pytest", "-n", "auto", "--dist", "worksteal"]
    if versions == "lowest":
        session.install("tomli")
        constraints = Path(session.create_tmp(), "lowest.txt")
        lowest = session.run("python", "scripts/lowest.py", silent=True)
        constraints.write_text(str(lowest), encoding="utf-8")
        session.install("--upgrade", "-e", ".[test]", "-c", str(constraints))
        pytest += PICTURES
    else:
        session.install("--upgrade", "--upgrade-strategy", "eager", "-e", ".[test]")
    session.run(*pytest, *session.posargs)


@nox.session(python=PYTHONS[-1])
def package(session: nox.Session) -> None:
    """Build the package, and install it in every way there is."""
    session.install("-e", ".")
    session.run("python", "scripts/check_package.py", "--tools")

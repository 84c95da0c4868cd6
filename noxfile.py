"""Every Python with the oldest and the newest dependencies, and the package: `nox`, or `nox -s "tests-3.13(newest)"`.

nox is not needed for anything else: `pipx run nox`, or `uvx nox`. A Python that is not here is skipped.
"""

import nox

PYTHONS = ["3.10", "3.11", "3.12", "3.13"]

nox.options.error_on_missing_interpreters = False
nox.options.reuse_existing_virtualenvs = True


@nox.session(python=PYTHONS)
@nox.parametrize("versions", ["lowest", "newest"], ids=["lowest", "newest"])
def tests(session: nox.Session, versions: str) -> None:
    """Run the tests with the oldest direct dependencies that pyproject.toml allows, or with the newest."""
    if versions == "lowest":
        session.install("tomli")
        constraints = f"{session.create_tmp()}/lowest.txt"
        lowest = session.run("python", "scripts/lowest.py", silent=True)
        with open(constraints, "w", encoding="utf-8") as file:
            file.write(str(lowest))
        session.install("--upgrade", "-e", ".[dev]", "-c", constraints)
    else:
        session.install("--upgrade", "--upgrade-strategy", "eager", "-e", ".[dev]")
    session.run("python", "-m", "pytest", "-n", "auto", "--dist", "worksteal", *session.posargs)


@nox.session(python=PYTHONS[-1])
def package(session: nox.Session) -> None:
    """Build the package, and install it in every way there is."""
    session.install("-e", ".")
    session.run("python", "scripts/check_package.py", "--tools")

"""Build the package twice, look into it, install it where nothing else is, and run what it brings along.

python scripts/check_package.py            # wheel and sdist, a clean environment, `hf cardsmith`
python scripts/check_package.py --tools    # also the sdist's tests, uv, pipx, and beside the newest transformers
"""

import argparse
import filecmp
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from datetime import datetime, timezone
from pathlib import Path

from cardsmith import __version__

ROOT = Path(__file__).resolve().parent.parent
NAME = f"cardsmith-{__version__}"
SEED = ROOT / "fixtures/cards/seeds/wav2vec2-base-finetuned-sentiment-mesd-v9.md"
IN_SDIST = ("bench", "cardsmith", "docs", "fixtures", "scripts", "tests")
BESIDE = {"CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml", ".gitignore"}


SDIST_TESTS = ("document/test_round_trip.py", "facts", "rules", "test_card.py", "test_fixtures.py", "test_seeds.py")

BESIDE_TRANSFORMERS = """
import transformers
from transformers.modelcard import TrainingSummary
from cardsmith import Card, check, fill

summary = TrainingSummary(
    model_name="voices", tasks="audio-classification", finetuned_from="facebook/wav2vec2-base", source="trainer",
    eval_results={"Loss": 0.5, "Accuracy": 0.9}, eval_lines=[], hyperparameters={"learning_rate": 0.1},
)
card = Card(summary.to_model_card())
gaps = check(card)
assert {"missing-license", "placeholder-section"} <= {gap.rule for gap in gaps}, gaps
assert fill(card, {"license": "mit"}).card.metadata["license"] == "mit"
print(f"{transformers.__version__}, whose card has {len(gaps)} gaps")
"""
"""Run where both are installed: a card as the Trainer writes it."""


def run(*command: str | Path, **more: str) -> str:
    """Run a command and return what it prints; without the settings of a virtual environment or of Python."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VIRTUAL_ENV", "PYTHON"))}
    return subprocess.run(command, env={**kept, **more}, stdout=subprocess.PIPE, text=True, check=True, cwd="/").stdout


def tell(words: str) -> None:
    print(f"  {words}", flush=True)


def tracked() -> list[str]:
    """Return the files that git knows or would add."""
    listed = run("git", "-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    return sorted(name for name in listed.split("\0") if name and (ROOT / name).is_file())


# -- building ----------------------------------------------------------------------------------------------------------


def build(files: list[str], work: Path, python: Path) -> Path:
    """Build from a copy, whose files get the time of now."""
    source, out = work / "source", work / "dist"
    for name in files:
        target = source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
    run(python, "-m", "build", "--outdir", out, source)
    return out


def check_contents(dist: Path, files: list[str]) -> None:
    """The wheel is the package and nothing else, the sdist what is needed to build, test and read it."""
    package = {name for name in files if name.startswith("cardsmith/")}
    wheel = set(zipfile.ZipFile(dist / f"{NAME}-py3-none-any.whl").namelist())
    inside = {name for name in wheel if not name.startswith(f"{NAME}.dist-info/")}
    assert inside == package, sorted(inside ^ package)
    assert {"cardsmith/py.typed", "cardsmith/data/catalogue.json", "cardsmith/tui/app.tcss"} <= inside
    assert f"{NAME}.dist-info/licenses/LICENSE" in wheel
    with tarfile.open(dist / f"{NAME}.tar.gz") as sdist:
        names = {name.removeprefix(f"{NAME}/") for name in sdist.getnames()}
        assert all(member.isfile() and member.uid == 0 for member in sdist.getmembers())
    wanted = {name for name in files if name.split("/")[0] in IN_SDIST} | BESIDE
    assert names == wanted, sorted(names ^ wanted)
    tell(f"wheel: {len(inside)} files of the package; sdist: {len(names)} files")


# -- what it brings along ----------------------------------------------------------------------------------------------


def check_programs(folder: Path) -> None:
    """Both programs run, do the same, and complete."""
    cardsmith, hf_cardsmith = (folder / name for name in ("cardsmith", "hf-cardsmith"))
    assert run(cardsmith, "--version") == run(hf_cardsmith, "--version") == f"cardsmith {__version__}\n"
    assert run(cardsmith, "--help") == run(hf_cardsmith, "--help")
    assert "complete" in run(cardsmith, "completion", "bash")
    assert run(cardsmith, "rules") == run(hf_cardsmith, "rules")
    fill = ("fill", "-q", "--offline", "--non-interactive", "--set", "license=apache-2.0", "-o", "-", SEED)
    assert run(cardsmith, *fill) == run(hf_cardsmith, *fill)
    assert "license: apache-2.0" in run(cardsmith, *fill)


def check_extension(environment: Path, work: Path) -> None:
    """`hf cardsmith` runs it, installed the way that `hf extensions install` leaves behind."""
    home, program = work / "home", environment / "bin" / "hf-cardsmith"
    folder = home / ".local" / "share" / "hf" / "extensions" / "hf-cardsmith"
    folder.mkdir(parents=True)
    manifest = {
        "owner": "user",
        "repo": "hf-cardsmith",
        "repo_id": "user/hf-cardsmith",
        "short_name": "cardsmith",
        "executable_path": str(program),
        "type": "python",
        "installed_at": datetime.now(timezone.utc).isoformat(),
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "venv").symlink_to(environment)
    alone = {"HOME": str(home), "HF_HUB_DISABLE_UPDATE_CHECK": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    hf = environment / "bin" / "hf"
    assert run(hf, "cardsmith", "--version", **alone) == f"cardsmith {__version__}\n"
    assert run(hf, "cardsmith", "rules", **alone) == run(program, "rules")
    tell("hf cardsmith runs it")


def check_sdist(sdist: Path, work: Path) -> None:
    """The tests run from an unpacked sdist, without git."""
    with tarfile.open(sdist) as packed:
        packed.extractall(work)
    source, environment = work / NAME, work / "sdist"
    run(sys.executable, "-m", "venv", environment)
    run(environment / "bin" / "pip", "install", "--quiet", f"{source}[test]")
    tests = [source / "tests" / name for name in SDIST_TESTS]
    run(environment / "bin" / "python", "-m", "pytest", "-n", "auto", "--rootdir", source, *tests)
    tell("the sdist's tests run")


def check_beside_transformers(wheel: Path, work: Path) -> None:
    """In one environment the newest transformers writes a card, and cardsmith checks and fills it."""
    environment = work / "beside"
    run(sys.executable, "-m", "venv", environment)
    run(environment / "bin" / "pip", "install", "--quiet", wheel, "transformers")
    run(environment / "bin" / "pip", "check")
    alone = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error"}
    told = run(environment / "bin" / "python", "-W", "ignore", "-c", BESIDE_TRANSFORMERS, **alone)
    tell(f"beside transformers {told.strip()}")


def check_tools(wheel: Path, tools: Path, work: Path) -> None:
    """`uv tool install` and `pipx install` make it a program of its own; datasets and it agree on versions."""
    run(tools / "pip", "install", "--quiet", "uv", "pipx")
    folders = {"UV_TOOL_DIR": work / "uv", "UV_TOOL_BIN_DIR": work / "uv-bin", "UV_CACHE_DIR": work / "uv-cache"}
    run(tools / "uv", "tool", "install", "--quiet", wheel, **{name: str(path) for name, path in folders.items()})
    check_programs(work / "uv-bin")
    tell("uv tool install")
    folders = {"PIPX_HOME": work / "pipx", "PIPX_BIN_DIR": work / "pipx-bin", "PIPX_MAN_DIR": work / "pipx-man"}
    run(tools / "pipx", "install", "--quiet", wheel, **{name: str(path) for name, path in folders.items()})
    check_programs(work / "pipx-bin")
    tell("pipx install")
    report = run(tools / "pip", "install", "--quiet", "--dry-run", "--report", "-", wheel, "transformers", "datasets")
    chosen = {item["metadata"]["name"].lower(): item["metadata"]["version"] for item in json.loads(report)["install"]}
    listed = ", ".join(
        f"{name} {version}"
        for name, version in chosen.items()
        if name in ("transformers", "datasets", "huggingface-hub", "huggingface_hub", "cardsmith")
    )
    tell(f"together with {listed}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tools", action="store_true", help="also the tests of the sdist, transformers, uv and pipx")
    arguments = parser.parse_args()
    files = tracked()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        tools, clean = work / "tools", work / "clean"
        for environment in (tools, clean):
            run(sys.executable, "-m", "venv", environment)
        run(tools / "bin" / "pip", "install", "--quiet", "build")
        first, second = (build(files, work / name, tools / "bin" / "python") for name in ("first", "second"))
        names = sorted(path.name for path in first.iterdir())
        assert names == [f"{NAME}-py3-none-any.whl", f"{NAME}.tar.gz"], names
        _, different, missing = filecmp.cmpfiles(first, second, names, shallow=False)
        assert not different, f"two builds differ: {different}"
        assert not missing, missing
        tell("two builds are the same, byte for byte")
        check_contents(first, files)
        run(clean / "bin" / "pip", "install", "--quiet", first / names[0])
        run(clean / "bin" / "pip", "check")
        check_programs(clean / "bin")
        tell("installed into a clean environment, both programs run")
        check_extension(clean, work)
        if arguments.tools:
            check_sdist(first / names[1], work)
            check_beside_transformers(first / names[0], work)
            check_tools(first / names[0], tools / "bin", work)
    return 0


if __name__ == "__main__":
    sys.exit(main())

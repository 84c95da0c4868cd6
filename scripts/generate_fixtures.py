"""Let real generators write the cards in fixtures/cards, each in its own throw-away environment.

    python scripts/generate_fixtures.py                           # every card
    python scripts/generate_fixtures.py peft 'hf-trainer/4.6-*'   # some dialects, some cards
    python scripts/generate_fixtures.py --list
    python scripts/generate_fixtures.py --readme                  # only fixtures/cards/README.md

An environment is a venv of one Python version with some packages, and perhaps with *sources*: wheels unpacked
without their dependencies, of which only the template or the card function runs (see generators/common.py). Nothing
but pip touches the network. An environment that cannot be made, or a card that cannot be written, is reported and
the others go on; a card that shows a path of this machine is not kept.
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent
GENERATORS = SCRIPTS / "generators"
CARDS = SCRIPTS.parent / "fixtures" / "cards"


@dataclass(frozen=True)
class Environment:
    """What an environment holds."""

    python: str
    packages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Family:
    """Cards of one dialect that one version of one library writes."""

    dialect: str
    library: str
    version: str
    environment: Environment
    script: str
    variants: tuple[str, ...]

    def file(self, variant: str) -> str:
        """The card's file name."""
        short = ".".join(self.version.split(".")[:2])
        return f"{short}-{variant}.md"


def _transformers(version: str, python: str, *sources: str) -> Environment:
    return Environment(python, (f"transformers=={version}", "jinja2"), sources)


# torch 2.13.0 is there as a CPU build for Python 3.11; newer ones come with gigabytes of CUDA.
TORCH_OLD = Environment(
    "3.11",
    (
        "torch==2.13.0",
        "transformers==4.44.2",
        "sentence-transformers==3.0.1",
        "setfit==1.1.0",
        "span-marker==1.8.1",
        "accelerate<1",
        "datasets<3",
        "numpy<2",
        "pyarrow<19",
    ),
)
TORCH_NEW = Environment(
    "3.11",
    (
        "torch==2.13.0",
        "transformers==5.23.0",
        "sentence-transformers==6.2.0",
        "accelerate",
        "datasets",
        "model2vec==0.10.0",
    ),
)
# pylate asks for an older torch, for its index only: its card does not need it.
TORCH_PYLATE = Environment(
    "3.11",
    ("torch==2.13.0", "transformers==4.57.6", "sentence-transformers==5.3.0", "setfit==1.2.0", "ujson"),
    ("pylate==1.6.0",),
)
NEWEST_TRANSFORMERS = _transformers("5.23.0", "3.11", "axolotl==0.19.0", "llamafactory==0.9.5", "peft==0.21.2")
SOURCES = Environment(
    "3.11",
    ("huggingface_hub==2.4.0", "jinja2", "pyyaml", "numpy"),
    (
        "adapters==1.3.0",
        "autotrain-advanced==0.8.36",
        "bertopic==0.17.4",
        "diffusers==0.42.1",
        "flair==0.15.1",
        "huggingface_sb3==3.0",
        "keras-hub==0.32.0",
        "lerobot==0.4.4",
        "mergekit==0.1.5",
        "mlx-lm==0.32.2",
        "model2vec==0.10.0",
        "nemo_toolkit==3.0.0",
        "open_clip_torch==3.3.0",
        "peft==0.16.0",
        "peft==0.21.2",
        "sample-factory==2.1.1",
        "segmentation-models-pytorch==0.6.0",
        "sentence-transformers==2.7.0",
        "setfit==0.7.0",
        "spacy-huggingface-hub==0.0.10",
        "timm==1.0.31",
        "trl==1.16.0",
        "unsloth==2026.10.9",
    ),
)
# Libraries of 2023 and 2024 with the huggingface_hub of their time.
SOURCES_2024 = Environment(
    "3.11",
    ("huggingface_hub==0.26.5", "jinja2", "pyyaml"),
    ("peft==0.4.0", "peft==0.5.0", "peft==0.6.0", "trl==0.11.4", "trl==0.12.0", "trl==0.19.1"),
)


def _trainer(version: str, python: str, *variants: str, environment: Environment | None = None) -> Family:
    where = environment or _transformers(version, python)
    return Family("hf-trainer", "transformers", version, where, "trainer", variants)


def _hub(dialect: str, version: str, python: str, *variants: str) -> Family:
    environment = Environment(python, (f"huggingface_hub=={version}", "jinja2"))
    return Family(dialect, "huggingface_hub", version, environment, "hub", variants)


def _source(dialect: str, library: str, version: str, *variants: str, environment: Environment = SOURCES) -> Family:
    return Family(dialect, library, version, environment, "sources", variants)


FAMILIES = (
    _trainer("4.6.1", "3.8", "script", "nothing", "scratch"),
    _trainer("4.7.0", "3.8", "known", "nothing", "none-dataset"),
    _trainer("4.8.2", "3.8", "known", "nothing"),
    _trainer("4.10.3", "3.8", "known", "partial", "nothing"),
    _trainer("4.11.3", "3.8", "script", "none-dataset", "nothing"),
    _trainer("4.14.1", "3.8", "nothing", "csv-dataset"),
    _trainer("4.21.3", "3.8", "train-split", "raw-eval"),
    _trainer("4.24.0", "3.8", "asr", "interrupted"),
    _trainer("4.26.1", "3.8", "whisper", "known"),
    _trainer("4.31.0", "3.8", "imagefolder", "scratch-empty"),
    _trainer("4.37.2", "3.8", "matrix", "several-datasets"),
    _trainer("4.44.2", "3.8", "dict-values", "local-base", "wandb"),
    _trainer("4.46.3", "3.9", "cache-base", "raw-eval"),
    _trainer("5.0.0", "3.10", "trackio", "other-optimizer"),
    _trainer("5.23.0", "3.11", "known", "none-dataset", "seq2seq", "eval-sets", environment=NEWEST_TRANSFORMERS),
    Family("hf-keras", "transformers", "4.21.3", _transformers("4.21.3", "3.8"), "trainer", ("keras",)),
    Family("hf-keras", "transformers", "4.37.2", _transformers("4.37.2", "3.8"), "trainer", ("keras-classifier",)),
    Family("hub-pushed", "transformers", "4.37.2", _transformers("4.37.2", "3.8"), "trainer", ("pushed",)),
    Family("hub-pushed", "transformers", "5.23.0", NEWEST_TRANSFORMERS, "trainer", ("pushed",)),
    Family("llama-factory", "llamafactory", "0.9.5", NEWEST_TRANSFORMERS, "trainer", ("llama-factory",)),
    Family("axolotl", "axolotl", "0.19.0", NEWEST_TRANSFORMERS, "trainer", ("axolotl",)),
    _hub("hub-template", "0.10.1", "3.8", "filled"),
    _hub("hub-template", "0.19.4", "3.8", "filled"),
    _hub("hub-template", "2.4.0", "3.11", "empty", "filled", "pasted"),
    _hub("hub-mixin", "0.23.5", "3.8", "mixin"),
    _hub("hub-mixin", "2.4.0", "3.11", "mixin"),
    _hub("keras-mixin", "0.23.5", "3.8", "keras-mixin"),
    _hub("fastai", "2.4.0", "3.11", "fastai"),
    _source("peft", "peft", "0.4.0", "twice", environment=SOURCES_2024),
    _source("peft", "peft", "0.5.0", "quantized", environment=SOURCES_2024),
    _source("peft", "peft", "0.6.0", "twice", environment=SOURCES_2024),
    _source("peft", "peft", "0.16.0", "causal"),
    _source("peft", "peft", "0.21.2", "local"),
    Family("peft", "peft", "0.21.2", NEWEST_TRANSFORMERS, "trainer", ("on-trainer",)),
    _source("trl", "trl", "0.12.0", "sft", environment=SOURCES_2024),
    _source("trl", "trl", "0.19.1", "dpo", environment=SOURCES_2024),
    _source("trl", "trl", "1.16.0", "sft-none", "peft-layer"),
    _source("trl-ppo-old", "trl", "0.11.4", "ppo", environment=SOURCES_2024),
    _source("sentence-transformers", "sentence-transformers", "2.7.0", "unnamed", "named"),
    Family("sentence-transformers", "sentence-transformers", "3.0.1", TORCH_OLD, "embedding", ("untrained", "trained")),
    Family("sentence-transformers", "sentence-transformers", "6.2.0", TORCH_NEW, "embedding", ("untrained", "trained")),
    _source("setfit", "setfit", "0.7.0", "setfit-old"),
    Family("setfit", "setfit", "1.1.0", TORCH_OLD, "embedding", ("setfit-untrained", "setfit-trained")),
    Family("setfit", "setfit", "1.2.0", TORCH_PYLATE, "embedding", ("setfit-trained",)),
    Family("span-marker", "span-marker", "1.8.1", TORCH_OLD, "embedding", ("span-marker", "span-marker-trained")),
    Family("pylate", "pylate", "1.6.0", TORCH_PYLATE, "embedding", ("pylate",)),
    _source("unsloth", "unsloth", "2026.10.9", "unsloth"),
    _source("diffusers-script", "diffusers", "0.42.1", "dreambooth"),
    _source("diffusers-pushed", "diffusers", "0.42.1", "pipeline-pushed"),
    _source("autotrain", "autotrain-advanced", "0.8.36", "classifier", "language-model"),
    _source("adapters", "adapters", "1.3.0", "adapter"),
    _source("spacy", "spacy-huggingface-hub", "0.0.10", "spacy"),
    _source("sb3", "huggingface_sb3", "3.0", "agent"),
    _source("sample-factory", "sample-factory", "2.1.1", "sample-factory"),
    _source("keras-hub", "keras-hub", "0.32.0", "keras-hub"),
    _source("flair", "flair", "0.15.1", "tagger"),
    _source("timm", "timm", "1.0.31", "timm"),
    _source("open_clip", "open_clip_torch", "3.3.0", "open-clip"),
    _source("bertopic", "bertopic", "0.17.4", "topics"),
    _source("model2vec", "model2vec", "0.10.0", "static"),
    _source("smp", "segmentation-models-pytorch", "0.6.0", "unet"),
    _source("mergekit", "mergekit", "0.1.5", "merge"),
    _source("mlx-lm", "mlx-lm", "0.32.2", "mlx"),
    _source("lerobot", "lerobot", "0.4.4", "policy"),
    _source("nemo", "nemo_toolkit", "3.0.0", "nemo"),
    Family(
        "skops",
        "skops",
        "0.9.0",
        Environment("3.11", ("skops==0.9.0", "scikit-learn<1.5", "numpy<2")),
        "skops_",
        ("card",),
    ),
)

HEADER = """# Cards

Written by the generators themselves, as `python scripts/generate_fixtures.py` ran them; not edited afterwards.
Models, repositories and numbers are made up. `seeds/` holds the five real cards that the project started from.

| file | library | how it was made |
| --- | --- | --- |
"""


def find_python(version: str) -> str | None:
    """An interpreter of that version: on PATH, or installed by pyenv."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = [str(path) for path in sorted(root.glob(f"{version}.*/bin/python"), reverse=True)]
    on_path = shutil.which(f"python{version}")
    if on_path is not None:
        candidates.append(on_path)
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    for candidate in candidates:
        answer = subprocess.run([candidate, "-c", code], capture_output=True, text=True, check=False)
        if answer.stdout.strip() == version:
            return candidate
    return None


def build(environment: Environment, folder: Path) -> Path:
    """Make the environment in the folder and return its interpreter; RuntimeError says what failed."""
    base = find_python(environment.python)
    if base is None:
        raise RuntimeError(f"no Python {environment.python} on PATH or under PYENV_ROOT")
    _call([base, "-m", "venv", str(folder / "venv")])
    python = folder / "venv" / "bin" / "python"
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    if environment.packages:
        _call([*pip, *environment.packages])
    for source in environment.sources:
        target = folder / "sources" / source.replace("==", "-")
        _call([*pip, "--no-deps", "--target", str(target), source])
    return python


def write(family: Family, python: Path, sources: Path, out: Path) -> Iterator[str]:
    """Write the family's cards and yield what went wrong."""
    for variant in family.variants:
        file = family.file(variant)
        name = f"{family.dialect}/{file}"
        with tempfile.TemporaryDirectory() as folder:
            command = [str(python), "-m", f"scripts.generators.{family.script}", "--library", family.library]
            command += ["--version", family.version, "--sources", str(sources), "--out", folder, f"{variant}={file}"]
            try:
                _call(command, cwd=folder)
            except RuntimeError as error:
                yield f"{name}: {error}"
                continue
            data = (Path(folder) / file).read_bytes()
        leaks = [leak for leak in _private() if leak.encode() in data]
        if leaks:
            yield f"{name}: shows a path of this machine ({', '.join(leaks)}); not kept"
            continue
        (out / family.dialect).mkdir(parents=True, exist_ok=True)
        (out / family.dialect / file).write_bytes(data)
        print(f"wrote {name}")


def generate(families: Iterable[Family], out: Path, jobs: int) -> list[str]:
    """Write the cards of the families, environment by environment; return what went wrong."""
    groups: dict[Environment, list[Family]] = {}
    for family in families:
        groups.setdefault(family.environment, []).append(family)

    def one(environment: Environment) -> list[str]:
        with tempfile.TemporaryDirectory(prefix="fixtures-") as folder:
            try:
                python = build(environment, Path(folder))
            except RuntimeError as error:
                names = sorted({family.dialect for family in groups[environment]})
                return [f"environment for {', '.join(names)}: {error}"]
            sources = Path(folder) / "sources"
            return [problem for family in groups[environment] for problem in write(family, python, sources, out)]

    with ThreadPoolExecutor(jobs) as pool:
        return [problem for problems in pool.map(one, groups) for problem in problems]


def readme() -> str:
    """The table of every card that is there, with the first line of the docstring of the function that made it."""
    rows = []
    for family in FAMILIES:
        made = _docstrings(GENERATORS / f"{family.script}.py")
        for variant in family.variants:
            name = f"{family.dialect}/{family.file(variant)}"
            if (CARDS / name).exists():
                key = variant.replace("-", "_")
                text = made.get(key) or made[f"{key}_"]
                rows.append(f"| [{name}]({name}) | {family.library} {family.version} | {text} |\n")
    return HEADER + "".join(sorted(rows))


def _select(patterns: list[str]) -> Iterator[Family]:
    """The families with the variants that a pattern names."""
    for family in FAMILIES:
        wanted = tuple(
            variant
            for variant in family.variants
            if not patterns
            or any(
                fnmatch(name, pattern)
                for pattern in patterns
                for name in (family.dialect, f"{family.dialect}/{family.file(variant)}")
            )
        )
        if wanted:
            yield replace(family, variants=wanted)


def _docstrings(path: Path) -> dict[str, str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return {node.name: (ast.get_docstring(node) or "").split("\n")[0] for node in functions}


def _private() -> list[str]:
    return [f"{tempfile.gettempdir()}/", f"{Path.home()}/", f"{SCRIPTS.parent}", os.uname().nodename]


def _call(command: list[str], cwd: str | None = None) -> None:
    """Run a command quietly; RuntimeError has the end of what it said."""
    kept = ("HOME", "LANG", "PATH", "TMPDIR")
    environment = {name: value for name, value in os.environ.items() if name in kept or name.startswith("PIP_")}
    environment |= {
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "HF_DATASETS_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "CUDA_VISIBLE_DEVICES": "",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": str(SCRIPTS.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "WANDB_MODE": "disabled",
    }
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, env=environment)
    if done.returncode:
        raise RuntimeError("\n    ".join(["failed", *done.stderr.strip().splitlines()[-3:]]))


def main(arguments: list[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("patterns", nargs="*", metavar="DIALECT[/FILE]", help="which cards; * and ? may be used")
    parser.add_argument("--out", type=Path, default=CARDS)
    parser.add_argument("--jobs", type=int, default=2, help="environments made at the same time")
    parser.add_argument("--list", action="store_true", help="print the cards and stop")
    parser.add_argument("--readme", action="store_true", help="write only the table of cards")
    options = parser.parse_args(arguments)
    families = list(_select(options.patterns))
    if not families:
        parser.error("no card has such a name; --list shows them")
    if options.list:
        for family in families:
            for variant in family.variants:
                print(f"{family.dialect}/{family.file(variant)}  {family.library} {family.version}")
        return 0
    problems = [] if options.readme else generate(families, options.out, options.jobs)
    (CARDS / "README.md").write_text(readme(), encoding="utf-8", newline="\n")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

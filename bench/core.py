"""One card in memory: read and written, edited, checked, filled; by cardsmith and by others that edit such files.

The others get the text, and those that read YAML alone the front matter that huggingface_hub's own pattern finds.
They neither check nor fill, so that their round trip is what these are compared with.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from statistics import mean
from typing import Any, NamedTuple

from huggingface_hub import ModelCard
from huggingface_hub.repocard import REGEX_YAML_BLOCK
from ruamel.yaml import YAML

from bench.measuring import CARDSMITH, Job, Row, Table, best_in_turns, seed_paths
from cardsmith import Card, check, fill

KEY, VALUE = "license", "bsd-2-clause"
ROUNDS = 100
READ, EDIT = "read + write", f"read + set {KEY} + write"


class Tool(NamedTuple):
    """How a tool takes a card's text and gives it back, as it is and with the license set."""

    read_and_write: Callable[[str], str]
    edit: Callable[[str], str]


# -- the tools ---------------------------------------------------------------------------------------------------------


def _cardsmith(text: str) -> str:
    card = Card(text)
    assert card.yaml_problem is None  # a card is read when it is first asked
    return card.text


def _cardsmith_edit(text: str) -> str:
    draft = Card(text).draft()
    draft.metadata.set((KEY,), VALUE)
    return draft.finish().card.text


def _model_card(text: str) -> str:
    return str(ModelCard(text))


def _model_card_edit(text: str) -> str:
    card = ModelCard(text)
    setattr(card.data, KEY, VALUE)
    return str(card)


def _front_matter(text: str) -> tuple[str, str, str]:
    match = REGEX_YAML_BLOCK.search(text)
    assert match is not None
    return text[: match.start(2)], match.group(2), text[match.end(2) :]


def _ruamel(text: str, edit: bool = False) -> str:
    before, block, after = _front_matter(text)
    yaml: Any = YAML(typ="rt")
    data = yaml.load(block)
    if edit:
        data[KEY] = VALUE
    out = io.StringIO()
    yaml.dump(data, out)
    return before + out.getvalue().rstrip("\n") + after


def _yamltrip(text: str, edit: bool = False) -> str:
    import yamltrip

    before, block, after = _front_matter(text)
    document = yamltrip.loads(block)
    if edit:
        document = document.upsert(KEY, value=VALUE)
    else:
        assert document.root  # it is read when it is first asked
    return f"{before}{document.dumps()}{after}"


TOOLS = {
    CARDSMITH: Tool(_cardsmith, _cardsmith_edit),
    "huggingface_hub": Tool(_model_card, _model_card_edit),
    "ruamel.yaml": Tool(_ruamel, lambda text: _ruamel(text, edit=True)),
    "yamltrip": Tool(_yamltrip, lambda text: _yamltrip(text, edit=True)),
}


def installed() -> tuple[dict[str, str], list[str]]:
    """Return the versions of the tools that are here, and the names of the others."""
    found, missing = {}, []
    for name in TOOLS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            missing.append(name)
    return found, missing


# -- the measurement ---------------------------------------------------------------------------------------------------


def _check(text: str) -> object:
    return check(Card(text))


def _check_and_fill(text: str) -> object:
    card = Card(text)
    check(card)
    return fill(card).card.text


OWN: dict[str, Callable[[str], object]] = {"check": _check, "check + fill + verify": _check_and_fill}
"""What only cardsmith does."""


def _jobs(text: str, tools: list[str]) -> dict[str, Job]:
    def job(do: Callable[[str], object]) -> Job:
        return lambda: do(text)

    jobs = {f"{READ}/{name}": job(TOOLS[name].read_and_write) for name in tools}
    jobs |= {f"{EDIT}/{name}": job(TOOLS[name].edit) for name in tools}
    return jobs | {f"{what}/{CARDSMITH}": job(do) for what, do in OWN.items()}


def measure(rounds: int = ROUNDS) -> list[Table]:
    """Return the mean over the seed cards of the best time of each."""
    versions, missing = installed()
    tools = list(versions)
    times = [best_in_turns(_jobs(path.read_text(encoding="utf-8"), tools), rounds) for path in seed_paths()]
    mean_of = {name: mean(each[name] for each in times) for name in times[0]}
    rows = [Row(what, "s", {name: mean_of[f"{what}/{name}"] for name in tools}) for what in (READ, EDIT)]
    round_trips = {name: mean_of[f"{READ}/{name}"] for name in tools if name != CARDSMITH}
    rows += [Row(what, "s", {CARDSMITH: mean_of[f"{what}/{CARDSMITH}"], **round_trips}) for what in OWN]
    named = ", ".join(f"{name} {number}" for name, number in versions.items())
    skipped = "".join(f" {name} is not installed, and skipped." for name in missing)
    note = f"With {named}.{skipped} The last two rows show the others' {READ}, for they neither check nor fill."
    return [Table(f"one card, mean of {len(times)}", rows, note)]

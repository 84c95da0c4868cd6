"""Suggestions are as often right as they say, on every fixture card; and what they are compared with is sound."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.calibration import SAFE_SHARE, SURE_SHARE, Measured, measure, offline, on_hub, report
from bench.truth import FIXTURES, HUB, Claim, Truth, is_right, read_truth, without
from cardsmith import Card
from tests.local_hub.front_matter import metadata_block, read_yaml
from tests.local_hub.validation import validate
from tests.support import SEEDS, answers


def repo_id(path: Path) -> str:
    return "/".join(path.parts[-3:-1])


TRUTHS = {truth.card: truth for truth in read_truth()}
WITH_REPO = {truth.repo: truth for truth in TRUTHS.values() if truth.repo}
RESULT_FILES = sorted(path for name in ("eval_results", "all_results") for path in HUB.glob(f"models/*/*/{name}.json"))
CARDS_OF_THE_HUB = sorted(path for path in HUB.glob("*/*/*/README.md") if repo_id(path) not in WITH_REPO)


@pytest.fixture(scope="module")
def beside() -> Measured:
    return measure(TRUTHS.values(), offline)


@pytest.fixture(scope="module")
def around() -> Measured:
    with on_hub() as sources_of:
        return measure(TRUTHS.values(), sources_of)


@pytest.mark.parametrize("where", ["beside", "around"])
def test_what_is_applied_without_a_person_is_right(where: str, request: pytest.FixtureRequest) -> None:
    measured: Measured = request.getfixturevalue(where)
    assert measured.safe.number >= 100
    assert measured.safe.share >= SAFE_SHARE, "\n".join(report(where, measured))


@pytest.mark.parametrize("where", ["beside", "around"])
def test_what_is_sure_is_right(where: str, request: pytest.FixtureRequest) -> None:
    measured: Measured = request.getfixturevalue(where)
    assert measured.sure.number >= 100
    assert measured.sure.share >= SURE_SHARE, "\n".join(report(where, measured))


def test_the_hub_was_there_to_be_asked(around: Measured) -> None:
    assert around.problems == []
    sources = {item.suggestion.source for item in around.judged}
    assert {"hackathon-pln-es/MESD", "facebook/wav2vec2-base", "org/llama-1b"} <= sources


def test_the_truth_is_told_about_every_card() -> None:
    cards = {path.relative_to(FIXTURES / "cards").with_suffix("").as_posix() for path in FIXTURES.glob("cards/*/*.md")}
    assert set(TRUTHS) == cards


@pytest.mark.parametrize("stem", SEEDS)
def test_the_truth_about_a_seed_is_what_its_answers_say(stem: str) -> None:
    said = answers(stem)
    right = TRUTHS[f"seeds/{stem}"].right
    for field in right.keys() & said.keys():
        assert is_right(Claim(field, said[field]), right[field]), field
    assert is_right(Claim("results.dataset", said["results"]["dataset"]["type"]), right["results.dataset"])


@pytest.mark.parametrize("truth", WITH_REPO.values(), ids=lambda truth: str(truth.repo))
def test_a_repository_holds_the_card_itself(truth: Truth) -> None:
    assert (HUB / "models" / str(truth.repo) / "README.md").read_bytes() == truth.path.read_bytes()


@pytest.mark.parametrize("path", CARDS_OF_THE_HUB, ids=repo_id)
def test_the_hub_would_take_the_other_cards(path: Path) -> None:
    kind = "dataset" if "datasets" in path.parts else "model"
    verdict = validate(path.read_text(encoding="utf-8"), kind)
    assert verdict.errors == verdict.warnings == []


def test_every_base_model_and_dataset_on_the_hub_is_one_of_the_hub() -> None:
    there = {kind: {repo_id(path) for path in HUB.glob(f"{kind}/*/*/README.md")} for kind in ("models", "datasets")}
    for truth in TRUTHS.values():
        for dataset in truth.right.get("datasets") or ():
            assert dataset in there["datasets"], truth.card
    for path in CARDS_OF_THE_HUB:
        base = read_yaml(metadata_block(path.read_text(encoding="utf-8")) or "").get("base_model")
        assert base is None or base in there["models"], path


@pytest.mark.parametrize("path", RESULT_FILES, ids=lambda path: f"{repo_id(path)}/{path.stem}")
def test_results_beside_a_card_round_to_what_it_prints(path: Path) -> None:
    card = Card.load(WITH_REPO[repo_id(path)].path)
    printed = {result.name.lower(): result.value.text for result in card.reported_results}
    found = {key.removeprefix("eval_").replace("_", " "): value for key, value in _json(path).items()}
    compared = [name for name in printed if name in found]
    assert {"loss"} < set(compared)
    for name in compared:
        assert round(found[name], 4) == float(printed[name]), name


@pytest.mark.parametrize("path", sorted(HUB.glob("models/*/*/trainer_state.json")), ids=repo_id)
def test_a_training_log_rounds_to_the_table(path: Path) -> None:
    text = WITH_REPO[repo_id(path)].path.read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("|")]
    history = _json(path)["log_history"]
    evaluations = [entry for entry in history if "eval_loss" in entry]
    assert len(evaluations) == len(rows) - 2
    for (loss, epoch, step, eval_loss, accuracy), entry in zip(rows[2:], evaluations, strict=True):
        numbers = (entry["epoch"], entry["step"], round(entry["eval_loss"], 4), round(entry["eval_accuracy"], 4))
        assert numbers == (float(epoch), int(step), float(eval_loss), float(accuracy))
        logged = [entry["loss"] for entry in history if "loss" in entry and entry["step"] <= int(step)]
        assert logged[-1:] == ([] if loss == "No log" else [float(loss)])


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("field", "said", "right", "expected"),
    [
        ("language", ["en"], "en", True),
        ("language", ["de", "en"], ["en", "de"], True),
        ("language", "en", None, False),
        ("datasets", [], [], True),
        ("datasets", ["glue"], ["org/glue"], True),
        ("datasets", ["user/mesd"], ["hackathon-pln-es/MESD"], False),
        ("results.dataset", "Urdu Emotion Dataset", "urdu-emotion-dataset", True),
    ],
)
def test_right_is_the_same_set_of_values(field: str, said: Any, right: Any, expected: bool) -> None:
    assert is_right(Claim(field, said), right) is expected


def test_keys_are_taken_out_with_all_their_lines() -> None:
    card = Card("---\nlicense: mit\ndatasets:\n- a/b\ntags: [x]\n---\nlicense: told\n")
    assert without(card, ["license", "datasets"]).text == "---\ntags: [x]\n---\nlicense: told\n"

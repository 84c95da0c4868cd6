"""What a generator writes whatever is true: worth a look, never changed without a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cardsmith.card import Card
from cardsmith.document.metadata_path import Path, show_path
from cardsmith.draft import BODY, CardDraft
from cardsmith.facts.loaders import is_loading_script, lacks_owner
from cardsmith.facts.model_index import index_key, models
from cardsmith.facts.training import ReportedResult, may_be_training_data
from cardsmith.gaps import FixClass, Severity
from cardsmith.places import key_span, metadata_span
from cardsmith.rules.base import DIALECTS, INDEX, Found, Rule
from cardsmith.rules.walk import current, listed
from cardsmith.text import Span, line_stop


def _hard_coded_license(card: Card) -> Iterator[Found]:
    license_ = card.word("license")
    made_from = bool(card.metadata.get("base_model") or (card.base_model is not None and card.base_model.link))
    for dialect in card.dialects:
        if license_ in dialect.licenses and (made_from or dialect.fine_tunes):
            message = f"{dialect.id} writes `license: {license_}` whatever the base model's licence is"
            yield Found(message, metadata_span(card, "license"), "license", "license")
            return


def _metrics_without_numbers(card: Card) -> Iterator[Found]:
    if not card.metadata.get("metrics") or card.reports_results or card.indexed_metrics:
        return
    if card.training_results is None and not _prints_one_of(card, card.listed("metrics")):
        yield Found("`metrics` lists metrics, and the card holds no value of any", key_span(card, "metrics"), "metrics")


_NAME_IN_COLUMN = re.compile(r"[a-z0-9_]+")


def _prints_one_of(card: Card, metrics: Iterable[Any]) -> bool:
    """Whether a table has a column for one of some metrics, such as `Test WER`, or prose gives one a number."""
    ids = {metric.lower() for metric in metrics if isinstance(metric, str)}
    named = (set(_NAME_IN_COLUMN.findall(column.lower())) for table in card.tables for column in table.columns)
    if any(not ids.isdisjoint(words) for words in named):
        return True
    return any(
        any(letter.isdigit() for letter in line) and not ids.isdisjoint(_NAME_IN_COLUMN.findall(line.lower()))
        for line in card.running_text.splitlines()
    )


def _drop_metrics(draft: CardDraft) -> None:
    draft.metadata.delete(("metrics",))


_FOUR_DECIMALS = 0.5e-4 + 1e-9


def _disagreeing_values(card: Card) -> Iterator[Found]:
    reported = {item.name.casefold(): item for item in card.sorted_results[0]}
    for path, metric in card.indexed_metrics:
        item = reported.get(str(metric.get("name", "")).casefold())
        value = metric.get("value")
        if item is None or item.value.number is None or isinstance(value, bool) or not isinstance(value, (int, float)):
            continue
        if item.metric.id == metric.get("type") and abs(value - item.value.number) > _FOUR_DECIMALS:
            place = (*path, "value")
            message = f"{item.name} is {value} here and {item.value.text} in the text"
            yield Found(message, metadata_span(card, *place), show_path(place))


_TRAIN_SPLIT_VERSIONS = ("4.21", "4.22", "4.23", "4.24", "4.25")


def _training_split(card: Card) -> Iterator[Found]:
    for at in card.indexed_results:
        split = at.part("dataset").get("split")
        if not isinstance(split, str):
            continue
        version = card.framework_versions.get("Transformers")
        place = (*at.path, "dataset", "split")
        if split == "train" and version is not None and version.value.startswith(_TRAIN_SPLIT_VERSIONS):
            message = f"transformers {version.value} writes the split of the training data, not of the evaluation"
            yield Found(message, metadata_span(card, *place), show_path(place), "results", Severity.GAP)
        elif may_be_training_data(split):
            message = f"the results are on the split {split!r}: say which part was held out"
            yield Found(message, metadata_span(card, *place), show_path(place), "results")


def _inherited_models(metadata: Mapping[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    base = metadata.get("base_model")
    if not isinstance(base, str) or not base or metadata.get("library_name") not in ("mlx", "gguf"):
        return
    for path, model in models(metadata):
        if model.get("results") and model.get("name") in (base, base.rsplit("/", 1)[-1]):
            yield path, model


def _inherited_results(card: Card) -> Iterator[Found]:
    for path, _ in _inherited_models(card.metadata):
        message = "these results are the base model's, copied with its metadata"
        yield Found(message, metadata_span(card, *path, "name"), show_path((*path, "name")))


def _drop_inherited(draft: CardDraft) -> None:
    inherited = [path for path, _ in _inherited_models(current(draft))]
    if len(inherited) == len(list(models(current(draft)))):
        inherited = [(index_key(current(draft)),)]
    for path in reversed(inherited):
        draft.metadata.delete(path)


def _mislabelled(card: Card) -> Iterator[ReportedResult]:
    if not any(dialect.id == "hf-keras" for dialect in card.dialects):
        return
    names = {result.name.casefold() for result in card.reported_results}
    for result in card.reported_results:
        kind, _, metric = result.name.casefold().partition(" ")
        if kind == "train" and metric not in ("loss", "accuracy") and f"validation {metric}" not in names:
            yield result


def _keras_labels(card: Card) -> Iterator[Found]:
    for result in _mislabelled(card):
        message = f"{result.name!r} was measured on the evaluation set: KerasMetricCallback prints it without a prefix"
        yield Found(message, result.span, "")


def _relabel(draft: CardDraft) -> None:
    """Say Validation in the list, and in the head of the training table."""
    card = draft.card
    names = {result.name: f"Validation{result.name[len('Train') :]}" for result in _mislabelled(card)}
    for result in _mislabelled(card):
        draft.replace(Span(result.span.start, result.span.start + len("Train")), "Validation")
    for table in card.tables:
        head = card.text[table.span.start : line_stop(card.text, table.span.start)]
        for cell in re.finditer(r"[^|]+", head):
            name = cell.group().strip()
            if name in names:
                start = table.span.start + cell.start() + cell.group().index(name)
                draft.replace(Span(start, start + len(name)), names[name])


def _unnamespaced_dataset(card: Card) -> Iterator[Found]:
    for path, value in listed(card.metadata, "datasets"):
        if lacks_owner(value):
            what = "is the name of a loading script" if is_loading_script(value) else "names no owner"
            message = f"{value!r} {what}; the dataset's id has its owner in front"
            yield Found(message, metadata_span(card, *path), show_path(path), "datasets")


# Texts of tutorials and templates that are about somebody else's model, or nobody's.
_LEFTOVERS = (
    ("I love AutoTrain", "AutoTrain's example text"),
    ("Whisper Small Hi - Sanchit Gandhi", "the name of the model in the Whisper tutorial"),
    ("# Amazing!", "fastai's congratulation"),
    ("🥳 Congratulations on hosting your fastai model", "fastai's congratulation"),
    ("**Put a short model description here.**", "NeMo's template text"),
)


_LEFT_OVER = tuple(words for words, _ in _LEFTOVERS)


def _leftovers(card: Card) -> Iterator[Found]:
    for words, source in _LEFTOVERS if card.mentions(*_LEFT_OVER) else ():
        if card.mentions(words):
            at = card.text.index(words)
            yield Found(f"{source} is still there: {words!r}", Span(at, at + len(words)))


# A path of somebody's machine, or a run page that may not be public. Never inside a link's own address.
_FOLDERS = ("home", "root", "Users", "mnt", "data", "scratch", "workspace", "content", "kaggle", "tmp", "var")
_PRIVATE_SIGNS = (":\\", "wandb.ai", *(f"/{folder}/" for folder in _FOLDERS))
_PRIVATE = re.compile(
    rf"(?<![\w./:-])(?P<path>(?:/(?:{'|'.join(_FOLDERS)})/[^\s'\"`)>,\]]+"
    r"|[A-Za-z]:\\[^\s'\"`)>,\]]+))|(?P<run>https://wandb\.ai/[^\s)\"'>]+/runs/[^\s)\"'>]+)"
)


def _private_places(card: Card) -> Iterator[Found]:
    if not card.mentions(*_PRIVATE_SIGNS):
        return
    seen: set[str] = set()
    for match in _PRIVATE.finditer(card.text):
        if match.group() in seen:
            continue
        seen.add(match.group())
        kind = "a path of somebody's machine" if match["path"] else "a link to a run that may be private"
        yield Found(f"{kind}: {match.group()}", Span(*match.span()))


_TYPOS = (("an unkown dataset", "an unknown dataset"), ("further recomendations", "further recommendations"))


def _typos(card: Card) -> Iterator[Found]:
    for wrong, right in _TYPOS:
        at = card.text.find(wrong, card.body_start) if wrong in card.running_text else -1
        if at >= 0 and not card.body.in_code(at):
            yield Found(f"the generator's misspelling of {right!r}", Span(at, at + len(wrong)))


def _spell(draft: CardDraft) -> None:
    for found in _typos(draft.card):
        if not draft.is_replaced(found.span):  # an answer may have taken the place of the words
            draft.replace(found.span, dict(_TYPOS)[found.span.of(draft.card.text)])


_BULLETS = "It achieves the following results on the evaluation set:\n"
_KERAS = "---\ntags:\n- generated_from_keras_callback\n---\n"


def _result_card(split: str, version: str) -> str:
    head = "---\nmodel-index:\n- name: m\n  results:\n  - task:\n      type: fill-mask\n    dataset:\n      type: a/b\n"
    tail = "    metrics:\n    - name: Accuracy\n      type: accuracy\n      value: 0.91\n---\n"
    return f"{head}      name: B\n      split: {split}\n{tail}\n### Framework versions\n\n- Transformers {version}\n"


RULES = (
    Rule(
        id="hard-coded-license",
        severity=Severity.ADVICE,
        fix=FixClass.ASK,
        summary="The licence was written by a generator that always writes the same one.",
        why="A fine-tuned model is bound by its base model's licence, which may be another.",
        before="---\nlicense: apache-2.0\n---\nThis model was trained 2x faster with [Unsloth](https://example.org).\n",
        after="---\nlicense: llama3\n---\nThis model was trained 2x faster with [Unsloth](https://example.org).\n",
        near_miss="---\nlicense: apache-2.0\n---\nTrained with Unsloth.\n",
        find=_hard_coded_license,
        reads=("license", "base_model", *DIALECTS),
        needs=("license",),
    ),
    Rule(
        id="metrics-without-values",
        severity=Severity.ADVICE,
        fix=FixClass.ASK,
        summary="`metrics` lists metrics that the card gives no value for.",
        why="SetFit and SpanMarker list their default metrics even when nothing was evaluated.",
        before="---\nlicense: mit\nmetrics:\n- accuracy\n---\n# A model\n",
        after="---\nlicense: mit\n---\n# A model\n",
        near_miss="---\nmetrics:\n- wer\n---\n| Release | Test WER |\n|---|---|\n| 2.0 | 3.09 |\n",
        find=_metrics_without_numbers,
        reads=(BODY, "metrics", *INDEX),
        needs=("metrics",),
        repair=_drop_metrics,
    ),
    Rule(
        id="values-disagree",
        severity=Severity.ADVICE,
        fix=FixClass.NONE,
        summary="A value in `model-index` is not the one in the text.",
        why="One of them belongs to another checkpoint.",
        before=_result_card("test", "4.30.0") + f"\n{_BULLETS}- Accuracy: 0.93\n",
        after=_result_card("test", "4.30.0") + f"\n{_BULLETS}- Accuracy: 0.91\n",
        near_miss=_result_card("test", "4.30.0").replace("0.91", "0.91004") + f"\n{_BULLETS}- Accuracy: 0.91\n",
        find=_disagreeing_values,
        reads=(BODY, *INDEX),
        needs=INDEX,
    ),
    Rule(
        id="training-split",
        severity=Severity.ADVICE,
        fix=FixClass.ASK,
        summary="A result claims to be on the training split, or on a slice.",
        why="transformers 4.21 to 4.25 wrote the training data's split; later `train` means a part that was held out.",
        before=_result_card("train", "4.22.1"),
        after=_result_card("validation", "4.22.1"),
        near_miss=_result_card("test", "4.22.1"),
        find=_training_split,
        reads=(BODY, *INDEX),
        needs=INDEX,
    ),
    Rule(
        id="inherited-results",
        severity=Severity.ADVICE,
        fix=FixClass.ASK,
        summary="A converted model carries the results of the model it was converted from.",
        why="A quantized copy scores differently; mlx-lm copies the base model's metadata unchanged.",
        before="---\nlibrary_name: mlx\nbase_model: a/base\n"
        + _result_card("test", "4.30.0")[4:].replace("name: m", "name: base"),
        after="---\nlibrary_name: mlx\nbase_model: a/base\n---\n\n### Framework versions\n\n- Transformers 4.30.0\n",
        near_miss="---\nlibrary_name: mlx\nbase_model: a/base\n" + _result_card("test", "4.30.0")[4:],
        find=_inherited_results,
        reads=("base_model", "library_name", *INDEX),
        needs=INDEX,
        repair=_drop_inherited,
    ),
    Rule(
        id="keras-label",
        severity=Severity.ADVICE,
        fix=FixClass.ASK,
        summary="A score of the evaluation set is called Train.",
        why="KerasMetricCallback logs without a prefix, and the card calls everything without one Train.",
        before=f"{_KERAS}{_BULLETS}- Train Rouge1: 30.1\n",
        after=f"{_KERAS}{_BULLETS}- Validation Rouge1: 30.1\n",
        near_miss=f"{_KERAS}{_BULLETS}- Train Loss: 0.1\n- Train Accuracy: 0.9\n",
        find=_keras_labels,
        reads=DIALECTS,
        repair=_relabel,
    ),
    Rule(
        id="dataset-without-owner",
        severity=Severity.ADVICE,
        fix=FixClass.ASK,
        summary="A dataset is named without its owner, as by its old loading script.",
        why="Most such names have moved to `owner/name`; the Hub redirects some and not others.",
        before="---\ndatasets:\n- common_voice_11_0\n---\n",
        after="---\ndatasets:\n- mozilla-foundation/common_voice_11_0\n---\n",
        near_miss="---\ndatasets:\n- imdb\n- user/my_data\n---\n",
        find=_unnamespaced_dataset,
        reads=("datasets",),
        needs=("datasets",),
    ),
    Rule(
        id="tutorial-leftover",
        severity=Severity.ADVICE,
        fix=FixClass.NONE,
        summary="Text of a tutorial or a template that is about another model.",
        why="It is found on thousands of cards, and says nothing about this one.",
        before="---\nwidget:\n- text: I love AutoTrain\n---\n",
        after="---\nwidget:\n- text: The train was late\n---\n",
        near_miss="---\nwidget:\n- text: I love trains\n---\n",
        find=_leftovers,
    ),
    Rule(
        id="private-place",
        severity=Severity.ADVICE,
        fix=FixClass.NONE,
        summary="A path of somebody's machine, or a link to a run page.",
        why="It means nothing to a reader, and may say more than its author wants to publish.",
        before="Trained on /home/user/data/train.csv with defaults.\n",
        after="Trained on a private data set with defaults.\n",
        near_miss="See https://example.org/home/user and `a/b`.\n",
        find=_private_places,
    ),
    Rule(
        id="generator-typo",
        severity=Severity.ADVICE,
        fix=FixClass.SAFE,
        summary="A misspelling that a generator wrote.",
        why="transformers 4.6 to 4.9 wrote `unkown`, huggingface_hub's first template `recomendations`.",
        before="It was trained on an unkown dataset.\n",
        after="It was trained on an unknown dataset.\n",
        near_miss="It was trained on an unknown dataset.\n",
        find=_typos,
        reads=(BODY,),
        repair=_spell,
        after_writing=True,
    ),
)

"""Values that the Hub's own validation rejects: found here, before an upload is."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith import catalogue
from cardsmith.card import Card
from cardsmith.document.metadata_path import Path, show_path
from cardsmith.draft import CardDraft
from cardsmith.facts.model_index import results
from cardsmith.gaps import FixClass, Severity
from cardsmith.ids import is_hub_id
from cardsmith.places import metadata_span
from cardsmith.rules.base import INDEX, Found, Rule
from cardsmith.rules.walk import current, kind, listed, not_text, says_nothing


def _not_text(card: Card, key: str) -> Iterator[Found]:
    for path, value in not_text(card.metadata, key):
        message = f"`{show_path(path)}` must be text, and is {kind(value)}"
        yield Found(message, metadata_span(card, *path), show_path(path), key, fix=FixClass.ASK)


def _license(card: Card) -> Iterator[Found]:
    yield from _not_text(card, "license")
    for path, value in _filled(card, "license"):
        if value not in catalogue.licenses():
            meant = catalogue.normalise_license(value)
            hint = f"; the Hub calls it `{meant}`" if meant else ""
            message = f"{value!r} is not one of the Hub's licence ids{hint}"
            fix = None if meant else FixClass.ASK
            yield Found(message, metadata_span(card, *path), show_path(path), "license", fix=fix)


def _filled(card: Card, key: str) -> Iterator[tuple[Path, str]]:
    """Yield the texts of a key that is not empty as a whole: it is missing then."""
    return listed(card.metadata, key) if card.metadata.get(key) else iter(())


def _respell_license(draft: CardDraft) -> None:
    for path, value in listed(draft.card.metadata, "license"):
        meant = catalogue.normalise_license(value)
        if value not in catalogue.licenses() and meant:
            draft.metadata.set(path, meant)


def _language(card: Card) -> Iterator[Found]:
    yield from _not_text(card, "language")
    for path, value in _filled(card, "language"):
        if not catalogue.is_language_code(value):
            message = f"{value!r} is not an ISO 639 code"
            yield Found(message, metadata_span(card, *path), show_path(path), "language")


def _dataset_ids(card: Card) -> Iterator[Found]:
    yield from _not_text(card, "datasets")
    for path, value in _filled(card, "datasets"):
        if not says_nothing(value) and not is_hub_id(value):
            message = f"{value!r} is not a dataset id; the Hub rejects paths and titles"
            yield Found(message, metadata_span(card, *path), show_path(path), "datasets")


def _base_model_ids(card: Card) -> Iterator[Found]:
    yield from _not_text(card, "base_model")
    for path, value in _filled(card, "base_model"):
        if not is_hub_id(value) or value.lower() == "none":
            message = f"{value!r} is not a model id; the Hub rejects paths and titles"
            yield Found(message, metadata_span(card, *path), show_path(path), "base_model")


def _widget(card: Card) -> Iterator[Found]:
    widget = card.metadata.get("widget", [])
    if not isinstance(widget, list):
        message = f"`widget` must be a list of examples, and is {kind(widget)}"
        yield Found(message, metadata_span(card, "widget"), "widget")


def _list_widget(draft: CardDraft) -> None:
    if draft.metadata.get(("widget",)) is None:
        draft.metadata.delete(("widget",))
    else:
        draft.metadata.wrap(("widget",))


def _dataset_config(card: Card) -> Iterator[Found]:
    for at in card.indexed_results:
        dataset = at.part("dataset")
        for key in ("config", "split", "revision"):
            if key not in dataset:
                continue
            value = dataset[key]
            path = (*at.path, "dataset", key)
            if says_nothing(value) or value == "":
                yield Found(f"`{key}` says nothing", metadata_span(card, *path), show_path(path), None)
            elif not isinstance(value, str):
                message = f"`{key}` must be text, and is {value!r}"
                field, fix = ("results", FixClass.ASK) if isinstance(value, (dict, list)) else (None, None)
                yield Found(message, metadata_span(card, *path), show_path(path), field, fix=fix)


def _drop_empty_config(draft: CardDraft) -> None:
    for at in results(current(draft)):
        dataset = at.part("dataset")
        for key in ("config", "split", "revision"):
            value = dataset.get(key)
            path = (*at.path, "dataset", key)
            if key not in dataset:
                continue
            if says_nothing(value) or value == "":
                draft.metadata.delete(path)
            elif not isinstance(value, (str, dict, list)):
                draft.metadata.set(path, draft.metadata.written(path) or str(value))


_HEAD = "---\nlicense: mit\n"
_INDEX = (
    "model-index:\n- name: m\n  results:\n  - task:\n      type: fill-mask\n"
    "    dataset:\n      type: a/b\n      name: B\n"
)
_METRICS = "    metrics:\n    - type: perplexity\n      value: 9.1\n---\n"

RULES = (
    Rule(
        id="invalid-license",
        severity=Severity.ERROR,
        fix=FixClass.SAFE,
        summary="`license` is not one of the Hub's licence ids.",
        why="The list is closed and in lower case, and SPDX spellings are not on it: the Hub rejects the card.",
        before="---\nlicense: Apache 2.0\n---\n",
        after="---\nlicense: apache-2.0\n---\n",
        near_miss="---\nlicense: other\nlicense_name: my-licence\n---\n",
        find=_license,
        reads=("license",),
        needs=("license",),
        repair=_respell_license,
    ),
    Rule(
        id="invalid-language",
        severity=Severity.ERROR,
        fix=FixClass.ASK,
        summary="`language` is not an ISO 639 code in lower case.",
        why="The Hub rejects the card. A region such as pt-BR belongs to `language_bcp47`.",
        before="---\nlanguage: English\n---\n",
        after="---\nlanguage: en\n---\n",
        near_miss="---\nlanguage:\n- multilingual\n- code\n---\n",
        find=_language,
        reads=("language",),
        needs=("language",),
    ),
    Rule(
        id="invalid-dataset-id",
        severity=Severity.ERROR,
        fix=FixClass.ASK,
        summary="`datasets` names something that is not a Hub id: a path, a title.",
        why="The Hub rejects the card.",
        before="---\ndatasets:\n- /data/train.csv\n---\n",
        after="---\ndatasets:\n- user/my-data\n---\n",
        near_miss="---\ndatasets:\n- imdb\n- user/my.data_v2\n---\n",
        find=_dataset_ids,
        reads=("datasets",),
        needs=("datasets",),
    ),
    Rule(
        id="invalid-base-model",
        severity=Severity.ERROR,
        fix=FixClass.ASK,
        summary="`base_model` is not a Hub id: a local path, a title, `None`.",
        why="The Hub rejects the card. Trainers write the path that the base model was loaded from.",
        before="---\nbase_model: ./checkpoints/base\n---\n",
        after="---\nbase_model: user/base\n---\n",
        near_miss="---\nbase_model: bert-base-uncased\n---\n",
        find=_base_model_ids,
        reads=("base_model",),
        needs=("base_model",),
    ),
    Rule(
        id="widget-not-a-list",
        severity=Severity.ERROR,
        fix=FixClass.SAFE,
        summary="`widget` is one example, or nothing; it must be a list of them.",
        why="The Hub rejects the card.",
        before="---\nwidget:\n  text: Hello\n---\n",
        after="---\nwidget:\n- text: Hello\n---\n",
        near_miss="---\nwidget:\n- text: Hello\n---\n",
        find=_widget,
        reads=("widget",),
        needs=("widget",),
        repair=_list_widget,
    ),
    Rule(
        id="empty-dataset-detail",
        severity=Severity.ERROR,
        fix=FixClass.SAFE,
        summary="A result's `config`, `split` or `revision` is null, a number, or says `None`.",
        why="The Hub wants text there, or nothing. transformers 4.26 and later writes null and `None`.",
        before=_HEAD + _INDEX + "      config: null\n      split: None\n" + _METRICS,
        after=_HEAD + _INDEX + _METRICS,
        near_miss=_HEAD + _INDEX + "      config: default\n      split: validation\n" + _METRICS,
        find=_dataset_config,
        reads=INDEX,
        needs=INDEX,
        repair=_drop_empty_config,
    ),
)

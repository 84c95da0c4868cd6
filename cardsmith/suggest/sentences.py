"""The sentences that a section can be drafted from, as data: what each needs, how it is told, what to ask instead.

A new sentence is one function and one row in the sections it belongs to. What a function reads of its `Telling` it also
tells, for that becomes the sentence's evidence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from types import MappingProxyType
from typing import Any, NamedTuple

from cardsmith import catalogue
from cardsmith.card import Card
from cardsmith.facts.metrics import Metric, resolve_metric
from cardsmith.facts.results import sort_results
from cardsmith.facts.training import ReportedResult
from cardsmith.facts.training_log import TrainingLog
from cardsmith.facts.values import ValueKind, parse_value
from cardsmith.ids import is_namespaced
from cardsmith.suggest.english import (
    MOST_NAMED,
    code,
    counted,
    dataset_link,
    few,
    listed,
    model_link,
    name,
    rounded,
    with_article,
)
from cardsmith.suggest.evidenced import Telling
from cardsmith.text import Span


class Sentence(NamedTuple):
    """One row of a section's table.

    Attributes:
        needs: The facts of which one at least must be known.
        tell: Makes the sentence of them; empty when there is nothing to add to what the card says elsewhere.
        question: What to ask a person when none of them is known; empty when nobody has to say.
        core: Whether it is what the section is about: without one such sentence there is no draft.
    """

    needs: tuple[str, ...] = ()
    tell: Callable[[Telling], str] = lambda _: ""
    question: str = ""
    core: bool = False


# -- the model ---------------------------------------------------------------------------------------------------------

# What a model of a task does. {languages} becomes "in Spanish", {classes} "into 2 classes: …".
_DOES = {
    "audio-classification": "It classifies audio recordings{languages}{classes}",
    "automatic-speech-recognition": "It transcribes speech{languages}",
    "fill-mask": "It predicts masked tokens of texts{languages}",
    "image-classification": "It classifies images{classes}",
    "image-segmentation": "It segments images{classes}",
    "image-text-to-text": "It generates text{languages} from images and text",
    "image-to-text": "It generates text{languages} from images",
    "object-detection": "It detects objects in images and classifies them{classes}",
    "question-answering": "It answers questions about a given text{languages}",
    "sentence-similarity": "It measures how similar texts{languages} are",
    "summarization": "It summarizes texts{languages}",
    "tabular-classification": "It classifies rows of tables{classes}",
    "text-classification": "It classifies texts{languages}{classes}",
    "text-generation": "It generates text{languages}",
    "text-to-image": "It generates images from text{languages}",
    "text-to-speech": "It turns text{languages} into speech",
    "token-classification": "It classifies the tokens of texts{languages}{classes}",
    "translation": "It translates texts",
    "video-classification": "It classifies videos{classes}",
}
_MODALITIES_OF_LANGUAGE = frozenset({"audio", "multimodal", "nlp"})
_NO_NAME = re.compile(r"LABEL_\d+")  # what transformers calls a class that nobody named
_MOST_LANGUAGES = 10


def _does(telling: Telling) -> str:
    task = telling.read("pipeline_tag")
    if task is None:
        counted_, named = _classes(telling)
        return f"Its {counted_} are {named}." if named else ""
    pattern = _DOES.get(task, f"Its task is {_task_words(task)}")
    spoken = "{languages}" in pattern and telling.knows("language")
    sorting = "{classes}" in pattern and telling.knows("about.labels")
    languages = f" in {_languages(telling.read('language'))}" if spoken else ""
    classes = f" into {': '.join(filter(None, _classes(telling)))}" if sorting else ""
    return pattern.format(languages=languages, classes=classes) + "."


def _task_words(task: str) -> str:
    """Return the name of a task in the middle of a sentence.

    >>> _task_words("text-to-3d")
    'text-to-3D'
    """
    return re.sub("[A-Z][a-z]+", lambda word: word[0].lower(), catalogue.task_name(task) or task)


def _works_on(telling: Telling) -> str:
    """The languages, where the sentence on the task has no place for them."""
    task = telling.look("pipeline_tag")
    told = "{languages}" in _DOES.get(task, "")
    spoken = task is None or catalogue.pipeline_tags()[task].modality in _MODALITIES_OF_LANGUAGE
    return f"It works on {_languages(telling.read('language'))}." if spoken and not told else ""


def _languages(names: list[str]) -> str:
    more = len(names) - _MOST_LANGUAGES
    return listed(names if more <= 0 else [*names[:_MOST_LANGUAGES], f"{more} more"])


def _classes(telling: Telling) -> tuple[str, str]:
    """The number of the classes, and their names; no names where nobody gave them any."""
    labels: list[str] = telling.read("about.labels")
    return counted(len(labels), "class"), "" if any(map(_NO_NAME.fullmatch, labels)) else few(labels)


def _is_built(telling: Telling) -> str:
    """Architecture and size."""
    architecture = telling.read("about.architecture")
    kind = telling.read("about.model_type") if architecture is None else ""
    parameters = telling.read("about.parameters")
    size = f"{rounded(parameters)} parameter{'' if parameters == 1 else 's'}" if parameters else ""
    named = code(architecture) if architecture else f"of the type {code(kind)}" if kind else ""
    if not named:
        return f"It has {size}."
    return f"Its architecture is {named}" + (f", with {size}." if size else ".")


def _is_quantized(telling: Telling) -> str:
    return f"Its weights are quantized ({name(telling.read('about.quantization'))})."


def _takes(telling: Telling) -> str:
    """What its inputs have to be: sound, else images, else tokens."""
    if rate := telling.read("about.sampling_rate"):
        shown = f"{rate / 1000:g} kHz" if rate >= 1000 else f"{rate} Hz"
        return f"It takes audio sampled at {shown}."
    if size := telling.read("about.image_size"):
        return f"It takes images scaled to {size[0]} × {size[1]} pixels."
    return f"It takes at most {counted(telling.read('about.max_length'), 'token')}."


# -- where it comes from -----------------------------------------------------------------------------------------------

_ADAPTERS = {
    "ADALORA": "AdaLoRA",
    "LOHA": "LoHa",
    "LOKR": "LoKr",
    "LORA": "LoRA",
    "PREFIX_TUNING": "prefix tuning",
    "PROMPT_TUNING": "prompt tuning",
    "P_TUNING": "P-tuning",
    "VERA": "VeRA",
}
_RELATIONS = {
    "adapter": "It is an adapter for",
    "finetune": "It was fine-tuned from",
    "merge": "It is a merge of",
    "quantized": "It is a quantized version of",
}


def _comes_from(telling: Telling) -> str:
    """The base model, and what that is; empty when it adds nothing to the card's opening sentence."""
    bases: list[str] = telling.look("base_model") or []
    opening = telling.card.base_model
    adapter = telling.read("about.adapter")
    about = _about_base(telling, bases)
    said = not bases or (opening is not None and opening.id in bases)
    if adapter is None and not about and said:
        return ""
    telling.read("base_model")
    links = listed([model_link(base) for base in bases])
    if adapter is None:
        words = f"{_relation(telling, bases)} {links}"
    else:
        words = f"It is {_kind_of_adapter(adapter)}" + (f" for {links}" if links else "")
    if about:
        telling.read("about.base_model")
    return words + (f", {about}." if about else ".")


def _kind_of_adapter(adapter: dict[str, Any]) -> str:
    kind = with_article(f"{_ADAPTERS.get(adapter['kind']) or name(adapter['kind'])} adapter")
    settings = [f"{word} {adapter[word]:,}" for word in ("rank", "alpha") if adapter[word]]
    return f"{kind} ({', '.join(settings)})" if settings else kind


def _relation(telling: Telling, bases: list[str]) -> str:
    opening = telling.card.base_model
    if telling.look("base_model_relation") in _RELATIONS:
        return _RELATIONS[telling.read("base_model_relation")]
    if opening is not None and opening.id in bases:
        telling.cite(opening.phrase)
        return _RELATIONS["finetune"]
    return "Its base model is" if len(bases) == 1 else "Its base models are"


def _about_base(telling: Telling, bases: list[str]) -> str:
    """What the one base model is, such as "a fill-mask model for English with 124 million parameters"."""
    about = telling.look("about.base_model")
    if about is None or len(bases) != 1 or not _is_same(about["id"], bases[0]):
        return ""
    task = f"{_task_words(about['task'])} model" if about["task"] else "model"
    words = f" for {_languages(about['languages'])}" if about["languages"] else ""
    words += f" with {rounded(about['parameters'])} parameters" if about["parameters"] else ""
    words += f", licensed under {listed(about['licenses'])}" if about["licenses"] else ""
    return with_article(task) + words if about["task"] or words else ""


def _is_same(one: str, other: str) -> bool:
    """Whether two ids can mean the same repository: the Hub answers for an old id with the new one."""
    return one.lower() == other.lower() or (one.rpartition("/")[2] == other and not is_namespaced(other))


# -- its data ----------------------------------------------------------------------------------------------------------

_SIZE = re.compile(r"(?:(?P<from>\d{1,3}[KMBT]?)<)?n<(?P<to>\d{1,3}[KMBT]?)|n>(?P<over>\d{1,3}[KMBT]?)")
_THOUSANDS = {"K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
_MOST_DATASETS = 5


def _trained_on(telling: Telling) -> str:
    datasets: list[str] = telling.read("datasets")
    more = len(datasets) - _MOST_DATASETS
    links = [dataset_link(dataset) + _pretty_name(telling, dataset) for dataset in datasets[:_MOST_DATASETS]]
    return f"It was trained on {listed([*links, counted(more, 'more dataset')] if more > 0 else links)}."


def _pretty_name(telling: Telling, dataset: str) -> str:
    """A dataset's own name in brackets, where its id does not say it."""
    known = telling.look("about.datasets") or ()
    pretty = next((about["pretty_name"] for about in known if _is_same(about["id"], dataset)), "")
    if pretty.lower() in ("", dataset.rpartition("/")[2].lower()):
        return ""
    telling.read("about.datasets")
    return f" ({name(pretty)})"


def _data_is(telling: Telling) -> str:
    """Language, size and splits of each dataset."""
    datasets: list[str] = telling.look("datasets") or []
    told = []
    for about in telling.look("about.datasets"):
        dataset = next((dataset for dataset in datasets[:_MOST_DATASETS] if _is_same(about["id"], dataset)), None)
        languages = [f"is in {_languages(about['languages'])}"] if about["languages"] else []
        words = listed([*languages, *filter(None, [_amounts(about)])])
        if dataset is not None and words:
            told.append(f"{'The dataset' if len(datasets) == 1 else dataset_link(dataset)} {words}.")
            telling.read("datasets")
            telling.read("about.datasets")
    return " ".join(told[:_MOST_DATASETS])


def _amounts(about: dict[str, Any]) -> str:
    """How many examples a dataset has, and in which splits."""
    category, low, high = _category(about["category"])
    counts: dict[str, int] = about["counts"]
    if not low <= sum(counts.values()) <= high:
        counts = {}  # those of one part of the dataset
    if counts and about["examples"]:
        parts = [f"{number:,} in {code(split)}" for split, number in counts.items()]
        return f"has {counted(about['examples'], 'example')}: {listed(parts[:MOST_NAMED])}"
    if counts:
        parts = [f"{counted(number, 'example')} in {code(split)}" for split, number in counts.items()]
        return f"has {listed(parts[:MOST_NAMED])}"
    examples = counted(about["examples"], "example") if about["examples"] else category
    splits = [code(split) for split in about["splits"][:MOST_NAMED]]
    named = f"the split{'' if len(splits) == 1 else 's'} {listed(splits)}" if splits else ""
    return f"has {' in '.join(filter(None, (examples, named)))}" if examples or named else ""


def _category(category: str) -> tuple[str, float, float]:
    """Return a size category of the Hub in words, and its bounds.

    >>> _category("1K<n<10K"), _category("n>1T")
    (('between 1,000 and 10,000 examples', 1000, 10000), ('more than 1 trillion examples', 1000000000000, inf))
    """
    match = _SIZE.fullmatch(category)
    if match is None:
        return "", 0, math.inf
    low, high, over = (int(part.rstrip("KMBT")) * _THOUSANDS.get(part[-1], 1) for part in match.groups("0"))
    if over:
        return f"more than {rounded(over)} examples", over, math.inf
    words = f"between {rounded(low)} and {rounded(high)}" if low else f"fewer than {rounded(high)}"
    return f"{words} examples", low, high


def _evaluated_on(telling: Telling) -> str:
    dataset: dict[str, str] = telling.read("results")
    at = dataset.get("type", "")
    words = dataset_link(at) if is_namespaced(at) else name(dataset.get("name") or at)
    words += f" (configuration {code(dataset['config'])})" if dataset.get("config") else ""
    split = f"the {code(dataset['split'])} split of " if dataset.get("split") else ""
    return f"The model was evaluated on {split}{words}."


_EVALUATION_SPLITS = frozenset({"eval", "evaluation"})  # what the Trainer calls its split, whatever that is
_TRAINING_SPLITS = frozenset({"train", "training"})


def _examples(telling: Telling) -> str:
    """How many examples were evaluated, where the card has no count for each class."""
    if _support(telling.card) is not None:
        return ""
    counts: dict[str, int] = telling.read("about.examples")
    parts = [
        counted(number, "example") + ("" if split in _EVALUATION_SPLITS else f" of the {code(split)} split")
        for split, number in counts.items()
        if split not in _TRAINING_SPLITS
    ]
    return f"The evaluation covered {listed(parts[:MOST_NAMED])}." if parts else ""


_SUPPORT = re.compile(r"(?P<what>.+?)[ _-]support", re.IGNORECASE)
_AVERAGES = frozenset({"macro avg", "weighted avg", "micro avg", "samples avg"})


class _Support(NamedTuple):
    """A count of scikit-learn's report: of a class, or of all."""

    what: str
    number: int
    span: Span


def _counted_classes(telling: Telling) -> str:
    """The examples of the evaluation set, all and of each class."""
    support = _support(telling.card)
    if support is None:
        return ""
    total, classes = support
    telling.cite(total.span, *(item.span for item in classes))
    parts = [f"{item.number:,} of class {name(item.what)}" for item in classes]
    return f"The evaluation set has {counted(total.number, 'example')}" + (f": {listed(parts)}." if parts else ".")


def _support(card: Card) -> tuple[_Support, list[_Support]] | None:
    """The number of all examples and that of each class, these only when they are few and all there."""
    counts = []
    for result in card.reported_results:
        match, number = _SUPPORT.fullmatch(result.name[:200]), result.value.number
        if match is not None and number is not None and 0 < number < 10**15 and number == int(number):
            counts.append(_Support(match["what"], int(number), result.span))
    totals = [item for item in counts if item.what.casefold() in _AVERAGES]
    classes = [item for item in counts if item.what.casefold() not in _AVERAGES]
    if len({item.number for item in totals}) != 1:
        return None
    complete = len(classes) <= MOST_NAMED and sum(item.number for item in classes) == totals[0].number
    return totals[0], classes if complete else []


# -- its training and results ------------------------------------------------------------------------------------------

# Of the settings of one row, the first that is there.
_SETTINGS = (
    (("num_epochs", "{} epoch{s}"), ("training_steps", "{} step{s}")),
    (("total_train_batch_size", "a total batch size of {}"), ("train_batch_size", "a batch size of {}")),
    (("learning_rate", "a learning rate of {}"),),
)
_LONGEST_LINE = 120
_MOST_SCORES = 3
_LOSS = "Validation Loss"
_METRICS = {
    "accuracy": "accuracy",
    "bleu": "BLEU score",
    "cer": "character error rate",
    "f1": "F1 score",
    "mae": "mean absolute error",
    "matthews_correlation": "Matthews correlation",
    "mse": "mean squared error",
    "perplexity": "perplexity",
    "precision": "precision",
    "recall": "recall",
    "wer": "word error rate",
}


def _was_set_to(telling: Telling) -> str:
    """The hyperparameters that say how long and how fast it was trained."""
    settings = telling.card.hyperparameters
    parts = []
    for row in _SETTINGS:
        for key, words in row:
            value = parse_value(settings[key].value) if key in settings else None
            if value is not None and value.kind is ValueKind.NUMBER:
                telling.cite(settings[key].span)
                number = _without_zeros(value.text)
                parts.append(words.format(number, s="" if number == "1" else "s"))
                break
    return f"Training was set to {listed(parts)}." if len(parts) > 1 else ""


def _went(telling: Telling) -> str:
    """How the validation loss went over the training table."""
    log = telling.card.training_results
    best = log.best_row(_LOSS, False) if log is not None and log.index(_LOSS) is not None else None
    if log is None or best is None or len(log) < 2:
        return ""
    last = len(log) - 1
    series = log.series(_LOSS)
    first_loss, last_loss = series[0], series[last]
    if first_loss is None or last_loss is None or not math.isfinite(first_loss) or not math.isfinite(last_loss):
        return ""
    for row in dict.fromkeys((0, best.row, last)):
        _cite_row(telling, log, row, _LOSS)
    change = "stayed at" if first_loss == last_loss else "fell from" if last_loss < first_loss else "rose from"
    course = f"{change} {_cell(log, 0, _LOSS)}"
    course += f" to {_cell(log, last, _LOSS)}" if first_loss != last_loss else ""
    if series[best.row] == last_loss:
        lowest = ", its lowest value" if first_loss != last_loss else ""
    else:
        lowest = f"; it was lowest, {best.text}, {_at(log, best.row)}"
    return f"Over {counted(len(log), 'evaluation')}, the last {_at(log, last)}, the validation loss {course}{lowest}."


def _is_reported(telling: Telling) -> str:
    """Which row of the training table the reported results are."""
    log, reported = telling.card.training_results, telling.card.reported_row
    if log is None or reported is None or len(log) < 2:
        return ""
    compared = [result.span for result in telling.card.reported_results if _has_column(log, result)]
    telling.cite(*compared[:_MOST_SCORES])
    if reported.row is None:
        return "The reported results stand in no row of the training table."
    shown = reported.best_by or (reported.best.column if reported.best is not None else "")
    best = log.best_row(shown, _is_higher_better(log, shown)) if shown else None
    _cite_row(telling, log, reported.row, shown)
    which = f"{'last evaluation,' if reported.is_last else 'evaluation'} {_at(log, reported.row)}"
    words = f"The reported results are those of the {which}"
    if best is None:
        return words + "."
    score = f"{'highest' if _is_higher_better(log, shown) else 'lowest'} {_score(shown)}, {best.text}"
    if reported.best_by:
        return f"{words}, which has the {score}."
    _cite_row(telling, log, best.row, shown)
    return f"{words}; the {score}, is that {_at(log, best.row)}."


def _scores(telling: Telling) -> str:
    """The reported metrics: those of the whole set and without arguments first, and no more than a few."""
    found = []
    for result in telling.card.reported_results:
        found += [(result, metric) for metric in sort_results([result])[0]]
    chosen = [pair for pair in found if not pair[1].metric.args][:_MOST_SCORES] or found[:_MOST_SCORES]
    telling.cite(*(result.span for result, _ in chosen))
    parts = [f"{with_article(_score(item.name))} of {item.value.text}" for _, item in chosen]
    return f"It has {listed(parts)} on the evaluation set." if parts else ""


def _is_licensed(telling: Telling) -> str:
    return f"It is licensed under {listed(telling.read('license'))}."


def _score(column: str) -> str:
    """A column or result as a reader knows it; as printed where that says more."""
    metric = resolve_metric(column)
    if isinstance(metric, Metric) and not metric.args and metric.id in _METRICS:
        return _METRICS[metric.id]
    return column.lower() if column.casefold() == _LOSS.casefold() else code(column)


def _is_higher_better(log: TrainingLog, column: str) -> bool:
    return dict(log.scored_columns).get(column, False)


def _has_column(log: TrainingLog, result: ReportedResult) -> bool:
    return log.index(_LOSS if result.name.casefold() == "loss" else result.name) is not None


def _at(log: TrainingLog, row: int) -> str:
    column = _position(log, row)
    value = log.value(row, column) if column else None
    return f"at {column.lower()} {_without_zeros(value.text)}" if value is not None else f"in row {row + 1:,}"


def _position(log: TrainingLog, row: int) -> str:
    """The column that says where in the training a row is."""
    values = {column: log.value(row, column) for column in ("Epoch", "Step")}
    return next((column for column, value in values.items() if value and value.kind is ValueKind.NUMBER), "")


def _cell(log: TrainingLog, row: int, column: str) -> str:
    value = log.value(row, column)
    return value.text if value is not None else ""


def _cite_row(telling: Telling, log: TrainingLog, row: int, column: str) -> None:
    """Note a row of the table; of a long one, only where it is and the cell that matters."""
    span = log.table.row_spans[row]
    if len(" ".join(span.of(telling.card.text).split())) <= _LONGEST_LINE:
        telling.cite(span)
        return
    cells = log.table.cells(row)
    positions = [at for at in map(log.index, (_position(log, row), column)) if at is not None and at < len(cells)]
    telling.cite(*(cells[at].span for at in positions if cells[at].text))


def _without_zeros(number: str) -> str:
    return re.sub(r"(?<=\d)\.0+\Z", "", number)


# -- the sections ------------------------------------------------------------------------------------------------------

_TASK = Sentence(("pipeline_tag", "about.labels"), _does, "What does it take, and what does it give?", core=True)
_LANGUAGE = Sentence(("language",), _works_on)
_BUILT = Sentence(("about.architecture", "about.model_type", "about.parameters"), _is_built, core=True)
_QUANTIZED = Sentence(("about.quantization",), _is_quantized)
_MADE_FROM = ("base_model", "card.base_model", "about.adapter")
_ORIGIN = Sentence(_MADE_FROM, _comes_from, "Which model was it made from?", core=True)
_INPUT = Sentence(("about.sampling_rate", "about.image_size", "about.max_length"), _takes)
_SCORES = Sentence(("card.reported_results",), _scores, "How good are its results, and on which data?")
_LICENSE = Sentence(("license",), _is_licensed)
_AUDIENCE = Sentence(question="Who is it for?")
_FAILURES = Sentence(question="Where does it fail?")

_DATA = Sentence(("datasets",), _trained_on, "What was it trained on?")
_DATA_DETAILS = Sentence(("about.datasets",), _data_is, "How large is the data, and how was it split?", core=True)
_EVALUATED = Sentence(("results",), _evaluated_on, "What was it evaluated on?", core=True)
_EXAMPLES = Sentence(("about.examples",), _examples, core=True)
_SUPPORTS = Sentence(("card.reported_results",), _counted_classes, core=True)
_PREPARED = Sentence(question="How was the data collected, and what was done to it before training?")

_SETUP = Sentence(("card.hyperparameters",), _was_set_to)
_COURSE = Sentence(("card.training_results",), _went)
_REPORTED = Sentence(("card.training_results",), _is_reported)

_DESCRIPTION = (_TASK, _LANGUAGE, _BUILT, _QUANTIZED, _ORIGIN, _INPUT)
_USES = (_TASK, _LANGUAGE, _INPUT, _SCORES, _LICENSE, _AUDIENCE)
_TRAINING_DATA = (_DATA, _DATA_DETAILS)
_TEST_DATA = (_EVALUATED, _EXAMPLES, _SUPPORTS)
_TRAINING = (_SETUP, _COURSE, _REPORTED)
_RESULTS = (_SCORES._replace(core=True), _COURSE, _REPORTED)

SECTIONS = MappingProxyType(
    {
        # transformers
        "model description": _DESCRIPTION,
        "intended uses & limitations": (*_USES, _FAILURES),
        "training and evaluation data": (*_TRAINING_DATA, *_TEST_DATA, *_TRAINING, _PREPARED),
        # huggingface_hub; the first of transformers is one of its, too
        "direct use": _USES,
        "downstream use [optional]": (Sentence(question="What can it be built into, or fine-tuned for?"),),
        "out-of-scope use": (Sentence(question="What should it not be used for?"),),
        "bias, risks, and limitations": (_FAILURES, Sentence(question="Whom can its mistakes harm?")),
        "training data": (*_TRAINING_DATA, _PREPARED),
        "testing data": _TEST_DATA,
        "results": _RESULTS,
        "model architecture and objective": (_BUILT, _TASK, _QUANTIZED),
    }
)
"""The rows of every section that can be drafted or asked for, by its title in lower case."""

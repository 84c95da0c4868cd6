"""What a drafted section tells of the model: what it does, how it is built, where it comes from."""

from __future__ import annotations

import re
from typing import Any

from cardsmith import catalogue
from cardsmith.ids import may_be_same
from cardsmith.suggest.english import (
    code,
    counted,
    few,
    language_names,
    listed,
    model_link,
    name,
    rounded,
    with_article,
)
from cardsmith.suggest.evidenced import Telling

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


def does(telling: Telling) -> str:
    """What it does: its task, languages and classes."""
    task = telling.read("pipeline_tag")
    if task is None:
        counted_, named = _classes(telling)
        return f"Its {counted_} are {named}." if named else ""
    pattern = _DOES.get(task, f"Its task is {_task_words(task)}")
    spoken = "{languages}" in pattern and telling.knows("language")
    sorting = "{classes}" in pattern and telling.knows("about.labels")
    languages = f" in {language_names(telling.read('language'))}" if spoken else ""
    classes = f" into {': '.join(filter(None, _classes(telling)))}" if sorting else ""
    return pattern.format(languages=languages, classes=classes) + "."


def _task_words(task: str) -> str:
    """Return the name of a task in the middle of a sentence.

    >>> _task_words("text-to-3d")
    'text-to-3D'
    """
    return re.sub("[A-Z][a-z]+", lambda word: word[0].lower(), catalogue.task_name(task) or task)


def works_on(telling: Telling) -> str:
    """The languages, where the sentence on the task has no place for them."""
    task = telling.look("pipeline_tag")
    told = "{languages}" in _DOES.get(task, "")
    spoken = task is None or catalogue.pipeline_tags()[task].modality in _MODALITIES_OF_LANGUAGE
    return f"It works on {language_names(telling.read('language'))}." if spoken and not told else ""


def _classes(telling: Telling) -> tuple[str, str]:
    """The number of the classes, and their names; no names where nobody gave them any."""
    labels: list[str] = telling.read("about.labels")
    return counted(len(labels), "class"), "" if any(map(_NO_NAME.fullmatch, labels)) else few(labels)


def is_built(telling: Telling) -> str:
    """Architecture and size."""
    architecture = telling.read("about.architecture")
    kind = telling.read("about.model_type") if architecture is None else ""
    parameters = telling.read("about.parameters")
    size = f"{rounded(parameters)} parameter{'' if parameters == 1 else 's'}" if parameters else ""
    named = code(architecture) if architecture else f"of the type {code(kind)}" if kind else ""
    if not named:
        return f"It has {size}."
    return f"Its architecture is {named}" + (f", with {size}." if size else ".")


def is_quantized(telling: Telling) -> str:
    """How its weights are quantized."""
    return f"Its weights are quantized ({name(telling.read('about.quantization'))})."


def takes(telling: Telling) -> str:
    """What its inputs have to be: sound, else images, else tokens."""
    if rate := telling.read("about.sampling_rate"):
        shown = f"{rate / 1000:g} kHz" if rate >= 1000 else f"{rate} Hz"
        return f"It takes audio sampled at {shown}."
    if size := telling.read("about.image_size"):
        return f"It takes images scaled to {size[0]} × {size[1]} pixels."
    return f"It takes at most {counted(telling.read('about.max_length'), 'token')}."


def is_licensed(telling: Telling) -> str:
    """Its licence."""
    return f"It is licensed under {listed(telling.read('license'))}."


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


def comes_from(telling: Telling) -> str:
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
    if about is None or len(bases) != 1 or not may_be_same(about["id"], bases[0]):
        return ""
    task = f"{_task_words(about['task'])} model" if about["task"] else "model"
    licence = f"licensed under {listed(about['licenses'])}" if about["licenses"] else ""
    words = f" for {language_names(about['languages'])}" if about["languages"] else ""
    words += f" with {rounded(about['parameters'])} parameters" if about["parameters"] else ""
    if not about["task"] and not words:
        return f"which is {licence}" if licence else ""
    return with_article(task) + words + (f", {licence}" if licence else "")

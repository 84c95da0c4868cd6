"""`adapter_config.json` of peft: what was adapted, how, and for which task (peft 0.21)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardsmith.gaps import Suggestion
from cardsmith.suggest.base import Request
from cardsmith.suggest.files import FileNames
from cardsmith.suggest.model_files.model_ids import base_id
from cardsmith.suggest.model_files.reader import JsonFile, ModelFiles

SERVES = ("base_model", "pipeline_tag", "about.adapter")
OPENS: FileNames = ("adapter_config.json",)

# peft itself writes text-generation for CAUSAL_LM; people give that task to adapters of other models too.
_TASKS: dict[str, tuple[tuple[str, float, bool], ...]] = {
    "CAUSAL_LM": (("text-generation", 0.93, True),),
    "SEQ_CLS": (("text-classification", 0.85, False),),
    "TOKEN_CLS": (("token-classification", 0.93, True),),
    "QUESTION_ANS": (("question-answering", 0.93, True),),
    "FEATURE_EXTRACTION": (("feature-extraction", 0.85, False),),
    "SEQ_2_SEQ_LM": (("summarization", 0.35, False), ("translation", 0.35, False), ("text-generation", 0.3, False)),
}

# Words in the name of a base model that is not for text alone.
_NOT_TEXT = re.compile(
    r"(?:^|[-_./])(?:vl|vlm|vision|llava|idefics\w*|smolvlm\w*|pixtral|paligemma\w*|florence\w*|omni|audio|speech|tts|asr"
    r"|whisper|wav2vec\w*|hubert|wavlm|orpheus|csm|esm\w*)(?:$|[-_./\d])",
    re.IGNORECASE,
)


def read(files: ModelFiles, _request: Request) -> Iterator[Suggestion]:
    """Yield what an adapter of peft says; nothing for the adapters of another library."""
    adapter = files.json("adapter_config.json")
    if adapter is None or adapter.text("peft_type") is None:
        return
    yield from _base_model(files, adapter)
    yield from _tasks(adapter)
    about = {key: adapter.get(key) for key in ("peft_type", "r", "lora_alpha")}
    about = {key: value for key, value in about.items() if isinstance(value, str) or adapter.whole(key) is not None}
    about["peft_type"] = adapter.text("peft_type")
    evidence = adapter.evidence("peft_type", words=", ".join(f"{key}: {value}" for key, value in about.items()))
    yield Suggestion("about.adapter", about, 0.97, False, (evidence,))


def _base_model(files: ModelFiles, adapter: JsonFile) -> Iterator[Suggestion]:
    found = base_id(adapter.text("base_model_name_or_path"), files.own_id)
    if found is not None:
        confidence = 0.97 if found.certain else 0.85
        yield adapter.suggestion("base_model", found.id, confidence, found.certain, "base_model_name_or_path")


def _tasks(adapter: JsonFile) -> Iterator[Suggestion]:
    base = adapter.text("base_model_name_or_path") or ""
    odd = _NOT_TEXT.search(base) is not None or adapter.text("auto_mapping", "parent_library") is not None
    for task, confidence, safe in _TASKS.get(adapter.text("task_type") or "", ()):
        yield adapter.suggestion(
            "pipeline_tag", task, min(confidence, 0.6) if odd else confidence, safe and not odd, "task_type"
        )

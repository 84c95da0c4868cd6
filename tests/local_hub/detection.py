"""What the server concludes from the files of a model: its library, its task, how transformers would load it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import cardsmith
from tests.local_hub.snapshot import Snapshot

_LIBRARY_FILES = (
    ("adapter_config.json", "peft"),
    ("config_setfit.json", "setfit"),
    ("config_sentence_transformers.json", "sentence-transformers"),
    ("modules.json", "sentence-transformers"),
    ("model_index.json", "diffusers"),
    ("open_clip_config.json", "open_clip"),
    ("*.nemo", "nemo"),
    ("*.mlmodel", "coreml"),
    ("saved_model.pb", "keras"),
    ("keras_metadata.pb", "keras"),
    ("*.keras", "keras"),
    ("*.gguf", "gguf"),
)
_LAST_DAY_OF_BARE_CONFIGS = "2024-08-01"

# The end of an architecture's name, the class that loads it, the task; the first that fits counts.
_HEADS = (
    ("ForSequenceClassification", "AutoModelForSequenceClassification", "text-classification"),
    ("ForTokenClassification", "AutoModelForTokenClassification", "token-classification"),
    ("ForTableQuestionAnswering", "AutoModelForTableQuestionAnswering", "table-question-answering"),
    ("ForDocumentQuestionAnswering", "AutoModelForDocumentQuestionAnswering", "document-question-answering"),
    ("ForQuestionAnswering", "AutoModelForQuestionAnswering", "question-answering"),
    ("ForMaskedLM", "AutoModelForMaskedLM", "fill-mask"),
    ("ForCausalLM", "AutoModelForCausalLM", "text-generation"),
    ("LMHeadModel", "AutoModelForCausalLM", "text-generation"),
    ("ForMultipleChoice", "AutoModelForMultipleChoice", "multiple-choice"),
    ("ForCTC", "AutoModelForCTC", "automatic-speech-recognition"),
    ("ForSpeechSeq2Seq", "AutoModelForSpeechSeq2Seq", "automatic-speech-recognition"),
    ("ForAudioClassification", "AutoModelForAudioClassification", "audio-classification"),
    ("ForImageClassification", "AutoModelForImageClassification", "image-classification"),
    ("ForObjectDetection", "AutoModelForObjectDetection", "object-detection"),
    ("ForSemanticSegmentation", "AutoModelForSemanticSegmentation", "image-segmentation"),
    ("ForInstanceSegmentation", "AutoModelForInstanceSegmentation", "image-segmentation"),
    ("ForUniversalSegmentation", "AutoModelForUniversalSegmentation", "image-segmentation"),
    ("ForDepthEstimation", "AutoModelForDepthEstimation", "depth-estimation"),
    ("ForVideoClassification", "AutoModelForVideoClassification", "video-classification"),
)
_GENERATING = {
    "bart": "summarization",
    "mbart": "translation",
    "m2m_100": "translation",
    "marian": "translation",
    "pegasus": "summarization",
    "speech_to_text": "automatic-speech-recognition",
    "t5": "translation",
    "mt5": "translation",
    "whisper": "automatic-speech-recognition",
}
_CONFIG_KEYS = ("architectures", "model_type", "auto_map", "quantization_config")
_TOKENIZER_KEYS = (
    "bos_token", "chat_template", "cls_token", "eos_token", "mask_token", "pad_token", "sep_token", "unk_token",
)  # fmt: skip
_AUDIO_TYPES = frozenset({
    "audio-spectrogram-transformer", "clap", "data2vec-audio", "hubert", "sew", "sew-d", "unispeech", "unispeech-sat",
    "wav2vec2", "wav2vec2-bert", "wav2vec2-conformer", "wavlm", "whisper",
})  # fmt: skip


def library_name(snapshot: Snapshot, created: str) -> str | None:
    """The library: what the card says, else a tag that is one, else what the files look like.

    A bare config.json meant transformers until August 2024.
    """
    said = snapshot.card.get("library_name")
    if isinstance(said, str) and said:
        return said
    for tag in strings(snapshot.card.get("tags")):
        if tag in _libraries():
            return tag
    for pattern, library in _LIBRARY_FILES:
        if snapshot.has(pattern):
            return library
    return "transformers" if snapshot.config and created < _LAST_DAY_OF_BARE_CONFIGS else None


def pipeline_tag(snapshot: Snapshot) -> str | None:
    """The task: what the card says, else what the architecture in config.json is made for."""
    said = snapshot.card.get("pipeline_tag")
    return said if isinstance(said, str) and said else _task_and_class(snapshot.config)[0]


def transformers_info(snapshot: Snapshot) -> dict[str, Any] | None:
    """Which classes of transformers load the model."""
    task, auto_model = _task_and_class(snapshot.config)
    if not snapshot.config:
        return None
    info = {"auto_model": auto_model or "AutoModel"}
    auto_map = snapshot.config.get("auto_map")
    if isinstance(auto_map, dict) and auto_map.get(info["auto_model"]):
        info["custom_class"] = auto_map[info["auto_model"]]
    if task:
        info["pipeline_tag"] = task
    if snapshot.has("tokenizer*.json") and snapshot.has("preprocessor_config.json"):
        info["processor"] = "AutoProcessor"
    elif snapshot.has("preprocessor_config.json"):
        info["processor"] = "AutoFeatureExtractor" if _is_audio(snapshot.config) else "AutoImageProcessor"
    elif snapshot.has("tokenizer*.json") or snapshot.has("vocab*"):
        info["processor"] = "AutoTokenizer"
    return info


def config_subset(snapshot: Snapshot) -> dict[str, Any]:
    """The few keys of the model's own files that the info repeats."""
    subset = {key: snapshot.config[key] for key in _CONFIG_KEYS if key in snapshot.config}
    tokenizer = snapshot.json("tokenizer_config.json")
    if tokenizer:
        subset["tokenizer_config"] = {key: _token(tokenizer[key]) for key in _TOKENIZER_KEYS if key in tokenizer}
    if adapter := snapshot.json("adapter_config.json"):
        subset["peft"] = {key: adapter[key] for key in ("base_model_name_or_path", "task_type") if key in adapter}
    if diffusers := snapshot.json("model_index.json"):
        subset["diffusers"] = {key: diffusers[key] for key in ("_class_name",) if key in diffusers}
    return subset


def strings(value: Any) -> list[str]:
    """The words of a field that takes one or a list of them."""
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str) and item]


def _task_and_class(config: dict[str, Any]) -> tuple[str | None, str | None]:
    architecture = next(iter(strings(config.get("architectures"))), "")
    for ending, auto_class, task in _HEADS:
        if architecture.endswith(ending):
            if ending == "ForSequenceClassification" and _is_audio(config):
                return "audio-classification", "AutoModelForAudioClassification"
            return task, auto_class
    if architecture.endswith("ForConditionalGeneration"):
        generated = _GENERATING.get(str(config.get("model_type")), "image-text-to-text")
        speech = generated == "automatic-speech-recognition"
        return generated, "AutoModelForSpeechSeq2Seq" if speech else "AutoModelForSeq2SeqLM"
    return ("feature-extraction", "AutoModel") if architecture.endswith("Model") else (None, None)


def _is_audio(config: dict[str, Any]) -> bool:
    return config.get("model_type") in _AUDIO_TYPES


def _token(value: Any) -> Any:
    return value["content"] if isinstance(value, dict) and "content" in value else value


@cache
def _libraries() -> frozenset[str]:
    text = Path(cardsmith.__file__).with_name("data").joinpath("catalogue.json").read_text(encoding="utf-8")
    return frozenset(json.loads(text)["libraries"]["items"])

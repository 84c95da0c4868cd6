"""Which task the class of a model's head stands for: `Wav2Vec2ForCTC` is automatic-speech-recognition.

The classes are those of the auto mappings of transformers 5.23 (`MODEL_FOR_…_MAPPING_NAMES`), as transformers' own
table of pipeline tags reads them. Where the class leaves it open, the architecture's short name (`model_type`) decides;
where that leaves it open too, there are several guesses and none is safe.
"""

from __future__ import annotations

from typing import NamedTuple


class TaskGuess(NamedTuple):
    """A task that an architecture may be for.

    Attributes:
        task: The task's id.
        confidence: 0 to 1.
        safe: Whether the architecture is for nothing else.
    """

    task: str
    confidence: float
    safe: bool


class Architecture(NamedTuple):
    """What a configuration says about the class of a model.

    Attributes:
        name: The class, such as `Wav2Vec2ForSequenceClassification`.
        model_type: Its short name, such as `wav2vec2`; empty where it is not told.
        outputs: How many classes it tells apart; 0 where it is not told.
        sees: Whether it has a part for images.
        hears: Whether it has a part for sound.
        custom: Whether its code is not that of transformers.
    """

    name: str
    model_type: str = ""
    outputs: int = 0
    sees: bool = False
    hears: bool = False
    custom: bool = False


AUDIO = frozenset(
    (
        *("audio-spectrogram-transformer", "data2vec-audio", "hubert", "sew", "sew-d", "unispeech", "unispeech-sat"),
        *("wav2vec2", "wav2vec2-bert", "wav2vec2-conformer", "wavlm", "whisper"),
    )
)
"""The architectures of `MODEL_FOR_AUDIO_CLASSIFICATION_MAPPING_NAMES`: their sequences are sound, not text."""

_AUDIO_CLASSES = ("AST", "Data2VecAudio", "Hubert", "SEW", "UniSpeech", "Wav2Vec2", "WavLM", "Whisper")

_ASR = "automatic-speech-recognition"

# The endings of classes; none ends like another.
_BY_ENDING: tuple[tuple[str, str, float], ...] = (
    ("ForCTC", _ASR, 0.97),
    ("ForRNNT", _ASR, 0.95),
    ("ForTDT", _ASR, 0.95),
    ("ForSpeechToText", _ASR, 0.95),
    ("ForAudioClassification", "audio-classification", 0.97),
    ("ForSpeechClassification", "audio-classification", 0.95),
    ("ForTokenClassification", "token-classification", 0.97),
    ("ForImageClassification", "image-classification", 0.97),
    ("ForImageClassificationWithTeacher", "image-classification", 0.97),
    ("ForSemanticSegmentation", "image-segmentation", 0.97),
    ("ForInstanceSegmentation", "image-segmentation", 0.97),
    ("ForUniversalSegmentation", "image-segmentation", 0.97),
    ("ForDepthEstimation", "depth-estimation", 0.97),
    ("ForVideoClassification", "video-classification", 0.97),
    ("ForMultipleChoice", "multiple-choice", 0.97),
    ("ForKeypointDetection", "keypoint-detection", 0.95),
    ("ForImageSuperResolution", "image-to-image", 0.95),
    ("ForTextToSpeech", "text-to-speech", 0.95),
    ("ForZeroShotObjectDetection", "zero-shot-object-detection", 0.97),
    ("ForTableQuestionAnswering", "table-question-answering", 0.97),
    ("ForDocumentQuestionAnswering", "document-question-answering", 0.97),
    ("ForVisualQuestionAnswering", "visual-question-answering", 0.97),
)

_WEAK_BY_ENDING: tuple[tuple[str, str, float], ...] = (
    ("ForAudioFrameClassification", "audio-classification", 0.6),
    ("ForXVector", "audio-classification", 0.5),
    ("ForTimeSeriesPrediction", "time-series-forecasting", 0.85),
    ("ModelForPrediction", "time-series-forecasting", 0.85),
    ("ForTextRecognition", "image-to-text", 0.8),
)

_QUESTIONS = {
    "tapas": "table-question-answering",
    "layoutlm": "document-question-answering",
    "layoutlmv2": "document-question-answering",
    "layoutlmv3": "document-question-answering",
    "blip": "visual-question-answering",
    "vilt": "visual-question-answering",
}
_FROM_WORDS = frozenset({"grounding-dino", "mm-grounding-dino", "omdet-turbo", "owlv2", "owlvit"})

# `ForConditionalGeneration`, where the architecture is for one thing.
_GENERATES: dict[str, str] = {
    **dict.fromkeys(
        (
            *("whisper", "speech_to_text", "moonshine", "moonshine_streaming", "kyutai_speech_to_text", "canary"),
            *("cohere_asr", "fun_asr_nano", "qwen3_asr", "vibevoice_asr"),
        ),
        _ASR,
    ),
    **dict.fromkeys(
        (
            *("aria", "aya_vision", "cohere2_vision", "deepseek_vl", "gemma3", "glm4v", "glm4v_moe", "idefics2"),
            *("idefics3", "internvl", "lfm2_vl", "llama4", "llava", "llava_next", "llava_onevision", "mistral3"),
            *("mllama", "ovis2", "paligemma", "qwen2_vl", "qwen2_5_vl", "qwen3_vl", "qwen3_vl_moe", "smolvlm"),
            "vipllava",
        ),
        "image-text-to-text",
    ),
    **dict.fromkeys(("musicgen", "musicgen_melody"), "text-to-audio"),
}

# `ForConditionalGeneration`, where it may be for several things.
_MAY_GENERATE: dict[str, tuple[tuple[str, float], ...]] = {
    **dict.fromkeys(
        ("t5", "mt5", "umt5", "longt5", "bart", "mvp", "prophetnet", "switch_transformers", "t5gemma"),
        (("summarization", 0.4), ("translation", 0.35), ("text-generation", 0.3)),
    ),
    **dict.fromkeys(("pegasus", "pegasus_x", "led", "bigbird_pegasus"), (("summarization", 0.75),)),
    **dict.fromkeys(("m2m_100", "nllb-moe", "fsmt"), (("translation", 0.85),)),
    "mbart": (("translation", 0.6), ("summarization", 0.35)),
    **dict.fromkeys(("blenderbot", "blenderbot-small"), (("text-generation", 0.7),)),
    **dict.fromkeys(
        ("qwen2_audio", "voxtral", "audioflamingo3", "granite_speech"), (("audio-text-to-text", 0.8), (_ASR, 0.5))
    ),
    **dict.fromkeys(("qwen2_5_omni", "qwen3_omni_moe"), (("any-to-any", 0.85),)),
    **dict.fromkeys(("dia", "csm", "higgs_audio_v2", "vibevoice"), (("text-to-speech", 0.85),)),
    **dict.fromkeys(("llava_next_video", "video_llava"), (("video-text-to-text", 0.8),)),
    "gemma3n": (("image-text-to-text", 0.8), ("any-to-any", 0.6)),
    "blip": (("image-to-text", 0.8),),
    "blip-2": (("image-text-to-text", 0.6), ("image-to-text", 0.5)),
    "pix2struct": (("image-text-to-text", 0.6), ("image-to-text", 0.5)),
}

# Classes that end in `Model` and are for one thing all the same.
_WHOLE: dict[str, TaskGuess] = {
    "MarianMTModel": TaskGuess("translation", 0.97, True),
    **dict.fromkeys(
        (
            "AlignModel",
            "AltCLIPModel",
            "ChineseCLIPModel",
            "CLIPModel",
            "MetaClip2Model",
            "SiglipModel",
            "Siglip2Model",
        ),
        TaskGuess("zero-shot-image-classification", 0.95, True),
    ),
    **dict.fromkeys(("SamModel", "Sam2Model", "SamHQModel"), TaskGuess("mask-generation", 0.95, True)),
    "SpeechEncoderDecoderModel": TaskGuess(_ASR, 0.85, False),
    "VisionEncoderDecoderModel": TaskGuess("image-to-text", 0.75, False),
    "VitsModel": TaskGuess("text-to-speech", 0.9, False),
    "BarkModel": TaskGuess("text-to-speech", 0.9, False),
    "ClapModel": TaskGuess("feature-extraction", 0.5, False),
}

_READS_IMAGES_TOO = frozenset({"fuyu", "git", "phi4_multimodal", "mistral4"})


def tasks_of(architecture: Architecture) -> list[TaskGuess]:
    """Return the tasks that an architecture may be for, the likeliest first; none when nothing is known.

    >>> tasks_of(Architecture("Wav2Vec2ForSequenceClassification", "wav2vec2"))
    [TaskGuess(task='audio-classification', confidence=0.97, safe=True)]
    >>> [guess.safe for guess in tasks_of(Architecture("T5ForConditionalGeneration", "t5"))]
    [False, False, False]
    """
    guesses = _guesses(architecture)
    if architecture.custom:
        return [TaskGuess(task, min(confidence, 0.8), False) for task, confidence, _ in guesses]
    return guesses


def _guesses(architecture: Architecture) -> list[TaskGuess]:
    name, model_type = architecture.name, architecture.model_type
    if name in _WHOLE:
        return [_WHOLE[name]]
    if name.endswith("ForSequenceClassification"):
        return _of_sequences(architecture)
    if name.endswith("ForQuestionAnswering"):
        return [TaskGuess(_QUESTIONS.get(model_type, "question-answering"), 0.97, True)]
    if name.endswith("ForObjectDetection"):
        task = "zero-shot-object-detection" if model_type in _FROM_WORDS else "object-detection"
        return [TaskGuess(task, 0.97, True)]
    if name.endswith("ForMaskedLM"):
        return [TaskGuess("fill-mask", 0.95, True)] if model_type not in AUDIO else []
    if name.endswith(("ForCausalLM", "LMHeadModel")):
        return _of_next_words(architecture)
    if name.endswith("ForConditionalGeneration"):
        return _of_generation(architecture)
    for endings, safe in ((_BY_ENDING, True), (_WEAK_BY_ENDING, False)):
        for ending, task, confidence in endings:
            if name.endswith(ending):
                return [TaskGuess(task, confidence, safe)]
    return []


def _of_sequences(architecture: Architecture) -> list[TaskGuess]:
    """A sequence is text or sound. One output is a score: of a pair of texts, of an answer, or a number to predict."""
    if architecture.model_type in AUDIO or architecture.name.startswith(_AUDIO_CLASSES):
        return [TaskGuess("audio-classification", 0.97, True)]
    if architecture.outputs == 1:
        return [TaskGuess("text-classification", 0.7, False), TaskGuess("text-ranking", 0.5, False)]
    plain = bool(architecture.model_type) and not architecture.sees and not architecture.hears
    return [TaskGuess("text-classification", 0.95 if plain else 0.8, plain)]


def _of_next_words(architecture: Architecture) -> list[TaskGuess]:
    if architecture.model_type in _READS_IMAGES_TOO or architecture.sees:
        return [TaskGuess("image-text-to-text", 0.8, False), TaskGuess("text-generation", 0.4, False)]
    if architecture.hears or architecture.model_type in AUDIO:
        return [TaskGuess("text-generation", 0.4, False)]
    plain = bool(architecture.model_type)
    return [TaskGuess("text-generation", 0.95 if plain else 0.85, plain)]


def _of_generation(architecture: Architecture) -> list[TaskGuess]:
    model_type = architecture.model_type
    if model_type in _GENERATES:
        return [TaskGuess(_GENERATES[model_type], 0.97 if _GENERATES[model_type] == _ASR else 0.95, True)]
    if model_type in _MAY_GENERATE:
        return [TaskGuess(task, confidence, False) for task, confidence in _MAY_GENERATE[model_type]]
    if architecture.sees and not architecture.hears:
        return [TaskGuess("image-text-to-text", 0.85, False)]
    return []

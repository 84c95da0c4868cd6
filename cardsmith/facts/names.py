"""Names that are not a model's name: an output folder, a checkpoint, a path, the words of a template."""

from __future__ import annotations

import re

# What people call the folder they train into, and what libraries call it by default.
_OUTPUT_FOLDERS = frozenset(
    {
        "checkpoint",
        "checkpoints",
        "final",
        "final_model",
        "lora-out",
        "model",
        "models",
        "my-model",
        "my_model",
        "out",
        "output",
        "outputs",
        "pred",
        "predictions",
        "result",
        "results",
        "run",
        "runs",
        "saved_model",
        "sft_lora",
        "temp",
        "test",
        "test_trainer",
        "tmp",
        "tmp_trainer",
        "trained_model",
        "trainer_output",
    }
)
_BEFORE_NAME = re.compile(r"\AModel [Cc]ard for +(?=\S)")
_UNTITLED = re.compile(r"untitled model(?: \(\d{1,4}\))?", re.IGNORECASE)  # mergekit
_CHECKPOINT = re.compile(r"checkpoint-\d+", re.IGNORECASE)


def is_output_folder(name: str) -> bool:
    """Whether a model's name is where it was saved, or a template's, rather than what it is called.

    >>> is_output_folder("results"), is_output_folder("out/checkpoint-500"), is_output_folder("bert-base-ner")
    (True, True, False)
    """
    name = name.strip().rstrip("/")
    if not name or name.lower() in _OUTPUT_FOLDERS or _CHECKPOINT.fullmatch(name) or is_untitled(name):
        return True
    return "\\" in name or name.startswith(("/", "~", "./", "../")) or _is_folder_path(name)


def is_untitled(name: str) -> bool:
    """Whether a name is what a template calls every model.

    >>> is_untitled("Untitled Model (1)"), is_untitled("results")
    (True, False)
    """
    return _UNTITLED.fullmatch(name.strip()) is not None


def name_in_title(title: str) -> str:
    """Return the model's name in a title: huggingface_hub's and TRL's templates write "Model Card for" before it.

    >>> name_in_title("Model Card for output"), name_in_title("Speech Emotion Recognition")
    ('output', 'Speech Emotion Recognition')
    """
    return _BEFORE_NAME.sub("", title)


def _is_folder_path(name: str) -> bool:
    first, _, rest = name.partition("/")
    return bool(rest) and (first.lower() in _OUTPUT_FOLDERS or "/" in rest or bool(_CHECKPOINT.fullmatch(rest)))

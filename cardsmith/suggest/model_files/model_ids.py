"""The base model in a configuration: what `from_pretrained` was called with, which may be a folder on a disk."""

from __future__ import annotations

from typing import NamedTuple

from cardsmith.facts.names import is_output_folder
from cardsmith.facts.paths import id_in_cache_path
from cardsmith.ids import is_hub_id, is_namespaced


class BaseId(NamedTuple):
    """The id of a base model.

    Attributes:
        id: The id.
        certain: Whether it can be nothing else: it has a user in front, which is no usual name of a folder.
    """

    id: str
    certain: bool


# The first part of a path that looks like `user/name`.
_FOLDERS = frozenset(
    (
        *("base", "base_model", "base_models", "cache", "checkpoint", "checkpoints", "ckpt", "ckpts", "content"),
        *("data", "download", "downloads", "experiment", "experiments", "exp", "exps", "hf", "hf_models", "home"),
        *("hub", "llm", "llms", "local", "lora", "loras", "merged", "mnt", "pretrained", "pretrained_model"),
        *("pretrained_models", "root", "save", "saved", "saves", "scratch", "src", "train", "training", "weights"),
        *("work", "workspace"),
    )
)


def base_id(value: str | None, own_id: str | None = None) -> BaseId | None:
    """Return the id that a configuration names as its base model; None when that is a path, or the model itself.

    Args:
        value: What the configuration says.
        own_id: The model's own id: a model that was loaded from the Hub and saved again names itself.

    >>> base_id("facebook/wav2vec2-base"), base_id("./checkpoint-500"), base_id("weights/llama")
    (BaseId(id='facebook/wav2vec2-base', certain=True), None, None)
    """
    if not value:
        return None
    name = id_in_cache_path(value) or value
    if not is_hub_id(name) or is_output_folder(name) or name.partition("/")[0].lower() in _FOLDERS:
        return None
    if own_id is not None and name.lower() == own_id.lower():
        return None
    return BaseId(name, is_namespaced(name))

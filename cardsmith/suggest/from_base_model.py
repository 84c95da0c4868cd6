"""What the base model's card says that its descendants inherit: licence, language, task, library."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cardsmith import catalogue
from cardsmith.gaps import Suggestion
from cardsmith.hub.reader import HubReader, HubRepo
from cardsmith.ids import is_hub_id
from cardsmith.suggest import Sources
from cardsmith.suggest.base import Need, Request, on_hub

# A model that only makes features, or fills masks, is there to be fine-tuned for something else.
_PRE_TRAINING_TASKS = frozenset(
    {None, "feature-extraction", "fill-mask", "image-feature-extraction", "sentence-similarity"}
)


class BaseModelProvider:
    """Suggests what a model inherits from the one it was made from.

    The licence is never safe: what a derived work may be used for is for its author to say.
    """

    name = "base model"
    need = Need.HUB
    cost = 30
    serves = (
        *("base_model", "license", "license_name", "license_link", "language", "pipeline_tag"),
        *("library_name", "about.base_model"),
    )

    def __init__(self, hub: HubReader) -> None:
        self.hub = hub

    def suggest(self, request: Request) -> Iterator[Suggestion]:
        """Yield what the base model's card says, when there is one base model and it is known."""
        bases = [base for base in request.ids("base_model") if is_hub_id(base)]
        if len(bases) != 1:
            return
        base = self.hub.model(bases[0])
        if base is None:
            return
        if base.id.lower() == bases[0].lower():
            yield Suggestion("base_model", bases[0], 0.9, False, (on_hub(base, "id", base.id),))
        is_adapter = bool(request.known.get("about.adapter"))
        yield from _inherited(base, is_adapter)
        about = {
            "id": base.id,
            "pipeline_tag": base.pipeline_tag,
            "license": base.card.get("license"),
            "language": base.card.get("language"),
            "parameters": base.parameters,
        }
        about = {key: value for key, value in about.items() if value is not None}
        evidence = tuple(on_hub(base, key, value) for key, value in about.items())
        yield Suggestion("about.base_model", about, 0.9, False, evidence)


def _inherited(base: HubRepo, is_adapter: bool) -> Iterator[Suggestion]:
    license_ = base.card.get("license") or _tagged(base, "license:")
    if isinstance(license_, str) and license_ in catalogue.licenses():
        yield Suggestion("license", license_, 0.8, False, (on_hub(base, "license", license_),))
        for key in ("license_name", "license_link") if license_ == "other" else ():
            if isinstance(base.card.get(key), str):
                yield Suggestion(key, base.card[key], 0.8, False, (on_hub(base, key, base.card[key]),))
    languages = _codes(base.card.get("language"))
    weak = base.pipeline_tag in _PRE_TRAINING_TASKS and not is_adapter
    if languages:
        one = len(languages) == 1 and languages != ["multilingual"]
        confidence = (0.5 if weak else 0.65) if one else 0.3
        value = languages[0] if len(languages) == 1 else languages
        yield Suggestion("language", value, confidence, False, (on_hub(base, "language", ", ".join(languages)),))
    task = base.pipeline_tag
    if task in catalogue.pipeline_tags():
        yield Suggestion("pipeline_tag", task, 0.2 if weak else 0.6, False, (on_hub(base, "pipeline_tag", task),))
    if base.library_name in catalogue.libraries():
        yield Suggestion(
            "library_name", base.library_name, 0.5, False, (on_hub(base, "library_name", base.library_name),)
        )


def _codes(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [code for code in listed if isinstance(code, str) and catalogue.is_language_code(code)]


def _tagged(repo: HubRepo, prefix: str) -> str | None:
    return next((tag.removeprefix(prefix) for tag in repo.tags if tag.startswith(prefix)), None)


def provider(sources: Sources) -> BaseModelProvider | None:
    """Return the provider where the Hub may be asked."""
    return BaseModelProvider(sources.hub) if sources.hub is not None else None

"""What the Hub computed about the card's own repository: task, library, base model, size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cardsmith import catalogue
from cardsmith.facts.loaders import is_loader
from cardsmith.facts.names import is_output_folder
from cardsmith.gaps import Evidence, Suggestion
from cardsmith.hub.reader import HubReader, HubRepo
from cardsmith.ids import is_hub_id, is_namespaced, model_page
from cardsmith.suggest import Sources
from cardsmith.suggest.base import Need, Request, on_hub

# Tasks that the head of an architecture decides. A sequence-to-sequence model may translate or summarize, and one
# without a head makes features of anything: what the Hub infers there is a guess.
_DECIDED_TASKS = frozenset(
    {
        "audio-classification",
        "automatic-speech-recognition",
        "depth-estimation",
        "document-question-answering",
        "image-classification",
        "image-segmentation",
        "object-detection",
        "question-answering",
        "table-question-answering",
        "text-classification",
        "text-generation",
        "text-to-image",
        "token-classification",
        "video-classification",
    }
)


class RepoProvider:
    """Suggests what the Hub computed from the repository's files and tags."""

    name = "repository"
    need = Need.HUB
    cost = 20
    serves = (
        *("base_model", "datasets", "library_name", "model_name", "pipeline_tag", "repo_id"),
        *("about.architecture", "about.model_type", "about.parameters"),
    )

    def __init__(self, hub: HubReader, repo_id: str, repo: HubRepo | None = None) -> None:
        self.hub = hub
        self.repo_id = repo_id
        self.repo = repo

    def suggest(self, request: Request) -> Iterator[Suggestion]:
        """Yield the repository's id and name, and what the Hub says about it."""
        yield from self._names()
        repo = self.repo or self.hub.model(self.repo_id)
        if repo is not None:
            yield from _computed(repo)
            yield from _details(repo)

    def _names(self) -> Iterator[Suggestion]:
        evidence = (Evidence(self.repo_id, model_page(self.repo_id), self.repo_id),)
        yield Suggestion("repo_id", self.repo_id, 0.99, True, evidence)
        name = self.repo_id.rsplit("/", 1)[-1]
        if not is_output_folder(name):
            yield Suggestion("model_name", name, 0.95, True, evidence)


def _computed(repo: HubRepo) -> Iterator[Suggestion]:
    info = repo.config.get("transformersInfo")
    inferred = info.get("pipeline_tag") if isinstance(info, dict) else None
    for key, task in (("transformersInfo.pipeline_tag", inferred), ("pipeline_tag", repo.pipeline_tag)):
        if isinstance(task, str) and task in catalogue.pipeline_tags():
            decided = task in _DECIDED_TASKS
            yield Suggestion("pipeline_tag", task, 0.92 if decided else 0.5, decided, (on_hub(repo, key, task),))
            break
    if repo.library_name in catalogue.libraries():
        yield Suggestion(
            "library_name", repo.library_name, 0.93, True, (on_hub(repo, "library_name", repo.library_name),)
        )
    peft = repo.config.get("peft")
    adapted = peft.get("base_model_name_or_path") if isinstance(peft, dict) else None
    if isinstance(adapted, str) and is_namespaced(adapted):
        evidence = (on_hub(repo, "config.peft.base_model_name_or_path", adapted),)
        yield Suggestion("base_model", adapted, 0.95, True, evidence)
    elif repo.base_models and all(map(is_hub_id, repo.base_models)):
        bases = list(repo.base_models)
        one = len(bases) == 1
        evidence = (on_hub(repo, "baseModels", ", ".join(bases)),)
        yield Suggestion("base_model", bases[0] if one else bases, 0.92 if one else 0.8, one, evidence)
    tagged = [tag.removeprefix("dataset:") for tag in repo.tags if tag.startswith("dataset:")]
    tagged = [name for name in tagged if is_hub_id(name) and not is_loader(name)]
    if tagged:
        yield Suggestion("datasets", tagged, 0.85, False, (on_hub(repo, "tags", f"dataset:{tagged[0]}"),))


def _details(repo: HubRepo) -> Iterator[Suggestion]:
    architectures = repo.config.get("architectures")
    values: dict[str, tuple[str, Any]] = {
        "about.architecture": (
            "config.architectures",
            architectures[0] if isinstance(architectures, list) and architectures else None,
        ),
        "about.model_type": ("config.model_type", repo.config.get("model_type")),
        "about.parameters": ("safetensors.total", repo.parameters),
    }
    for field, (key, value) in values.items():
        if isinstance(value, int if field == "about.parameters" else str):
            yield Suggestion(field, value, 0.95, False, (on_hub(repo, key, value),))


def provider(sources: Sources) -> RepoProvider | None:
    """Return the provider where the card's repository is known and the Hub may be asked."""
    if sources.hub is None or not sources.repo_id:
        return None
    return RepoProvider(sources.hub, sources.repo_id, sources.repo)

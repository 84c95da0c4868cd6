"""Cards of huggingface_hub itself: its template, its mixins, its fastai and Keras integrations."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from scripts.generators.common import Job, Stub, run


def empty(job: Job) -> bytes:
    """ModelCard.from_template with empty data, saved."""
    hub: Any = import_module("huggingface_hub")
    return _saved(hub.ModelCard.from_template(hub.ModelCardData()), job)


def filled(job: Job) -> bytes:
    """ModelCard.from_template with some data and some variables, saved."""
    hub: Any = import_module("huggingface_hub")
    data = hub.ModelCardData(
        language="en",
        license="mit",
        library_name="own-library",
        tags=["text-classification", "reviews"],
        datasets=["user/reviews"],
        metrics=["accuracy"],
    )
    made = hub.ModelCard.from_template(
        data,
        model_id="tiny-reviews",
        model_summary="A small classifier of product reviews.",
        developers="user",
        model_type="logistic regression",
        finetuned_from="org/bert-base-uncased",
        base_model="org/bert-base-uncased",
        hardware="1 CPU",
    )
    return _saved(made, job)


def pasted(job: Job) -> str:
    """The template with no data and its comments, as it comes when it is pasted by hand."""
    jinja2: Any = import_module("jinja2")
    hub: Any = import_module("huggingface_hub")
    template = Path(hub.__file__).parent / "templates" / "modelcard_template.md"
    text: str = jinja2.Template(template.read_text(encoding="utf-8")).render(card_data="{}")
    return text


def mixin(job: Job) -> bytes:
    """The card of a class with PyTorchModelHubMixin."""
    hub: Any = import_module("huggingface_hub")

    class TinyNet(hub.PyTorchModelHubMixin, tags=["segmentation"], license="mit"):  # type: ignore[misc,call-arg]
        """A model with the mixin."""

    return _saved(TinyNet().generate_model_card(), job)


def keras_mixin(job: Job) -> bytes:
    """By keras_mixin._create_model_card for a compiled model."""
    module: Any = import_module("huggingface_hub.keras_mixin")
    module.keras = Stub(mixed_precision=Stub(global_policy=lambda: Stub(name="float32")))
    optimizer = {"name": "Adam", "learning_rate": {"class_name": "ExponentialDecay", "config": {"decay_steps": 1000}}}
    model = Stub(optimizer=Stub(get_config=lambda: optimizer))
    module._create_model_card(model, job.work, plot_model=False, metadata={"tags": ["image-classification"]})
    return (job.work / "README.md").read_bytes()


def fastai(job: Job) -> bytes:
    """By fastai_utils._create_model_card."""
    module: Any = import_module("huggingface_hub.fastai_utils")
    module._create_model_card(job.work)
    return (job.work / "README.md").read_bytes()


def _saved(card: Any, job: Job) -> bytes:
    path = job.work / "README.md"
    card.save(path)
    return path.read_bytes()


if __name__ == "__main__":
    run(globals())

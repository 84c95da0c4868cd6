"""Cards of libraries whose card code runs by itself: the template or the function is taken from the unpacked wheel."""

from __future__ import annotations

import copy
import json
import os
import re
import sys
import textwrap
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

from scripts.generators.common import Files, Job, Stub, run, take


def _hub() -> Any:
    return import_module("huggingface_hub")


def _saved(card: Any, job: Job) -> bytes:
    path = job.work / "README.md"
    card.save(path)
    return path.read_bytes()


# peft

BITS = {"load_in_8bit": False, "load_in_4bit": True, "bnb_4bit_quant_type": "nf4", "bnb_4bit_compute_dtype": "bfloat16"}


class _Config(dict):  # type: ignore[type-arg]
    """A model's configuration: a mapping with to_dict, as peft asks for it."""

    def to_dict(self) -> dict[str, Any]:
        return dict(self)


class PeftModelForCausalLM:
    """Stands in for peft's class of the same name."""

    def __init__(self, base: str, tags: list[str], config: Any = None) -> None:
        self.config = config or _Config(model_type="llama", _name_or_path=base)
        self.tags = tags

    def get_base_model(self) -> Any:
        return Stub(model_tags=None)

    def _get_peft_specific_model_tags(self) -> list[str]:
        return self.tags


def peft_card(job: Job, model: PeftModelForCausalLM, times: int = 1, before: str = "") -> bytes:
    """What peft leaves in a folder where it saved an adapter some times."""
    hub = _hub()
    readme = job.work / "README.md"
    if before:
        readme.write_text(before, encoding="utf-8", newline="\n")
    shared: dict[str, Any] = {"os": os, "__version__": job.version, "ModelCard": hub.ModelCard}
    shared.update(ModelCardData=hub.ModelCardData, PeftModelForCausalLM=PeftModelForCausalLM)
    shared.update(
        DUMMY_MODEL_CONFIG={"model_type": "custom"}, BaseTuner=Stub(get_model_config=lambda m: m.config.to_dict())
    )
    if job.release < (0, 6):
        other = take(job.source("peft/utils/other.py"), ["add_library_to_model_card"], os=os)
        shared.update(add_library_to_model_card=other.add_library_to_model_card)
    code = take(job.source("peft/peft_model.py"), ["PeftModel.create_or_update_model_card"], **shared)
    for _ in range(times):
        code.create_or_update_model_card(model, str(job.work))
    return readme.read_bytes()


def twice(job: Job) -> bytes:
    """A quantized adapter saved twice: the blocks are appended each time."""
    config = _Config(model_type="llama", _name_or_path="org/llama-1b")
    config.__dict__["quantization_config"] = Stub(to_dict=lambda: BITS)
    return peft_card(job, PeftModelForCausalLM("org/llama-1b", [], config), times=2)


def quantized(job: Job) -> bytes:
    """A quantized adapter saved once."""
    config = _Config(model_type="llama", _name_or_path="org/llama-1b")
    config.__dict__["quantization_config"] = Stub(to_dict=lambda: BITS)
    return peft_card(job, PeftModelForCausalLM("org/llama-1b", [], config))


def causal(job: Job) -> bytes:
    """An adapter of a causal language model."""
    tags = ["base_model:adapter:org/llama-1b", "lora", "transformers"]
    return peft_card(job, PeftModelForCausalLM("org/llama-1b", tags))


def local(job: Job) -> bytes:
    """An adapter whose base model was loaded from the cache folder of the Hub's client."""
    base = "/data/cache/hub/models--org--llama-1b/snapshots/0123456789abcdef0123456789abcdef01234567"
    return peft_card(job, PeftModelForCausalLM(base, [f"base_model:adapter:{base}", "lora", "transformers"]))


# trl

TRL_COMPANIONS = {
    (0, 12): {"transformers": "4.46.0", "torch": "2.5.1", "datasets": "3.0.2", "tokenizers": "0.20.1"},
    (0, 19): {"transformers": "4.52.4", "torch": "2.7.1", "datasets": "3.6.0", "tokenizers": "0.21.1"},
    (1, 16): {"transformers": "5.23.0", "torch": "2.13.0", "datasets": "5.2.0", "tokenizers": "0.22.2"},
}


def _trl(job: Job, module: str, cls: str, *, base: str, dataset: str | None, model_name: str, **trainer: Any) -> bytes:
    hub = _hub()
    versions = dict(TRL_COMPANIONS[job.release], trl=job.version)
    maker = take(
        job.source("trl/trainer/utils.py"),
        ["generate_model_card"],
        ModelCard=hub.ModelCard,
        ModelCardData=hub.ModelCardData,
        version=versions.__getitem__,
        pkg_resources=Stub(files=job.source),
    )
    code = take(
        job.source(f"trl/trainer/{module}.py"),
        [f"{cls}.create_model_card"],
        os=os,
        textwrap=textwrap,
        generate_model_card=maker.generate_model_card,
        is_wandb_available=lambda: True,
        wandb=Stub(run=trainer.pop("run", None)),
        get_comet_experiment_url=lambda: None,
        get_trackio_space_url=lambda: None,
        get_config_model_id=lambda config: config._name_or_path,
    )
    stand_in = Stub(
        args=Stub(output_dir=str(job.work)),
        model=Stub(config=Stub(_name_or_path=base)),
        is_world_process_zero=lambda: True,
        **trainer,
    )
    code.create_model_card(stand_in, model_name=model_name, dataset_name=dataset)
    return (job.work / "README.md").read_bytes()


def sft(job: Job) -> bytes:
    """By SFTTrainer.create_model_card with a dataset name and a W&B run."""
    wandb = Stub(get_url=lambda: "https://wandb.ai/user/runs/runs/a1b2c3d4")
    return _trl(
        job,
        "sft_trainer",
        "SFTTrainer",
        base="org/llama-1b",
        dataset="user/instructions",
        model_name="llama-sft",
        hub_model_id="user/llama-sft",
        run=wandb,
    )


def dpo(job: Job) -> bytes:
    """By DPOTrainer.create_model_card."""
    return _trl(
        job,
        "dpo_trainer",
        "DPOTrainer",
        base="user/llama-sft",
        dataset="user/preferences",
        model_name="llama-dpo",
        hub_model_id="user/llama-dpo",
        _tag_names=["trl", "dpo"],
    )


def sft_none(job: Job) -> bytes:
    """By the base trainer's create_model_card: the base model is a folder, no dataset, no repository."""
    return _trl(
        job,
        "base_trainer",
        "_BaseTrainer",
        base=str(job.work),
        dataset=None,
        model_name="output",
        hub_model_id=None,
        _tag_names=["trl", "sft"],
        _name="SFT",
        _paper={},
        _template_file="lm_model_card.md",
    )


def peft_layer(job: Job) -> bytes:
    """The card above on a base model, then saved by peft 0.21.2: the tags are overwritten."""
    made = _trl(
        job,
        "base_trainer",
        "_BaseTrainer",
        base="org/llama-1b",
        dataset=None,
        model_name="lora-out",
        hub_model_id="user/lora-out",
        _tag_names=["trl", "sft"],
        _name="SFT",
        _paper={},
        _template_file="lm_model_card.md",
    )
    peft = job._replace(library="peft", version="0.21.2")
    tags = ["base_model:adapter:org/llama-1b", "lora", "transformers"]
    return peft_card(peft, PeftModelForCausalLM("org/llama-1b", tags), before=made.decode("utf-8"))


def ppo(job: Job) -> str:
    """By PPOTrainer.create_model_card: the user's name and a local path are joined."""
    files = Files()
    code = take(
        job.source("trl/trainer/ppo_trainer.py"),
        ["MODEL_CARD_TEMPLATE", "PPOTrainer.create_model_card"],
        os=files,
        open=files.open,
        whoami=lambda: {"name": "user"},
    )
    code.create_model_card(Stub(), "/data/output/ppo-summaries")
    return files.only


# sentence-transformers before 3


class Transformer:
    """Stands in for the class of the same name."""


class Pooling:
    """Stands in for the class of the same name."""

    def get_pooling_mode_str(self) -> str:
        return "mean"


FULL_MODEL = """SentenceTransformer(
  (0): Transformer({'max_seq_length': 128, 'do_lower_case': False}) with Transformer model: BertModel
  (1): Pooling({'word_embedding_dimension': 384, 'pooling_mode_cls_token': False, 'pooling_mode_mean_tokens': True})
)"""


class SentenceModel:
    """Stands in for a SentenceTransformer of a transformer and mean pooling."""

    _model_card_text = None
    _modules = ("0", "1")

    def __init__(self) -> None:
        self._model_card_vars: dict[str, Any] = {}

    def __str__(self) -> str:
        return FULL_MODEL

    def _first_module(self) -> Transformer:
        return Transformer()

    def _last_module(self) -> Pooling:
        return Pooling()

    def get_sentence_embedding_dimension(self) -> int:
        return 384


def _sentence_model(job: Job, name: str | None, datasets: list[str] | None) -> bytes:
    package = job.source("sentence_transformers")
    template = take(package / "model_card_templates.py", ["ModelCardTemplate"]).ModelCardTemplate
    code = take(
        package / "SentenceTransformer.py",
        ["SentenceTransformer._create_model_card"],
        os=os,
        ModelCardTemplate=template,
        Transformer=Transformer,
        Pooling=Pooling,
    )
    code._create_model_card(SentenceModel(), str(job.work), name, datasets)
    return (job.work / "README.md").read_bytes()


def unnamed(job: Job) -> bytes:
    """By _create_model_card without a name: {MODEL_NAME} stays."""
    return _sentence_model(job, None, None)


def named(job: Job) -> bytes:
    """By _create_model_card with a name and a dataset."""
    return _sentence_model(job, "user/sbert-questions", ["user/questions"])


# others


def setfit_old(job: Job) -> str:
    """By create_model_card, whose name is the folder saved to."""
    files = Files()
    names = ["MODEL_CARD_TEMPLATE", "SetFitModel.create_model_card"]
    code = take(job.source("setfit/modeling.py"), names, os=files, open=files.open, Path=Path)
    folder = "/data/output/user/setfit-reviews"
    code.create_model_card(Stub(), path=folder, model_name=folder)
    return files.only


def unsloth(job: Job) -> bytes:
    """MODEL_CARD, filled as upload_to_huggingface does after a merge."""
    text = take(job.source("unsloth/save.py"), ["MODEL_CARD"]).MODEL_CARD.format(
        username="user",
        base_model="unsloth/llama-1b-instruct-bnb-4bit",
        model_type="llama",
        method="finetuned",
        extra="unsloth",
    )
    return _saved(_hub().ModelCard(text), job)


def _diffusers(job: Job, **arguments: Any) -> Any:
    hub = _hub()

    class NotFound(Exception):
        """Stands in for the answer 404."""

    class Card(hub.ModelCard):  # type: ignore[misc,name-defined]
        """No card is in the repository."""

        @classmethod
        def load(cls, *args: Any, **kwargs: Any) -> Any:
            raise NotFound

    code = take(
        job.source("diffusers/utils/hub_utils.py"),
        ["load_or_create_model_card", "populate_model_card"],
        ModelCard=Card,
        ModelCardData=hub.ModelCardData,
        EntryNotFoundError=NotFound,
        RepositoryNotFoundError=NotFound,
        is_jinja_available=lambda: True,
        MODEL_CARD_TEMPLATE_PATH=job.source("diffusers/utils/model_card_template.md"),
    )
    tags = arguments.pop("tags", None)
    card = code.load_or_create_model_card(**arguments)
    return code.populate_model_card(card, tags=tags)


def dreambooth(job: Job) -> bytes:
    """By load_or_create_model_card as a training script calls it (the description is a short stand-in)."""
    tags = [
        "text-to-image",
        "diffusers-training",
        "diffusers",
        "lora",
        "template:sd-lora",
        "text-to-image",
        "diffusers",
    ]
    card = _diffusers(
        job,
        repo_id_or_path="user/toy-lora",
        from_training=True,
        license="creativeml-openrail-m",
        base_model="org/stable-diffusion-base",
        prompt="a photo of sks toy",
        model_description="\n# LoRA text2image fine-tuning - user/toy-lora\n\n<Gallery />\n\n"
        "The weights were fine-tuned on the None dataset.\n",
        inference=True,
        widget=[{"text": "a photo of sks toy", "output": {"url": "image_0.png"}}],
        tags=tags,
    )
    return _saved(card, job)


def pipeline_pushed(job: Job) -> bytes:
    """By load_or_create_model_card as push_to_hub of a pipeline calls it."""
    return _saved(_diffusers(job, repo_id_or_path="user/pipeline", is_pipeline=True), job)


def classifier(job: Job) -> str:
    """By create_model_card of the text classification trainer, with an evaluation."""
    code = take(
        job.source("autotrain/trainers/text_classification/utils.py"),
        [
            "BINARY_CLASSIFICATION_EVAL_METRICS",
            "MULTI_CLASS_CLASSIFICATION_EVAL_METRICS",
            "MODEL_CARD",
            "create_model_card",
        ],
        os=os,
    )
    scores = {"eval_loss": 0.4123456, "eval_f1_macro": 0.8123, "eval_accuracy": 0.8312, "eval_runtime": 1.2}
    config = Stub(valid_split="validation", data_path="user/reviews", project_name="p", model="org/bert-base-uncased")
    text: str = code.create_model_card(config, Stub(evaluate=lambda: scores), 3)
    return text


def language_model(job: Job) -> str:
    """By create_model_card of the language model trainer."""
    code = take(job.source("autotrain/trainers/clm/utils.py"), ["MODEL_CARD", "create_model_card"], os=os)
    config = Stub(peft=True, data_path="p/autotrain-data", project_name="p", model="org/llama-1b")
    text: str = code.create_model_card(config)
    return text


def adapter(job: Job) -> str:
    """By _save_adapter_card without a dataset tag."""
    files = Files()
    code = take(
        job.source("adapters/hub_mixin.py"),
        ["DEFAULT_TEXT", "ADAPTER_CARD_TEMPLATE", "PushAdapterToHubMixin._save_adapter_card"],
        os=files,
        open=files.open,
        logger=Stub(info=lambda *values: None),
    )
    model = Stub(
        config=Stub(model_type="roberta"),
        heads={"sentiment": Stub(config={"head_type": "classification"})},
        model_name="org/roberta-base",
    )
    code._save_adapter_card(
        model, "/data/output", "sentiment", "user/sentiment-adapter", tags=["text-classification"], license="apache-2.0"
    )
    return files.only


def spacy(job: Job) -> bytes:
    """By _create_model_card, above the table that `spacy package` writes."""
    names = ["TOKEN_CLASSIFICATION_COMPONENTS", "TEXT_CLASSIFICATION_COMPONENTS", "_create_model_card", "_insert_value"]
    names += ["_insert_values_as_list", "_create_metric", "_create_p_r_f_list", "_create_model_index"]
    yaml: Any = import_module("yaml")
    code = take(job.source("spacy_huggingface_hub/push.py"), names, json=json, yaml=yaml)
    meta = {
        "lang": "xx",
        "license": "CC BY-SA 4.0",
        "components": ["tok2vec", "ner", "tagger"],
        "performance": {
            "ents_p": 0.8512,
            "ents_r": 0.8401,
            "ents_f": 0.8456,
            "tag_acc": 0.9612,
            "sents_p": 0.9,
            "sents_f": 0.88,
        },
    }
    (job.work / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    table = "| Feature | Description |\n| --- | --- |\n| **Name** | `xx_news_ner` |\n| **Version** | `1.0.0` |\n"
    (job.work / "README.md").write_text(table + "| **License** | CC BY-SA 4.0 |\n", encoding="utf-8", newline="\n")
    code._create_model_card("xx_news_ner", job.work)
    return (job.work / "README.md").read_bytes()


def agent(job: Job) -> bytes:
    """By _generate_model_card and _save_model_card."""
    repocard: Any = import_module("huggingface_hub.repocard")
    code = take(
        job.source("huggingface_sb3/push_to_hub.py"),
        ["generate_metadata", "_generate_model_card", "_save_model_card"],
        metadata_eval_result=repocard.metadata_eval_result,
        metadata_save=repocard.metadata_save,
    )
    text, metadata = code._generate_model_card("PPO", "LunarLander-v2", 245.3, 20.27)
    code._save_model_card(job.work, text, metadata)
    return (job.work / "README.md").read_bytes()


def sample_factory(job: Job) -> bytes:
    """By generate_model_card with rewards, no module names given."""
    repocard: Any = import_module("huggingface_hub.repocard")
    numpy: Any = import_module("numpy")
    code = take(
        job.source("sample_factory/huggingface/huggingface_utils.py"),
        ["generate_model_card"],
        os=os,
        np=numpy,
        repocard=repocard,
    )
    code.generate_model_card(str(job.work), "APPO", "doom_basic", "user/rl-doom", rewards=[10.5, 12.25, 9.75])
    return (job.work / "README.md").read_bytes()


def keras_hub(job: Job) -> bytes:
    """By create_model_card for a preset of a text classifier."""
    folder = job.work
    config = {
        "class_name": "BertBackbone",
        "config": {"name": "bert_backbone", "vocabulary_size": 1000, "num_layers": 2},
    }
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "task.json").write_text(json.dumps({"class_name": "BertTextClassifier"}), encoding="utf-8")
    code = take(
        job.source("keras_hub/src/utils/preset_utils.py"),
        ["create_model_card"],
        os=os,
        README_FILE="README.md",
        CONFIG_FILE="config.json",
        TASK_CONFIG_FILE="task.json",
        load_json=lambda preset, file: json.loads((folder / file).read_text(encoding="utf-8")),
        check_file_exists=lambda preset, file: (folder / file).exists(),
        to_snake_case=lambda name: re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower(),
    )
    code.create_model_card(str(folder))
    return (folder / "README.md").read_bytes()


def tagger(job: Job) -> str:
    """By SequenceTagger._generate_model_card."""
    code = take(job.source("flair/models/sequence_tagger_model.py"), ["SequenceTagger._generate_model_card"])
    text: str = code._generate_model_card(None, "user/pos-tagger")
    return text


def timm(job: Job) -> str:
    """By generate_readme with details."""
    code = take(job.source("timm/models/_hub.py"), ["generate_readme"])
    details = {"Dataset": "ImageNet-1k", "Pretrain Dataset": "Leaves-Own", "Params (M)": 5.4}
    card = {"description": "A small image classification model.", "details": details}
    text: str = code.generate_readme(card, "user/mobilenet-leaves")
    return text


def open_clip(job: Job) -> str:
    """By generate_readme with details."""
    code = take(job.source("open_clip/push_to_hf_hub.py"), ["generate_readme"])
    text: str = code.generate_readme({"details": {"Dataset": "LAION-2B-own"}}, "user/clip-tiny")
    return text


def topics(job: Job) -> str:
    """By generate_readme for a model of three topics."""
    packages = {"Numpy": "1.26.4", "HDBSCAN": "0.8.40", "UMAP": "0.5.7", "Python": "3.11.7"}
    code = take(
        job.source("bertopic/_save_utils.py"),
        ["MODEL_CARD_TEMPLATE", "generate_readme"],
        get_package_versions=lambda: packages,
        check_has_visual_aspect=lambda model: False,
    )
    words = {topic: [(f"word{topic}{letter}", 0.1) for letter in "abcde"] for topic in (-1, 0, 1)}
    model = Stub(
        get_params=lambda: {
            "calculate_probabilities": False,
            "language": None,
            "top_n_words": 10,
            "embedding_model": 0,
        },
        topics_=[-1, 0, 0, 1],
        topic_sizes_={-1: 1, 0: 2, 1: 1},
        get_topic=words.__getitem__,
        get_topic_freq={-1: 1, 0: 2, 1: 1}.__getitem__,
        custom_labels_=None,
        topic_labels_={topic: f"{topic}_label" for topic in words},
    )
    text: str = code.generate_readme(model, "user/news-topics")
    return text


def static(job: Job) -> bytes:
    """By create_model_card with a base model and no licence given."""
    hub = _hub()
    file = job.source("model2vec/modelcards/modelcards.py")
    shared: dict[str, Any] = {"Path": Path, "ModelCard": hub.ModelCard, "ModelCardData": hub.ModelCardData}
    code = take(file, ["create_model_card"], __file__=str(file), **shared)
    code.create_model_card(job.work, base_model_name="org/bge-base", language=["en"], model_name="user/static-tiny")
    return (job.work / "README.md").read_bytes()


def unet(job: Job) -> bytes:
    """By SMPHubMixin.generate_model_card with metrics and no dataset."""
    hub = _hub()
    names = ["MODEL_CARD", "_format_parameters", "SMPHubMixin.generate_model_card"]
    file = job.source("segmentation_models_pytorch/base/hub_mixin.py")
    code = take(file, names, json=json, ModelCard=hub.ModelCard, ModelCardData=hub.ModelCardData)

    class Unet:
        """Stands in for the network."""

        config: ClassVar[dict[str, Any]] = {
            "encoder_name": "resnet18",
            "classes": 2,
            "activation": None,
            "_model_class": "Unet",
        }
        _hub_mixin_info = Stub(model_card_data={"tags": ["model_hub_mixin", "pytorch_model_hub_mixin"]})

    return _saved(code.generate_model_card(Unet(), metrics={"accuracy": 0.9512}), job)


MERGE = """models:
  - model: org/llama-1b-chat
    parameters:
      weight: 0.6
  - model: /data/models/base
    parameters:
      weight: 0.4
merge_method: linear
dtype: float16
"""


def merge(job: Job) -> str:
    """By generate_card for a merge of a model of the Hub and a local one."""
    yaml: Any = import_module("yaml")
    names = ["CARD_TEMPLATE", "is_hf", "extract_hf_paths", "method_md", "maybe_link_hf", "modelref_md", "generate_card"]
    spec = Stub(reference_url="https://arxiv.org/abs/2203.05482", pretty_name="Linear", name="linear")
    code = take(
        job.source("mergekit/card.py"),
        names,
        os=os,
        yaml=yaml,
        merge_methods=Stub(get=lambda name: Stub(spec=spec)),
    )
    models = [Stub(model=Stub(path=path), lora=None) for path in ("org/llama-1b-chat", "/data/models/base")]
    config = Stub(referenced_models=lambda: models, base_model=None, merge_method="linear")
    text: str = code.generate_card(config, MERGE)
    return text


BASE_CARD = """---
license: apache-2.0
language:
- en
pipeline_tag: text-generation
library_name: transformers
model-index:
- name: llama-1b-chat
  results:
  - task:
      type: text-generation
      name: Text Generation
    dataset:
      name: Own Benchmark
      type: user/benchmark
      split: test
    metrics:
    - type: accuracy
      value: 61.35
      name: accuracy
---

# llama-1b-chat
"""


def mlx(job: Job) -> bytes:
    """By the card steps of create_model_card and upload_to_hub for a base model with results of its own."""
    hub = _hub()
    file = job.source("mlx_lm/utils.py")
    base = job.work / "base.md"
    base.write_text(BASE_CARD, encoding="utf-8", newline="\n")
    real = hub.ModelCard.load

    class Card(hub.ModelCard):  # type: ignore[misc,name-defined]
        """Reads the base model's card where the code asks the Hub for it."""

        @classmethod
        def load(cls, name: Any, **kwargs: Any) -> Any:
            return real(base if str(name) == "org/llama-1b-chat" else name)

    api = Stub(create_repo=lambda **kwargs: None, upload_large_folder=lambda **kwargs: None)
    logging = Stub(set_verbosity_info=lambda: None)
    module: Any = type(sys)("huggingface_hub")
    module.__dict__.update(ModelCard=Card, ModelCardData=hub.ModelCardData, HfApi=lambda: api, logging=logging)
    package: Any = type(sys)("mlx_lm")
    package.__version__ = job.version
    sys.modules.update({"huggingface_hub": module, "mlx_lm": package})
    names = ["create_model_card", "upload_to_hub"]
    code = take(file, names, Path=Path, os=os, dedent=textwrap.dedent, __package__="mlx_lm", __name__="mlx_lm.utils")
    code.create_model_card(str(job.work), "org/llama-1b-chat")
    code.upload_to_hub(str(job.work), "user/llama-1b-chat-4bit")
    return (job.work / "README.md").read_bytes()


def policy(job: Job) -> bytes:
    """By PreTrainedPolicy.generate_model_card for a policy type that the template does not know."""
    hub = _hub()

    class Card(hub.ModelCard):  # type: ignore[misc,name-defined]
        """The check asks the Hub, which is not reached."""

        def validate(self, **kwargs: Any) -> None:
            """Skip."""

    code = take(
        job.source("lerobot/policies/pretrained.py"),
        ["PreTrainedPolicy.generate_model_card"],
        ModelCard=Card,
        ModelCardData=hub.ModelCardData,
        files=lambda package: job.source(package.replace(".", "/")),
    )
    return _saved(code.generate_model_card(Stub(), "user/pick-and-place", "own_policy", None, None), job)


def nemo(job: Job) -> str:
    """By generate_model_card as push_to_hf_hub calls it; the card keeps its PUT-YOUR-…-HERE."""
    hub = _hub()
    template = take(job.source("nemo/core/config/templates/model_card.py"), ["NEMO_DEFAULT_MODEL_CARD_TEMPLATE"])
    mixin = take(
        job.source("nemo/core/classes/mixins/hf_io_mixin.py"),
        ["HuggingFaceFileIO._get_hf_model_card"],
        ModelCard=hub.ModelCard,
        ModelCardData=hub.ModelCardData,
    )
    default = template.NEMO_DEFAULT_MODEL_CARD_TEMPLATE
    code = take(
        job.source("nemo/core/classes/common.py"),
        ["Model.generate_model_card"],
        copy=copy,
        NEMO_DEFAULT_MODEL_CARD_TEMPLATE=default,
    )
    model = Stub(_get_hf_model_card=lambda **kwargs: mixin._get_hf_model_card(None, **kwargs))
    kwargs = {"model_name": "Own Conformer", "repo_id": "user/own_conformer"}
    return str(code.generate_model_card(model, template_kwargs=kwargs))


if __name__ == "__main__":
    run(globals())

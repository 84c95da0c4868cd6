"""Cards of the transformers Trainer, by its own `TrainingSummary`, and of the tools that build on that card.

Neither torch nor datasets is installed: the Trainer and the dataset are stand-ins with the attributes that
`TrainingSummary.from_trainer` reads, the two packages only state a version.
"""

from __future__ import annotations

import sys
import types
from importlib import import_module
from pathlib import Path
from typing import Any

from scripts.generators.common import AttributeDict, Job, Stub, assigned, run, take
from scripts.generators.sources import PeftModelForCausalLM, peft_card

# Versions of torch and datasets of the same months, for the list of framework versions.
COMPANIONS = {
    (4, 6): ("1.8.1+cu101", "1.6.2"),
    (4, 7): ("1.8.1+cu101", "1.8.0"),
    (4, 8): ("1.9.0+cu102", "1.8.0"),
    (4, 10): ("1.9.0+cu102", "1.11.0"),
    (4, 11): ("1.9.1+cu102", "1.12.1"),
    (4, 14): ("1.10.0+cu111", "1.16.1"),
    (4, 21): ("1.12.1+cu113", "2.4.0"),
    (4, 24): ("1.12.1+cu113", "2.6.1"),
    (4, 26): ("1.13.1+cu116", "2.9.0"),
    (4, 31): ("2.0.1+cu118", "2.14.4"),
    (4, 37): ("2.1.2", "2.16.1"),
    (4, 44): ("2.4.0+cu121", "2.21.0"),
    (4, 46): ("2.5.1+cu121", "3.1.0"),
    (5, 0): ("2.9.1+cu128", "4.5.0"),
    (5, 23): ("2.13.0+cu130", "5.2.0"),
}

# Epoch, step, training loss (None: not logged yet), metrics of the evaluation.
Row = Any


class Dataset:
    """Stands in for `datasets.Dataset`."""

    def __init__(self, builder: str | None, config: str | None = None, split: str | None = None) -> None:
        self.builder_name = builder
        self.config_name = config
        self.split = split


def release() -> tuple[int, int]:
    """The release of transformers that is installed: (4, 46)."""
    version = import_module("transformers").__version__
    major, minor = version.split(".")[:2]
    return int(major), int(minor)


def modelcard() -> Any:
    """The module transformers.modelcard, which thinks that torch and datasets are there."""
    module: Any = import_module("transformers.modelcard")
    torch_version, datasets_version = COMPANIONS[release()]
    torch: Any = types.ModuleType("torch")
    torch.__version__ = torch_version
    datasets: Any = types.ModuleType("datasets")
    datasets.__version__ = datasets_version
    datasets.Dataset = Dataset
    datasets.IterableDataset = type("IterableDataset", (), {})
    sys.modules["torch"] = torch
    sys.modules["datasets"] = datasets
    module.is_torch_available = lambda: True
    module.is_datasets_available = lambda: True
    return module


def arguments(output_dir: str, **changes: Any) -> Any:
    """Stands in for TrainingArguments."""
    training_args: Any = import_module("transformers.training_args")
    trainer_utils: Any = import_module("transformers.trainer_utils")
    values: dict[str, Any] = {
        "output_dir": output_dir,
        "learning_rate": 2e-05,
        "train_batch_size": 16,
        "eval_batch_size": 16,
        "seed": 42,
        "parallel_mode": training_args.ParallelMode.NOT_PARALLEL,
        "world_size": 1,
        "gradient_accumulation_steps": 1,
        "adafactor": False,
        "adam_beta1": 0.9,
        "adam_beta2": 0.999,
        "adam_epsilon": 1e-08,
        "lr_scheduler_type": trainer_utils.SchedulerType.LINEAR,
        "warmup_ratio": 0.0,
        "warmup_steps": 0,
        "max_steps": -1,
        "num_train_epochs": 3,
        "fp16": False,
        "fp16_opt_level": "O1",
        "label_smoothing_factor": 0.0,
        "optim": training_args.OptimizerNames.ADAMW_TORCH if release() >= (4, 46) else "adamw_torch",
        "optim_args": None,
    }
    values.update(changes)
    return Stub(**values)


def log(*rows: Row, finished: bool = True, final: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """A log history. A row is (epoch, step, training loss or None, metrics of the evaluation)."""
    history: list[dict[str, Any]] = []
    for epoch, step, loss, metrics in rows:
        if loss is not None:
            history.append({"loss": loss, "learning_rate": 1e-05, "epoch": epoch, "step": step})
        history.append(_evaluation(metrics, epoch=epoch, step=step))
    if finished:
        history.append({"train_runtime": 120.5, "total_flos": 1.0e12, "epoch": rows[-1][0], "step": rows[-1][1]})
    if final is not None:
        history.append(_evaluation(final, epoch=rows[-1][0], step=rows[-1][1]))
    return history


def _evaluation(metrics: dict[str, Any], **where: Any) -> dict[str, Any]:
    entry = {f"eval_{name}": value for name, value in metrics.items()}
    entry.update({"eval_runtime": 3.5201, "eval_samples_per_second": 142.04})
    if release() >= (4, 7):
        entry["eval_steps_per_second"] = 8.877
    entry.update(where)
    return entry


def training(
    history: list[dict[str, Any]],
    *,
    model: str = "BertForSequenceClassification",
    base: str | None = "org/bert-base-uncased",
    train: Dataset | None = None,
    evaluation: Dataset | None = None,
    output_dir: str = "bert-finetuned",
    changes: dict[str, Any] | None = None,
) -> Any:
    """Stands in for a Trainer after training."""
    stand_in = type(model, (), {})()
    stand_in.config = Stub(model_type="any") if base is None else Stub(model_type="any", _name_or_path=base)
    return Stub(
        args=arguments(output_dir, **(changes or {})),
        model=stand_in,
        train_dataset=train,
        eval_dataset=evaluation,
        state=Stub(log_history=history),
        use_amp=True,
        use_cuda_amp=True,
        use_cpu_amp=False,
        use_apex=False,
        _use_apex=False,
    )


def card(trainer: Any, **kwargs: Any) -> str:
    """What `Trainer.create_model_card` writes."""
    module = modelcard()
    text: str = module.TrainingSummary.from_trainer(trainer, **kwargs).to_model_card()
    return text


ACCURACY = (
    (1.0, 230, None, {"loss": 0.512345678, "accuracy": 0.7843137254901961, "f1": 0.8506}),
    (2.0, 460, 0.5534, {"loss": 0.43219876, "accuracy": 0.8284313725490197, "f1": 0.8811188811188811}),
    (3.0, 690, 0.3411, {"loss": 0.45671234, "accuracy": 0.8406862745098039, "f1": 0.8873483535528596}),
)


def known(job: Job) -> str:
    """Task, dataset and metrics known: a text classifier on a dataset of the Hub."""
    trainer = training(
        log(*ACCURACY),
        train=Dataset("glue", "mrpc", "train"),
        evaluation=Dataset("glue", "mrpc", "validation"),
        output_dir="bert-finetuned-mrpc",
    )
    return card(trainer, license="apache-2.0")


def script(job: Job) -> str:
    """As the GLUE example script calls it: language, tags, dataset text and arguments given."""
    trainer = training(log(*ACCURACY), output_dir="mrpc")
    given: dict[str, Any] = {"finetuned_from": "org/bert-base-uncased", "language": "en", "license": "apache-2.0"}
    given.update(dataset_tags="glue", dataset="GLUE MRPC", dataset_args="mrpc")
    given.update({"tags": "text-classification"} if release() < (4, 7) else {"tasks": "text-classification"})
    return card(trainer, **given)


def nothing(job: Job) -> str:
    """Neither task nor dataset known: a class that the Trainer does not know, data of its own kind."""
    rows = (
        (1.0, 50, None, {"loss": 1.71234, "accuracy": 0.25}),
        (2.0, 100, 1.6401, {"loss": 1.50125, "accuracy": 0.4875}),
    )
    trainer = training(
        log(*rows),
        model="Wav2Vec2ForSpeechClassification",
        base="org/wav2vec2-base",
        output_dir="wav2vec2-emotion",
        changes={"num_train_epochs": 2, "gradient_accumulation_steps": 2, "warmup_ratio": 0.1, "fp16": True},
    )
    return card(trainer)


def partial(job: Job) -> str:
    """Task known, dataset not."""
    return card(training(log(*ACCURACY), output_dir="results"), license="mit")


def scratch(job: Job) -> str:
    """Trained from scratch: no base model, no evaluation."""
    history = [{"train_runtime": 60.0, "epoch": 1.0, "step": 10}]
    trainer = training(history, model="GPT2LMHeadModel", base=None, output_dir="gpt2-small-own")
    return card(trainer)


def scratch_empty(job: Job) -> str:
    """Trained from scratch with a configuration whose base model is the empty string."""
    rows = ((1.0, 100, None, {"loss": 5.8123456}), (2.0, 200, 6.2101, {"loss": 5.2109876}))
    trainer = training(log(*rows), model="GPT2LMHeadModel", base="", output_dir="codegen-small")
    return card(trainer)


def none_dataset(job: Job) -> str:
    """Dataset built in memory: its builder is None."""
    trainer = training(
        log(*ACCURACY),
        model="BertForTokenClassification",
        train=Dataset(None),
        evaluation=Dataset(None),
        output_dir="outputs",
    )
    return card(trainer)


def csv_dataset(job: Job) -> str:
    """Dataset read from a CSV file, which counts as unknown."""
    trainer = training(
        log(*ACCURACY),
        base="org/distilbert-base-multilingual-cased",
        train=Dataset("csv", "default", "train"),
        evaluation=Dataset("csv", "default", "train"),
        output_dir="checkpoint-500",
    )
    return card(trainer, license="apache-2.0")


def imagefolder(job: Job) -> str:
    """Images from a local folder: complete results whose dataset is the loader's name."""
    rows = (
        (1.0, 40, 0.6931, {"loss": 0.31, "accuracy": 0.9}),
        (2.0, 80, 0.2514, {"loss": 0.1204, "accuracy": 0.975}),
    )
    data = Dataset("imagefolder", "default", "train")
    trainer = training(
        log(*rows),
        model="ViTForImageClassification",
        base="org/vit-base-patch16-224",
        train=data,
        evaluation=data,
        output_dir="vit-leaf-disease",
    )
    return card(trainer, license="apache-2.0")


def train_split(job: Job) -> str:
    """Config and split taken from the training dataset, a question-answering model."""
    rows = ((1.0, 300, 1.2104, {"loss": 1.1, "exact_match": 78.1, "f1": 85.9041}),)
    trainer = training(
        log(*rows),
        model="DistilBertForQuestionAnswering",
        base="org/distilbert-base-uncased",
        train=Dataset("squad_v2", "squad_v2", "train"),
        evaluation=Dataset("squad_v2", "squad_v2", "validation"),
        output_dir="distilbert-squad2",
    )
    return card(trainer)


def raw_eval(job: Job) -> str:
    """Evaluation only: no entry with train_runtime, so the raw keys are printed."""
    rows = ((0.0, 0, None, {"loss": 0.2871034801006317, "accuracy": 0.931}),)
    history = [{"loss": 0.1, "epoch": 0.0, "step": 0}, *log(*rows, finished=False)]
    del history[1]["epoch"]
    trainer = training(
        history,
        base="org/distilbert-base-uncased",
        train=Dataset("emotion", "default", "train"),
        output_dir="distilbert-emotion",
    )
    return card(trainer)


def interrupted(job: Job) -> str:
    """Training interrupted: raw evaluation keys with epoch and step."""
    rows = ((0.53, 400, 0.9012, {"loss": 0.8765432, "wer": 0.7512, "cer": 0.2103}),)
    trainer = training(
        log(*rows, finished=False),
        model="Wav2Vec2ForCTC",
        base="org/wav2vec2-large-xlsr-53",
        evaluation=Dataset("common_voice_11_0", "hi", "test"),
        output_dir="w2v2-hi",
    )
    return card(trainer)


def asr(job: Job) -> str:
    """As the speech example script calls it: dataset text, tags and one string of arguments."""
    rows = (
        (9.7, 500, 4.2105, {"loss": 2.9012, "wer": 1.0, "cer": 0.9871}),
        (19.4, 1000, 1.1071, {"loss": 0.3412345, "wer": 0.3712345678901234, "cer": 0.0912345}),
    )
    trainer = training(
        log(*rows),
        model="Wav2Vec2ForCTC",
        base="org/wav2vec2-xls-r-300m",
        evaluation=Dataset("common_voice", "sv-SE", "test"),
        output_dir="xls-r-300m-sv",
        changes={"num_train_epochs": 20.0, "gradient_accumulation_steps": 4, "warmup_steps": 500, "fp16": True},
    )
    return card(
        trainer,
        tasks="automatic-speech-recognition" if release() >= (4, 24) else "speech-recognition",
        tags=["automatic-speech-recognition", "common_voice"],
        dataset="COMMON_VOICE - SV-SE",
        dataset_tags="common_voice",
        dataset_args="Config: sv-SE, Training split: train+validation, Eval split: test",
        language="sv-SE",
    )


def whisper(job: Job) -> str:
    """A recipe that gives tags and a dataset text but no dataset: null config, split None, accents, language no."""
    rows = ((1.02, 1000, 0.0812, {"loss": 0.2934567, "wer": 14.712345}),)
    trainer = training(
        log(*rows),
        model="WhisperForConditionalGeneration",
        base="org/whisper-small",
        evaluation=Dataset("generator"),
        output_dir="whisper-small-nb",
        changes={"max_steps": 1000, "learning_rate": 1e-05, "warmup_steps": 500, "fp16": True},
    )
    return card(
        trainer,
        language="no",
        license="apache-2.0",
        tags="hf-asr-leaderboard",
        model_name="Whisper Småstudien – Norsk",
        dataset="Tale på norsk",
        dataset_tags="user/tale",
        dataset_args="config: nb, split: test",
        tasks="automatic-speech-recognition",
    )


def matrix(job: Job) -> str:
    """Metrics that are no single number: a confusion matrix, per-class scores, nan."""
    metrics = {
        "loss": float("nan"),
        "accuracy": 0.8125,
        "confusion_matrix": [[24, 3], [6, 15]],
        "0_precision": 0.8,
        "0_f1-score": 0.8421052631578947,
        "0_support": 27,
        "macro avg_f1-score": 0.8049,
    }
    rows = ((1.0, 12, None, dict(metrics, accuracy=0.5)), (2.0, 24, 0.0, metrics))
    trainer = training(log(*rows), evaluation=Dataset(None), output_dir="test_trainer")
    return card(trainer, license="apache-2.0")


def dict_values(job: Job) -> str:
    """Metrics that are mappings, as metric.compute returns them, and F1 Macro with an odd key."""
    scores = {"rouge1": 0.4102, "rouge2": 0.1913, "rougeL": 0.3305, "rougeLsum": 0.3306}
    rows = (
        (1.0, 20, 2.1014, {"loss": 1.9, "rouge": dict(scores, rouge1=0.38), "accuracy": {"accuracy": 0.91}}),
        (2.0, 40, 1.7431, {"loss": 1.7, "rouge": scores, "accuracy": {"accuracy": 0.96}, "F1_macro": 0.7512}),
    )
    history = log(*rows)
    history[1]["eval_F1_macro"] = 0.70111
    trainer = training(
        history,
        model="T5ForConditionalGeneration",
        base="org/t5-small",
        evaluation=Dataset("samsum", "samsum", "validation"),
        output_dir="t5-dialogue-summary",
    )
    return card(trainer, license="apache-2.0")


def local_base(job: Job) -> str:
    """Base model loaded from a path that no longer exists; metrics of a preparation run leak in."""
    rows = (
        (1.0, 100, 0.6121, {"loss": 0.401, "model_preparation_time": 0.0031, "f1_macro": 0.8123, "roc_auc": 0.9034567}),
        (2.0, 200, 0.3344, {"loss": 0.388, "model_preparation_time": 0.0031, "f1_macro": 0.8312, "roc_auc": 0.9112345}),
    )
    trainer = training(
        log(*rows, final={"loss": 0.388, "model_preparation_time": 0.0031, "f1_macro": 0.8312, "roc_auc": 0.9112345}),
        base="/data/models/base",
        evaluation=Dataset("parquet", "default", "validation"),
        output_dir="model",
    )
    return card(trainer)


def cache_base(job: Job) -> str:
    """Base model loaded from the cache folder of the Hub's client."""
    trainer = training(
        log(*ACCURACY),
        base="/data/cache/hub/models--org--deberta-v3-small/snapshots/0123456789abcdef0123456789abcdef01234567",
        evaluation=Dataset("json", "default", "train"),
        output_dir="deberta-topics",
    )
    return card(trainer, license="mit")


def several_datasets(job: Job) -> str:
    """Three datasets given by hand, best checkpoint evaluated last."""
    trainer = training(
        log(*ACCURACY, final={"loss": 0.43219876, "accuracy": 0.8284313725490197, "f1": 0.8811188811188811}),
        output_dir="nli-mix",
        changes={"world_size": 2, "gradient_accumulation_steps": 4, "label_smoothing_factor": 0.1},
    )
    ids = ["user/nli-en", "user/nli-de", "user/nli-fr"]
    return card(trainer, dataset_tags=ids, dataset=ids, license="cc-by-4.0", language=["en", "de", "fr"])


def other_optimizer(job: Job) -> str:
    """An optimizer whose line goes over two lines, and a token counter among the metrics."""
    training_args: Any = import_module("transformers.training_args")
    rows = (
        (0.5, 100, 1.9012, {"loss": 1.8123456, "num_input_tokens_seen": 819200}),
        (1.0, 200, 1.7234, {"loss": 1.7012345, "num_input_tokens_seen": 1638400}),
    )
    trainer = training(
        log(*rows),
        model="LlamaForCausalLM",
        base="org/llama-1b",
        evaluation=Dataset("text", "default", "train"),
        output_dir="out",
        changes={"optim": training_args.OptimizerNames.LION, "num_train_epochs": 1},
    )
    return card(trainer)


def eval_sets(job: Job) -> str:
    """A mapping of evaluation sets: the heading of the results table without a table."""
    rows = ((1.0, 100, 0.51, {"en_loss": 0.41, "en_accuracy": 0.9, "de_loss": 0.52, "de_accuracy": 0.86}),)
    trainer = training(log(*rows), evaluation=None, output_dir="xnli-pair")
    return card(trainer, dataset_tags=[], license="mit")


def seq2seq(job: Job) -> str:
    """A translation model with a known dataset: results dropped, because its task lost its name."""
    rows = ((1.0, 500, 1.4012, {"loss": 1.2345678, "bleu": 27.4512, "gen_len": 17.25}),)
    trainer = training(
        log(*rows),
        model="MarianMTModel",
        base="org/opus-mt-en-fr",
        evaluation=Dataset("kde4", "en-fr", "train"),
        output_dir="marian-kde4-en-fr",
    )
    return card(trainer, license="apache-2.0")


def wandb(job: Job) -> str:
    """With the badge that the Weights & Biases callback adds to the comment."""
    module = modelcard()
    file = Path(module.__file__).parent / "integrations" / "integration_utils.py"
    url = "https://wandb.ai/user/runs/runs/a1b2c3d4"
    callback = Stub(_wandb=Stub(run=Stub(url=url, get_url=lambda: url)))
    badge = assigned(file, "badge_markdown", containing="wandb", self=callback)
    module.AUTOGENERATED_TRAINER_COMMENT += f"\n{badge}"
    return known(job)


def trackio(job: Job) -> str:
    """With the badge and the tags that the Trackio callback adds."""
    module = modelcard()
    file = Path(module.__file__).parent / "integrations" / "integration_utils.py"
    url = "https://user-trackio.hf.space/?project=runs&sidebar=hidden"
    badge = assigned(file, "badge_markdown", containing="trackio", space_url=url)
    module.AUTOGENERATED_TRAINER_COMMENT += f"\n{badge}"
    trainer = training(log(*ACCURACY), evaluation=Dataset("imdb", "plain_text", "test"), output_dir="imdb-tiny")
    return card(trainer, tags=["trackio", f"trackio:{url}"])


def keras(job: Job) -> str:
    """By TrainingSummary.from_keras, as the Keras callback does: metrics of a metric callback, one model of the Hub."""
    module = modelcard()
    tensorflow: Any = types.ModuleType("tensorflow")
    tensorflow.__version__ = "2.9.2"
    policy = Stub(name="mixed_float16")
    tensorflow.keras = Stub(mixed_precision=Stub(global_policy=lambda: policy))
    sys.modules["tensorflow"] = tensorflow
    module.is_tf_available = lambda: True
    schedule = {"class_name": "PolynomialDecay", "config": {"initial_learning_rate": 2e-05, "decay_steps": 300}}
    optimizer = Stub(get_config=lambda: {"name": "AdamWeightDecay", "learning_rate": schedule, "epsilon": 1e-08})
    model: Any = type("TFT5ForConditionalGeneration", (), {})()
    model.config = Stub(_name_or_path="org/t5-small")
    model.optimizer = optimizer
    history = [
        {"loss": 2.5012345, "val_loss": 2.2012345, "rouge1": 0.2901234, "rougeL": 0.2412345, "epoch": 0},
        {"loss": 2.2412345, "val_loss": 2.0912345, "rouge1": 0.3101234, "rougeL": 0.2612345, "epoch": 1},
    ]
    summary = module.TrainingSummary.from_keras(model, model_name="user/t5-headlines", keras_history=history)
    text: str = summary.to_model_card()
    return text


def keras_classifier(job: Job) -> str:
    """As above with accuracy and a dataset given by hand."""
    module = modelcard()
    tensorflow: Any = types.ModuleType("tensorflow")
    tensorflow.__version__ = "2.15.0"
    tensorflow.keras = Stub(mixed_precision=Stub(global_policy=lambda: Stub(name="float32")))
    sys.modules["tensorflow"] = tensorflow
    module.is_tf_available = lambda: True
    model: Any = type("TFBertForSequenceClassification", (), {})()
    model.config = Stub(_name_or_path="org/bert-base-uncased")
    model.optimizer = Stub(get_config=lambda: {"name": "Adam", "learning_rate": 3e-05, "beta_1": 0.9})
    history = [
        {"loss": 0.61, "accuracy": 0.7, "val_loss": 0.52, "val_accuracy": 0.75, "epoch": 0},
        {"loss": 0.41, "accuracy": 0.82, "val_loss": 0.4412345, "val_accuracy": 0.8012345, "epoch": 1},
    ]
    summary = module.TrainingSummary.from_keras(
        model,
        model_name="user/bert-reviews",
        keras_history=history,
        dataset_tags="user/reviews",
        license="apache-2.0",
    )
    text: str = summary.to_model_card()
    return text


def pushed(job: Job) -> bytes:
    """By create_and_tag_model_card, as PreTrainedModel.push_to_hub does for a repository without a card."""
    hub: Any = import_module("transformers.utils.hub")

    def load(*args: Any, **kwargs: Any) -> Any:
        raise NoSuchCard("no card in the repository")

    class NoSuchCard(Exception):
        """Stands in for the answer 404."""

    hub.EntryNotFoundError = NoSuchCard
    hub.ModelCard.load = load
    made = hub.create_and_tag_model_card("user/tiny-model")
    made.save(job.work / "README.md")
    return (job.work / "README.md").read_bytes()


LANGUAGE_MODEL = (
    (0.5, 100, 1.2031, {"loss": 1.1804}),
    (1.0, 200, 1.0912, {"loss": 1.1102}),
)


def llama_factory(job: Job) -> str:
    """The Trainer card as LLaMA-Factory's create_modelcard_and_push asks for it."""
    (folder,) = job.sources.glob("llamafactory-*")
    texts: list[str] = []

    def create_model_card(trainer: Any, **kwargs: Any) -> None:
        texts.append(card(trainer, **kwargs))

    code = take(
        folder / "llamafactory/train/trainer_utils.py",
        ["create_modelcard_and_push"],
        Trainer=Stub(create_model_card=create_model_card),
    )
    trainer = training(log(*LANGUAGE_MODEL), model="LlamaForCausalLM", output_dir="sft_lora")
    code.create_modelcard_and_push(
        trainer,
        Stub(model_name_or_path="org/llama-1b-instruct", use_unsloth=False, use_kt=False),
        Stub(dataset=["identity", "alpaca_en_demo"]),
        Stub(do_train=True, push_to_hub=False),
        Stub(finetuning_type="lora"),
    )
    return texts[0]


def on_trainer(job: Job) -> bytes:
    """The Trainer card of a LoRA training, then saved by peft: the tags are overwritten."""
    trainer = training(
        log(*LANGUAGE_MODEL),
        model="PeftModelForCausalLM",
        base="org/llama-1b",
        evaluation=Dataset(None),
        output_dir="llama-adapter",
        changes={"num_train_epochs": 1, "learning_rate": 0.0002},
    )
    tags = ["base_model:adapter:org/llama-1b", "lora", "transformers"]
    return peft_card(job, PeftModelForCausalLM("org/llama-1b", tags), before=card(trainer))


AXOLOTL_CONFIG = """base_model: org/llama-1b
load_in_8bit: false
datasets:
  - path: user/instructions
    type: alpaca
  - path: /data/private/extra.jsonl
    type: completion
val_set_size: 0.1
output_dir: ./outputs/lora-out
adapter: lora
lora_r: 16
wandb_project:
num_epochs: 1
optimizer: adamw_bnb_8bit
"""


def axolotl(job: Job) -> str:
    """The Trainer card with axolotl's badge and configuration, as its setup_model_card and create_model_card ask."""
    (folder,) = job.sources.glob("axolotl-*")
    module = modelcard()
    config = job.work / "config.yaml"
    config.write_text(AXOLOTL_CONFIG, encoding="utf-8")
    texts: list[str] = []
    names = ["setup_model_card", "create_model_card"]
    version = folder.name.split("-")[1]
    code = take(
        folder / "axolotl/train.py",
        names,
        transformers=Stub(modelcard=module),
        importlib=Stub(metadata=Stub(version=lambda name: version)),
        Path=Path,
        OfflineModeIsEnabled=OSError,
    )
    trainer = training(
        log(*((0.5, 50, 1.31, {"loss": 1.25, "memory/max_active (gib)": 7.81}),) * 2),
        model="PeftModelForCausalLM",
        base="org/llama-1b",
        train=None,
        output_dir="./outputs/lora-out",
        changes={"num_train_epochs": 1.0},
    )
    trainer.create_model_card = lambda **kwargs: texts.append(card(trainer, **kwargs))
    cfg = AttributeDict(
        axolotl_config_path=str(config),
        output_dir="./outputs/lora-out",
        datasets=[{"path": "user/instructions"}, {"path": "https://example.org/extra.jsonl"}],
    )
    code.setup_model_card(cfg)
    code.create_model_card(cfg, trainer)
    return texts[0]


if __name__ == "__main__":
    run(globals())

"""Cards of sentence-transformers, SetFit, SpanMarker and PyLate, whose models really are built and trained, tiny."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from scripts.generators.common import Job, Stub, run

BASE = "org/tiny-bert"
SENTENCES = [
    "the film is good",
    "the book was dull",
    "it is a long plot",
    "sun in paris",
    "rain over berlin",
    "it was fine",
]

SCORES = {
    "PLACE": {"precision": 0.75, "recall": 0.6, "f1": 0.6666666666666665, "number": 5},
    "overall_precision": 0.75,
    "overall_recall": 0.6,
    "overall_f1": 0.6666666666666665,
    "overall_accuracy": 0.8571428571428571,
}


def untrained(job: Job) -> bytes:
    """A model saved without training."""
    return _saved(_sentence_model())


def trained(job: Job) -> bytes:
    """A model trained for two steps on pairs, with an evaluator."""
    model = _sentence_model()
    library: Any = import_module("sentence_transformers")
    data: Any = import_module("datasets")
    evaluation: Any = import_module("sentence_transformers.evaluation")
    losses: Any = import_module("sentence_transformers.losses")
    pairs = {"sentence1": SENTENCES, "sentence2": SENTENCES[::-1], "score": [0.9, 0.7, 0.2, 0.2, 0.7, 0.9]}
    dataset = data.Dataset.from_dict(pairs)
    evaluator = evaluation.EmbeddingSimilarityEvaluator(SENTENCES, SENTENCES[::-1], pairs["score"], name="sts-dev")
    arguments = library.SentenceTransformerTrainingArguments(
        output_dir="out",
        num_train_epochs=1,
        per_device_train_batch_size=3,
        eval_strategy="steps",
        eval_steps=1,
        logging_steps=1,
        save_strategy="no",
        report_to=[],
        use_cpu=True,
        seed=12,
    )
    trainer = library.SentenceTransformerTrainer(
        model=model,
        args=arguments,
        train_dataset=dataset,
        eval_dataset=dataset,
        loss=losses.CosineSimilarityLoss(model),
        evaluator=evaluator,
    )
    trainer.train()
    return _saved(model)


def setfit_untrained(job: Job) -> bytes:
    """A SetFit model saved without training: metrics are listed although nothing was evaluated."""
    return _saved(_setfit_model())


def setfit_trained(job: Job) -> bytes:
    """A SetFit model trained for one epoch on eight sentences and evaluated, repository and licence given."""
    setfit: Any = import_module("setfit")
    data: Any = import_module("datasets")
    card = setfit.SetFitModelCardData(language="en", license="mit", model_id="user/setfit-reviews")
    model = _setfit_model(card)
    texts = [*SENTENCES, "the plot is bad", "a very good book"]
    dataset = data.Dataset.from_dict({"text": texts, "label": [1, 0, 0, 1, 0, 1, 0, 1]})
    arguments = setfit.TrainingArguments(num_epochs=1, batch_size=4, num_iterations=1, report_to="none")
    trainer = setfit.Trainer(model=model, args=arguments, train_dataset=dataset, eval_dataset=dataset, metric=_accuracy)
    trainer.train()
    trainer.evaluate()
    return _saved(model)


def span_marker(job: Job) -> bytes:
    """A SpanMarker model saved without training: metrics are listed although nothing was evaluated."""
    return _saved(_span_model())


def span_marker_trained(job: Job) -> bytes:
    """A SpanMarker model trained for one epoch on four sentences, data set and encoder named."""
    library: Any = import_module("span_marker")
    transformers: Any = import_module("transformers")
    data: Any = import_module("datasets")
    card = library.SpanMarkerModelCardData(
        language="en", license="apache-2.0", encoder_id=BASE, dataset_id="user/places", dataset_name="Places"
    )
    model = _span_model(card)
    tokens = [text.split() for text in ("sun in paris", "rain over berlin", "the book was dull", "paris is good")]
    tags = [[0, 0, 1], [0, 0, 1], [0, 0, 0, 0], [1, 0, 0]]
    dataset = data.Dataset.from_dict({"tokens": tokens, "ner_tags": tags})
    arguments = transformers.TrainingArguments(
        output_dir="out",
        num_train_epochs=1,
        per_device_train_batch_size=2,
        eval_strategy="epoch",
        logging_steps=1,
        save_strategy="no",
        report_to=[],
        use_cpu=True,
    )
    # The metric is downloaded, and four sentences teach nothing: made-up scores.
    evaluate: Any = import_module("evaluate")
    evaluate.load = lambda name: Stub(add=lambda **row: None, compute=lambda: dict(SCORES))
    trainer = library.Trainer(model=model, args=arguments, train_dataset=dataset, eval_dataset=dataset)
    trainer.train()
    trainer.evaluate(dataset, metric_key_prefix="test")
    return _saved(model)


def pylate(job: Job) -> bytes:
    """A PyLate model saved without training."""
    sys.path.append(str(next(job.sources.glob("pylate-*"))))
    _tiny_bert()
    models: Any = import_module("pylate.models")
    return _saved(models.ColBERT(BASE, device="cpu"))


def _accuracy(predictions: Any, labels: Any) -> dict[str, float]:
    """Stands in for the metric of the same name, which is downloaded."""
    pairs = zip(predictions, labels, strict=True)
    return {"accuracy": sum(int(left) == int(right) for left, right in pairs) / len(labels)}


def _tiny_bert() -> None:
    """Write a BERT of two layers, random but the same every time, to the folder with its name."""
    torch: Any = import_module("torch")
    transformers: Any = import_module("transformers")
    torch.manual_seed(0)
    folder = Path(BASE)
    folder.mkdir(parents=True)
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted(set(" ".join(SENTENCES).split()))]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    tokenizer = transformers.BertTokenizerFast(
        vocab_file=str(folder / "vocab.txt"), vocab=str(folder / "vocab.txt"), model_max_length=64
    )
    tokenizer.save_pretrained(BASE)
    config = transformers.BertConfig(
        vocab_size=max(len(vocabulary), len(tokenizer)),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=512,
    )
    transformers.BertModel(config).save_pretrained(BASE)


def _sentence_model() -> Any:
    _tiny_bert()
    library: Any = import_module("sentence_transformers")
    models: Any = import_module("sentence_transformers.models")
    transformer = models.Transformer(BASE, max_seq_length=64)
    dimension = transformer.get_word_embedding_dimension()
    return library.SentenceTransformer(modules=[transformer, models.Pooling(dimension)], device="cpu")


def _setfit_model(card: Any = None) -> Any:
    setfit: Any = import_module("setfit")
    head: Any = import_module("sklearn.linear_model")
    arguments = {} if card is None else {"model_card_data": card}
    return setfit.SetFitModel(
        model_body=_sentence_model(), model_head=head.LogisticRegression(), labels=["bad", "good"], **arguments
    )


def _span_model(card: Any = None) -> Any:
    _tiny_bert()
    library: Any = import_module("span_marker")
    arguments: dict[str, Any] = {} if card is None else {"model_card_data": card}
    return library.SpanMarkerModel.from_pretrained(
        BASE,
        labels=["O", "PLACE"],
        model_max_length=64,
        entity_max_length=4,
        attn_implementation="eager",
        **arguments,
    )


def _saved(model: Any) -> bytes:
    # The driver runs every card in an empty folder of its own, so a relative path looks like an id.
    model.save_pretrained("user/own-model")
    return Path("user/own-model/README.md").read_bytes()


if __name__ == "__main__":
    run(globals())

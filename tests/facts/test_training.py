"""What the Trainer wrote into the body, in the words of every version, and with the changes people make."""

from __future__ import annotations

import pytest

from cardsmith import Card
from cardsmith.facts.training import hub_id
from cardsmith.facts.values import ValueKind
from tests.support import trainer_card

BASE = "[a/b](https://huggingface.co/a/b)"


def opening(sentence: str, newline: str = "\n") -> Card:
    return trainer_card(opening=sentence + "\n", newline=newline)


# -- the base model ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "model"),
    [
        ("[a/b](https://huggingface.co/a/b)", "a/b"),
        ("[bert-base-uncased](https://huggingface.co/bert-base-uncased)", "bert-base-uncased"),
        ("[my name for it](https://huggingface.co/a/b)", "a/b"),
        ("[a/b](http://www.huggingface.co/a/b/)", "a/b"),
        ("[a/b](https://hf.co/a/b)", "a/b"),
        ("[a/b](https://huggingface.co/a/b/tree/main)", "a/b"),
        ("[a/b](https://huggingface.co/a/b?library=transformers#files)", "a/b"),
        ("[bert](https://huggingface.co/bert-base-uncased/blob/main/README.md)", "bert-base-uncased"),
        ("[](https://huggingface.co/)", ""),  # trained from scratch, 4.33 to 5
        ("[None](https://huggingface.co/None)", "None"),
        # A local path stays one, so that nobody takes a part of it for an id.
        ("[/home/me/bert](https://huggingface.co//home/me/bert)", "/home/me/bert"),
        ("[runs/bert/final](https://huggingface.co/runs/bert/final)", "runs/bert/final"),
        ("[./out](https://huggingface.co/./out)", "./out"),
        ("[/My Models/bert](https://huggingface.co//My Models/bert)", "/My Models/bert"),
        ("[my bert](https://huggingface.co/my bert)", "my bert"),
        ("[C:\\models (old)\\a](https://huggingface.co/C:\\models (old)\\a)", "C:\\models (old)\\a"),
        ("[my model](https://example.com/a/b)", None),
        ("[a/b](../b)", None),
        ("[a/b]()", None),
    ],
)
def test_base_model_of_a_link(link: str, model: str | None) -> None:
    card = opening(f"This model is a fine-tuned version of {link} on the None dataset.")
    fact = card.base_model
    assert fact is not None
    assert fact.id == model
    assert fact.link is not None
    assert fact.link.of(card.text) == link
    assert fact.phrase.of(card.text) == f"fine-tuned version of {link}"
    phrase = card.dataset_phrase
    assert phrase is not None
    assert phrase.span.of(card.text) == "the None dataset"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://huggingface.co/datasets/squad", "squad"),
        ("https://huggingface.co/datasets/user/squad/viewer/default", "user/squad"),
        ("https://huggingface.co/datasets/squad/viewer", "squad"),
        ("https://huggingface.co", None),
        ("https://huggingface.com/a/b", None),
        ("ftp://huggingface.co/a/b", None),
    ],
)
def test_hub_id_of_an_address(url: str, found: str | None) -> None:
    assert hub_id(url) == found


def test_trained_from_scratch() -> None:
    card = opening("This model was trained from scratch on an unkown dataset.")  # 4.6's spelling
    fact, phrase = card.base_model, card.dataset_phrase
    assert fact is not None
    assert (fact.id, fact.link) == (None, None)
    assert fact.phrase.of(card.text) == "trained from scratch"
    assert phrase is not None
    assert phrase.names == ()
    assert phrase.span.of(card.text) == "an unkown dataset"


@pytest.mark.parametrize(
    "text",
    [
        "```\nThis model is a fine-tuned version of [x/y](https://huggingface.co/x/y) on the z dataset.\n```\n",
        "<!-- This model is a fine-tuned version of [x/y](https://huggingface.co/x/y) on the z dataset. -->\n",
        "A fine-tuned version of something.\n",
    ],
)
def test_code_comments_and_other_words_state_no_base_model(text: str) -> None:
    assert opening(text).base_model is None
    card = opening(text + "\nThis model is a fine-tuned version of [a/b](https://huggingface.co/a/b).")
    assert card.base_model is not None
    assert card.base_model.id == "a/b"


# -- the dataset -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "names"),
    [
        ("an unknown dataset", ()),
        ("an unkown dataset", ()),  # transformers 4.6 to 4.9
        ("the None dataset", ()),
        ("the **None** dataset", ()),
        ("the unknown dataset", ()),
        ("the squad dataset", ("squad",)),
        ("the GLUE MRPC dataset", ("GLUE MRPC",)),
        ("the COMMON_VOICE - SV-SE dataset", ("COMMON_VOICE - SV-SE",)),
        ("the mozilla-foundation/common_voice_11_0 dataset", ("mozilla-foundation/common_voice_11_0",)),
        ("the a and the b datasets", ("a", "b")),
        ("the a, the b and the c datasets", ("a", "b", "c")),
        ("the a, the b, and the c datasets", ("a", "b", "c")),
        ("the None and the b datasets", ("b",)),
        ("the [Voices](https://huggingface.co/datasets/user/voices) dataset", ("user/voices",)),
        ("the [RAVDESS](https://zenodo.org/record/1188976) dataset", ("RAVDESS",)),
        (
            "the [A](https://huggingface.co/datasets/u/a) and the [B](https://huggingface.co/datasets/u/b) datasets",
            ("u/a", "u/b"),
        ),
        ("the imagefolder dataset", ("imagefolder",)),
    ],
)
@pytest.mark.parametrize("end", [".", "", ",", " and more."])
def test_dataset_phrase(phrase: str, names: tuple[str, ...], end: str) -> None:
    card = opening(f"This model is a fine-tuned version of {BASE} on {phrase}{end}")
    fact = card.dataset_phrase
    assert fact is not None
    assert fact.names == names
    assert fact.span.of(card.text) == phrase


@pytest.mark.parametrize(
    "sentence",
    [
        f"This model is a fine-tuned version of {BASE}.",
        f"This model is a fine-tuned version of {BASE} for emotion recognition.",
        f"This model is a fine-tuned version of {BASE} on our data.",
        f"This model is a fine-tuned version of {BASE}.\n\nIt was tested on the x dataset.",
        f"This model is a fine-tuned version of {BASE} on the moon.",
        "Trained on the x dataset.",
    ],
)
def test_no_dataset_phrase(sentence: str) -> None:
    assert opening(sentence).dataset_phrase is None


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_wrapped_sentence_still_names_its_dataset(newline: str) -> None:
    card = opening(f"This model is a fine-tuned version of\t{BASE}", newline)
    assert card.base_model is None  # the words themselves are not searched across line ends or tabs
    card = opening(f"This model is a fine-tuned version of {BASE}\non the x dataset.", newline)
    assert card.dataset_phrase is not None
    assert card.dataset_phrase.names == ("x",)
    assert card.dataset_phrase.span.of(card.text) == "the x dataset"


# -- reported results --------------------------------------------------------------------------------------------------

INTRODUCTION = "It achieves the following results on the evaluation set:\n"


def reported(text: str, newline: str = "\n") -> dict[str, tuple[str, ValueKind]]:
    card = trainer_card(results=text, newline=newline)
    for result in card.reported_results:
        words = result.span.of(card.text)
        assert words.startswith(result.name)
        assert words.endswith(result.value.text.splitlines()[-1] if result.value.text else ":")
    return {result.name: (result.value.text, result.value.kind) for result in card.reported_results}


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("0.9154", ValueKind.NUMBER),
        ("1.0", ValueKind.NUMBER),
        ("24", ValueKind.NUMBER),
        ("-0.5", ValueKind.NUMBER),
        ("1e-05", ValueKind.NUMBER),
        ("nan", ValueKind.NOT_FINITE),
        ("inf", ValueKind.NOT_FINITE),
        ("{'accuracy': 0.96}", ValueKind.MAPPING),
        ("{'Loc': {'f1': 0.9, 'number': 12}}", ValueKind.MAPPING),
        ("[[24, 0], [9, 30]]", ValueKind.LIST),
        ("tf.Tensor(0.29, shape=(), dtype=float32)", ValueKind.OBJECT),
        ("<wandb.data_types.Table object at 0x7f1>", ValueKind.OBJECT),
        ("97.5%", ValueKind.TEXT),
        ("", ValueKind.TEXT),
    ],
)
def test_values_of_every_kind(printed: str, kind: ValueKind) -> None:
    found = reported(f"{INTRODUCTION}- Loss: 0.5\n- Value: {printed}\n- Wer: 0.25\n")
    assert found == {
        "Loss": ("0.5", ValueKind.NUMBER),
        "Value": (printed, kind),
        "Wer": ("0.25", ValueKind.NUMBER),
    }


@pytest.mark.parametrize(
    "printed",
    [
        "[[24  0]\n [ 9 30]]",  # a NumPy matrix
        "[[24  0]\n[ 9 30]]",  # the same after an editor took the blank away
        "              precision    recall\n           0       0.52      1.00",  # a printed report
        "[0.1 0.2\n 0.3 0.4]",
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_values_of_several_lines(printed: str, newline: str) -> None:
    found = reported(f"{INTRODUCTION}- Loss: 0.5\n- Matrix: {printed}\n- Wer: 0.25\n", newline)
    assert list(found) == ["Loss", "Matrix", "Wer"]
    assert found["Matrix"][0].split() == printed.split()


def test_a_link_behind_the_list_is_no_value() -> None:
    found = reported(f"{INTRODUCTION}- Loss: 0.5\n- Wer: 0.25\n[The run](https://wandb.ai/x)\n")
    assert found["Wer"] == ("0.25", ValueKind.NUMBER)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("gap", ["", "\n", "\n\n", "  \n"])
@pytest.mark.parametrize("bullet", ["-", "*", "+", "  -"])
def test_lists_as_people_and_editors_write_them(newline: str, gap: str, bullet: str) -> None:
    found = reported(f"{INTRODUCTION}{gap}{bullet} Loss: 0.5\n{bullet} Wer: 0.25\n", newline)
    assert found == {"Loss": ("0.5", ValueKind.NUMBER), "Wer": ("0.25", ValueKind.NUMBER)}


def test_the_list_ends_where_it_ends() -> None:
    found = reported(f"{INTRODUCTION}- Loss: 0.5\n\nWe also saw:\n- Accuracy: 1.0\n")
    assert list(found) == ["Loss"]


def test_a_quoted_introduction_is_passed_over() -> None:
    quoted = f"```\n{INTRODUCTION}- Loss: 9.0\n```\n\n<!--\n{INTRODUCTION}- Loss: 8.0\n-->\n\n"
    assert reported(f"{quoted}{INTRODUCTION}- Loss: 0.5\n") == {"Loss": ("0.5", ValueKind.NUMBER)}
    assert reported(quoted) == {}


def test_raw_evaluation_keys() -> None:
    """An evaluation without training prints its whole log entry (4.7 to 5.x)."""
    text = f"{INTRODUCTION}- eval_loss: 0.5\n- eval_accuracy: 0.75\n- eval_runtime: 3.1\n- epoch: 1.0\n- step: 0\n"
    metrics, left_out = trainer_card(results=text).sorted_results
    assert [(item.name, item.metric.id, item.value.text) for item in metrics] == [("Accuracy", "accuracy", "0.75")]
    assert [item.name for item in left_out] == ["eval_loss", "eval_runtime", "epoch", "step"]


def test_names_may_hold_what_names_hold() -> None:
    found = reported(f"{INTRODUCTION}- Memory/max Active (gib): 1.5\n- Map@50: 0.5\n- Überraschung: 1\n")
    assert list(found) == ["Memory/max Active (gib)", "Map@50", "Überraschung"]


def test_no_introduction_no_results() -> None:
    assert reported("- Loss: 0.5\n- Accuracy: 1.0\n") == {}
    assert Card("").reported_results == []


@pytest.mark.parametrize(
    "sentence",
    [
        "It achieves the following results on the test set:",
        "It achieves the following results on the validation set",
        "It achieves the following results:",
        "The model reached the following results (epoch 3):",
        "It achieves the following results on the evaluation set (epoch 3):",
        "It achieves the following results on the held-out test split:",
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_introductions_in_other_words(sentence: str, newline: str) -> None:
    card = trainer_card(results=f"{sentence}\n\n- Loss: 0.5\n- **Wer**: 0.25\n- **Cer:** 0.1\n", newline=newline)
    assert [(r.name, r.value.text) for r in card.reported_results] == [("Loss", "0.5"), ("Wer", "0.25"), ("Cer", "0.1")]
    assert card.other_data is None


@pytest.mark.parametrize(
    ("on", "words", "id_"),
    [
        ("the XNLI test set", "the XNLI test set", None),
        ("the a/b test split", "the a/b test split", "a/b"),
        (f"the evaluation set of [x]({BASE[6:-1].replace('a/b', 'datasets/c/d')})", None, "c/d"),
        ("Common Voice 11.0 (test)", "Common Voice 11.0 (test)", None),
    ],
)
def test_results_on_data_that_has_a_name(on: str, words: str | None, id_: str | None) -> None:
    card = trainer_card(results=f"It achieves the following results on {on}:\n- Loss: 0.5\n- Wer: 0.25\n")
    assert len(card.reported_results) == 2
    assert card.other_data is not None
    assert card.other_data.span.of(card.text) == card.other_data.words == (words or on)
    assert card.other_data.id == id_


@pytest.mark.parametrize(
    "text",
    [
        "We saw the following results on the test set:\n\nA table, and no list.\n",
        "The following results matter:\n- Speed: 10\n- Size: 3\n",
        "It has the following results with these settings:\n- seed: 42\n",
        "The following results on the test set:\n- Note: see below\n- Source: [here](https://x.org)\n",
        "The following results-driven plan:\n- Step: 1\n",
        "The following results on the test set\nare good.\n- Wer: 0.25\n",
    ],
)
def test_other_prose_introduces_no_results(text: str) -> None:
    card = trainer_card(results=text)
    assert card.reported_results == []
    assert card.other_data is None


def test_the_evaluation_set_goes_first() -> None:
    text = f"It achieves the following results on the XNLI test set:\n- Wer: 0.5\n\n{INTRODUCTION}- Wer: 0.25\n"
    card = trainer_card(results=text)
    assert [r.value.text for r in card.reported_results] == ["0.25"]
    assert card.other_data is None


AUTOTRAIN = "# Model Trained Using AutoTrain\n\n- Problem type: Text Classification\n\n## Validation Metrics"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("form", ["\n{}\n", "\n\n- {}"])
def test_the_metrics_of_autotrain(form: str, newline: str) -> None:
    lines = ["loss: 0.3131", "f1_macro: 0.8", "Macro F1: 0.9153446564", "rouge1: -999"]
    text = AUTOTRAIN + "".join(map(form.format, lines)) + "\n\n## Usage\n\nsteps: 3\n"
    card = Card(text.replace("\n", newline))
    assert [(r.name, r.value.text, r.span.of(card.text)) for r in card.reported_results] == [
        ("loss", "0.3131", "loss: 0.3131"),
        ("f1_macro", "0.8", "f1_macro: 0.8"),
        ("Macro F1", "0.9153446564", "Macro F1: 0.9153446564"),
    ]
    assert card.measured_on is None


@pytest.mark.parametrize(
    "text",
    [
        f"{AUTOTRAIN}\nNo validation metrics available\n",
        f"{AUTOTRAIN}\n```\nloss: 0.5\n```\n",
        "# Another model\n\n## Validation Metrics\n\nloss: 0.5\n",
        f"{AUTOTRAIN.partition('##')[0]}loss: 0.5\n",
    ],
)
def test_what_is_no_metric_of_autotrain(text: str) -> None:
    assert Card(text).reported_results == []


def test_a_list_at_the_end_of_a_file_without_line_end() -> None:
    card = Card(f"{INTRODUCTION}- Wer: 0.25")
    assert [(r.name, r.value.text, r.span.of(card.text)) for r in card.reported_results] == [
        ("Wer", "0.25", "Wer: 0.25")
    ]


# -- hyperparameters and versions --------------------------------------------------------------------------------------

SETTINGS = """\
## Training procedure

### Training hyperparameters

The following hyperparameters were used during training:
- learning_rate: 5e-05
- train_batch_size: 8
- distributed_type: multi-GPU
- optimizer: Use OptimizerNames.ADAMW_TORCH with betas=(0.9,0.999) and epsilon=1e-08 and optimizer_args=No additional optimizer arguments
- lr_scheduler_type: linear
- mixed_precision_training: Apex, opt level O1

```
- not_a_setting: 1
```
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_hyperparameters_keep_their_words_and_places(newline: str) -> None:
    card = trainer_card(sections=SETTINGS, newline=newline)
    assert {name: fact.value for name, fact in card.hyperparameters.items()} == {
        "learning_rate": "5e-05",
        "train_batch_size": "8",
        "distributed_type": "multi-GPU",
        "optimizer": "Use OptimizerNames.ADAMW_TORCH with betas=(0.9,0.999) and epsilon=1e-08 and"
        " optimizer_args=No additional optimizer arguments",
        "lr_scheduler_type": "linear",
        "mixed_precision_training": "Apex, opt level O1",
    }
    for name, fact in card.hyperparameters.items():
        assert fact.span.of(card.text) == f"{name}: {fact.value}"


def test_an_optimizer_of_two_lines() -> None:
    """4.46 and later break the line for anything but Adam; the second line is no list item."""
    text = SETTINGS.replace(
        "- lr_scheduler_type",
        "- optimizer_2: Use lion_32bit and the args are:\nNo additional optimizer arguments\n- lr_scheduler_type",
    )
    found = trainer_card(sections=text).hyperparameters
    assert found["optimizer_2"].value == "Use lion_32bit and the args are:"
    assert found["lr_scheduler_type"].value == "linear"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_versions_with_and_without_colon(newline: str) -> None:
    text = "### Framework versions\n\n- PEFT 0.14.0\n- Transformers 4.46.0.dev0\n- Pytorch 2.4.0+cu121\n- TRL: 0.19.1\n- TensorFlow 2.9.1\n"
    card = trainer_card(versions=text, newline=newline)
    assert {name: fact.value for name, fact in card.framework_versions.items()} == {
        "PEFT": "0.14.0",
        "Transformers": "4.46.0.dev0",
        "Pytorch": "2.4.0+cu121",
        "TRL": "0.19.1",
        "TensorFlow": "2.9.1",
    }
    for name, fact in card.framework_versions.items():
        assert fact.span.of(card.text).replace(":", "") == f"{name} {fact.value}"


def test_no_sections_no_settings() -> None:
    card = Card("# x\n")
    assert card.hyperparameters == {}
    assert card.framework_versions == {}
    assert card.generator is None


# -- all of it on CRLF -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_every_fact_is_the_same_whatever_ends_the_lines(newline: str) -> None:
    unix, other = trainer_card(), trainer_card(newline=newline)
    assert other.base_model is not None
    assert unix.base_model is not None
    assert other.base_model.id == unix.base_model.id
    assert other.dataset_phrase is not None
    assert other.dataset_phrase.names == ("user/voices",)
    assert [(r.name, r.value) for r in other.reported_results] == [(r.name, r.value) for r in unix.reported_results]
    assert other.reported_row == unix.reported_row
    assert other.title is not None
    assert other.title.span.of(other.text) == "voices-base"

"""From answers to a verified new card: one answer in every place, results merged, refusals clear, nothing else touched."""

from __future__ import annotations

import codecs
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import ModelCard
from hypothesis import given
from hypothesis import strategies as st

from cardsmith import Card, EditRefused, Evidence, Severity, Suggestion, check, fill
from cardsmith.filling import Refused
from cardsmith.suggest import Sources, providers_for
from cardsmith.suggest.base import Need, Request
from tests.support import (
    COMMENT,
    FRONT,
    MESD,
    MTL9,
    OPENING,
    ROOT,
    SECTIONS,
    SEEDS,
    URDU,
    answers,
    examples,
    replaced,
    seed,
    trainer_card,
)

INDEX = FRONT[FRONT.index("model-index:") :]
NO_INDEX = replaced(FRONT, INDEX, "")
EMPTY_INDEX = NO_INDEX + "model-index:\n- name: voices-base\n  results: []\n"
RESULT = INDEX[INDEX.index("  - task") :]


def index_of(card: Card) -> list[dict[str, Any]]:
    index = card.metadata["model-index"]
    assert isinstance(index, list)
    return index


def same_twice(card: Card, given_: dict[str, Any]) -> Card:
    """Fill a card; the same answers on the new card must change nothing."""
    once = fill(card, given_).card
    again = fill(Card(once.text), given_)
    assert again.filled == []
    assert again.card.text == once.text
    return once


# -- one answer, every place -------------------------------------------------------------------------------------------


def test_the_dataset_goes_into_sentence_metadata_and_results() -> None:
    card = same_twice(seed(MESD), {"datasets": ["user/voices"], "pipeline_tag": "audio-classification"})
    assert card.metadata["datasets"] == ["user/voices"]
    assert " on the [user/voices](https://huggingface.co/datasets/user/voices) dataset.\n" in card.text
    result = index_of(card)[0]["results"][0]
    assert result["dataset"] == {"name": "voices", "type": "user/voices"}
    assert result["task"] == {"name": "Audio Classification", "type": "audio-classification"}
    assert not {"empty-results", "unknown-dataset", "missing-datasets"} & {gap.rule for gap in check(card)}


def test_a_results_answer_names_dataset_and_task_everywhere() -> None:
    given_ = {
        "results": {"task": {"type": "audio-classification"}, "dataset": {"type": "user/voices", "name": "Voices"}}
    }
    card = same_twice(seed(MESD), given_)
    assert card.metadata["datasets"] == ["user/voices"]
    assert card.metadata["pipeline_tag"] == "audio-classification"
    assert "the [Voices](https://huggingface.co/datasets/user/voices) dataset." in card.text


def test_a_results_answer_names_private_data_in_the_sentence() -> None:
    given_ = {
        "results": {"task": {"type": "audio-classification"}, "dataset": {"type": "private", "name": "Private speech"}}
    }
    card = same_twice(seed(MESD), given_)
    assert "datasets" not in card.metadata
    assert " on the Private speech dataset.\n" in card.text
    assert not {"unknown-dataset", "missing-datasets"} & {
        gap.rule for gap in check(card) if gap.severity is Severity.GAP
    }
    kept = trainer_card(opening=OPENING.replace("[Voices](https://huggingface.co/datasets/user/voices)", "None"))
    assert same_twice(kept, given_).metadata["datasets"] == ["user/voices"]


@pytest.mark.parametrize(
    ("front", "phrase"),
    [
        ("datasets:\n- user/voices\n", "an unknown dataset"),
        ("", "the user/voices dataset"),
        ("", "the [Voices](https://huggingface.co/datasets/user/voices) dataset"),
    ],
)
@pytest.mark.parametrize("evaluated", ["other/evaluation", "private"])
def test_a_results_answer_leaves_training_data_that_is_named_alone(front: str, phrase: str, evaluated: str) -> None:
    opening = replaced(OPENING, "the [Voices](https://huggingface.co/datasets/user/voices) dataset", phrase)
    card = trainer_card(replaced(EMPTY_INDEX, "datasets:\n- user/voices\n", front), opening=opening)
    answer = {"results": {"task": {"type": "audio-classification"}, "dataset": {"type": evaluated, "name": "Others"}}}
    new = same_twice(card, answer)
    assert new.metadata["datasets"] == ["user/voices"]
    assert phrase in new.text
    assert index_of(new)[0]["results"][0]["dataset"] == {"name": "Others", "type": evaluated}


def test_a_results_answer_takes_the_place_of_a_loader() -> None:
    opening = replaced(OPENING, "the [Voices](https://huggingface.co/datasets/user/voices) dataset", "the None dataset")
    card = trainer_card(replaced(EMPTY_INDEX, "- user/voices", "- audiofolder"), opening=opening)
    answer = {"results": {"task": {"type": "audio-classification"}, "dataset": {"type": "user/speech", "name": "S"}}}
    assert same_twice(card, answer).metadata["datasets"] == ["user/speech"]


def test_another_dataset_replaces_the_one_that_stands_there_in_every_place() -> None:
    card = same_twice(trainer_card(), {"datasets": ["user/speakers"]})
    assert card.metadata["datasets"] == ["user/speakers"]
    assert "on the [user/speakers](https://huggingface.co/datasets/user/speakers) dataset." in card.text
    assert index_of(card)[0]["results"][0]["dataset"] == {"name": "Voices", "type": "user/speakers"}
    assert "user/voices" not in card.text


@pytest.mark.parametrize("loader", ["imagefolder", "None", "unknown"])
def test_a_name_that_is_none_gives_way_in_the_results_too(loader: str) -> None:
    front = (
        FRONT.replace("- user/voices", f"- {loader}")
        .replace("type: user/voices", f"type: {loader}")
        .replace("name: Voices", f"name: {loader}")
    )
    opening = OPENING.replace("[Voices](https://huggingface.co/datasets/user/voices)", loader)
    card = same_twice(trainer_card(front, opening=opening), {"datasets": ["user/speakers"]})
    assert index_of(card)[0]["results"][0]["dataset"] == {"name": "speakers", "type": "user/speakers"}
    assert loader not in card.text


def test_results_on_data_that_was_not_renamed_stay() -> None:
    card = same_twice(trainer_card(), {"datasets": ["user/voices", "user/more"]})
    assert index_of(card)[0]["results"][0]["dataset"]["type"] == "user/voices"
    assert (
        "the [user/voices](https://huggingface.co/datasets/user/voices) and"
        " the [user/more](https://huggingface.co/datasets/user/more) datasets." in card.text
    )


def test_two_new_datasets_rename_no_result() -> None:
    card = same_twice(trainer_card(), {"datasets": ["user/a", "user/b"]})
    assert index_of(card)[0]["results"][0]["dataset"]["type"] == "user/voices"


@pytest.mark.parametrize(
    ("phrase", "name", "words"),
    [
        ("the None dataset", "RAVDESS", "the RAVDESS dataset"),
        ("the None dataset", "Urdu Emotion dataset", "the Urdu Emotion dataset"),
        ("the None dataset", "a dataset of birds", "the a dataset of birds dataset"),
        ("the None dataset", None, "an unknown dataset"),
        ("an unknown dataset", None, "an unknown dataset"),
        ("the imagefolder dataset", None, "the imagefolder dataset"),
    ],
)
def test_data_that_is_not_on_the_hub(phrase: str, name: str | None, words: str) -> None:
    card = trainer_card(
        replaced(EMPTY_INDEX, "datasets:\n- user/voices\n", ""),
        opening=f"This model is a fine-tuned version of [a/b](https://huggingface.co/a/b) on {phrase}.\n",
    )
    given_: dict[str, Any] = {"datasets": []}
    if name:
        given_["results"] = {"dataset": {"type": "mine", "name": name}}
    filled = same_twice(card, given_)
    assert "datasets" not in filled.metadata
    assert f" on {words}.\n" in filled.text


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ("These are LoRA adaption weights for a/b. The weights were fine-tuned on the ", "None", " dataset. You can"),
        ("This pipeline was finetuned from **a/b** on the ", "**None**", " dataset. Below are"),
        ("An [adapter](https://adapterhub.ml) for the `a/b` model that was trained on the ", "None", " dataset and"),
    ],
)
def test_the_dataset_goes_into_the_sentence_of_other_generators(before: str, name: str, after: str) -> None:
    card = Card(f"---\ndatasets:\n- None\n---\n# x\n\n{before}{name}{after} …\n")
    assert [gap.rule for gap in check(card) if gap.field == "datasets"] == ["unknown-dataset", "unknown-dataset"]
    filled = same_twice(card, {"datasets": ["jane/pokemon"]})
    assert f"{before}[jane/pokemon](https://huggingface.co/datasets/jane/pokemon){after}" in filled.text
    assert filled.metadata["datasets"] == ["jane/pokemon"]
    assert "unknown-dataset" not in {gap.rule for gap in check(filled)}


def test_a_dataset_of_another_hub_is_no_dataset_of_this_one() -> None:
    words = "model that was trained on the [sentiment/sst-2](https://adapterhub.ml/explore/sentiment/sst-2/) dataset"
    card = Card(f"An [adapter](https://adapterhub.ml) for the `a/b` {words} and has a head.\n")
    gap = next(gap for gap in check(card) if gap.rule == "missing-datasets")
    assert [(item.value, item.safe) for item in gap.suggestions] == [(["sst-2"], False)]


def test_an_empty_answer_takes_the_datasets_away() -> None:
    card = fill(trainer_card(), {"datasets": []}).card
    assert "datasets:" not in card.text
    assert OPENING in card.text  # the words are true whatever is on the Hub


@pytest.mark.parametrize(
    ("sentence", "after"),
    [
        (
            "This model is a fine-tuned version of [a/b](https://huggingface.co/a/b) on the x dataset.",
            "This model is a fine-tuned version of [user/base](https://huggingface.co/user/base) on the x dataset.",
        ),
        (
            "This model is a fine-tuned version of [](https://huggingface.co/) on the x dataset.",
            "This model is a fine-tuned version of [user/base](https://huggingface.co/user/base) on the x dataset.",
        ),
        (
            "This model is a fine-tuned version of [my base](https://huggingface.co/user/base) on the x dataset.",
            "This model is a fine-tuned version of [my base](https://huggingface.co/user/base) on the x dataset.",
        ),
        (
            "This model was trained from scratch on the x dataset.",
            "This model is a fine-tuned version of [user/base](https://huggingface.co/user/base) on the x dataset.",
        ),
        (
            "Trained from scratch? No: trained from scratch on the x dataset.",
            "Trained from scratch? No: fine-tuned version of [user/base](https://huggingface.co/user/base) on the x dataset.",
        ),
    ],
)
def test_the_base_model_goes_into_key_and_sentence(sentence: str, after: str) -> None:
    card = same_twice(trainer_card(opening=sentence + "\n"), {"base_model": "user/base"})
    assert card.metadata["base_model"] == "user/base"
    assert after in card.text


@pytest.mark.parametrize(
    "path",
    [
        r"C:\models\roberta",
        r"C:\Users\John Doe\r",
        r"C:\Program Files (x86)\r",
        "/home/u/My Models/roberta",
        "./my models/a",
    ],
)
def test_a_local_path_gives_way_to_base_model_and_dataset(path: str) -> None:
    opening = f"This model is a fine-tuned version of [{path}](https://huggingface.co/{path}) on the None dataset.\n"
    card = trainer_card(replaced(FRONT, "facebook/wav2vec2-base", path), opening=opening)
    assert {"unknown-base-model", "unknown-dataset"} <= {gap.rule for gap in check(card)}
    filled = same_twice(card, {"base_model": "user/base", "datasets": ["user/voices"]})
    link = "[user/base](https://huggingface.co/user/base)"
    assert f"{link} on the [user/voices](https://huggingface.co/datasets/user/voices) dataset.\n" in filled.text
    assert path not in filled.text


def test_the_base_model_goes_into_the_tag_that_repeats_it() -> None:
    tags = "tags:\n- base_model:adapter:facebook/wav2vec2-base\n- base_model:adapter:other/facebook/wav2vec2-base\n- lora\n"
    card = same_twice(
        trainer_card(replaced(FRONT, "tags:\n- generated_from_trainer\n", tags)), {"base_model": "user/base"}
    )
    assert card.metadata["tags"] == [
        "base_model:adapter:user/base",
        "base_model:adapter:other/facebook/wav2vec2-base",
        "lora",
    ]


def test_several_base_models_leave_the_sentence_alone() -> None:
    card = same_twice(trainer_card(), {"base_model": ["user/one", "user/two"]})
    assert card.metadata["base_model"] == ["user/one", "user/two"]
    assert OPENING in card.text


def test_the_model_name_goes_into_title_and_model_index() -> None:
    card = same_twice(seed(URDU), {"model_name": "urdu-emotion"})
    assert index_of(card)[0]["name"] == "urdu-emotion"
    assert "\n# urdu-emotion\n" in card.text
    assert "model_name" not in card.metadata
    card = same_twice(
        Card("---\nmodel-index:\n- name: ''\n  results: []\n---\n\n# \n\ntext\n"), {"model_name": "speakers"}
    )
    assert card.title is not None
    assert (card.title.value, index_of(card)[0]["name"]) == ("speakers", "speakers")
    assert same_twice(Card("#\n\ntext\n"), {"model_name": "speakers"}).text.startswith("# speakers\n\ntext\n")
    card = same_twice(trainer_card(FRONT + "model_name: voices-base\n"), {"model_name": "speakers"})
    assert (card.metadata["model_name"], index_of(card)[0]["name"]) == ("speakers", "speakers")
    assert "# speakers\n" in card.text


def test_a_title_that_is_more_than_the_name_stays() -> None:
    card = same_twice(trainer_card(title="Who is speaking?"), {"model_name": "speakers"})
    assert "# Who is speaking?\n" in card.text
    assert index_of(card)[0]["name"] == "speakers"


def test_a_name_that_stands_nowhere_gets_its_key() -> None:
    card = same_twice(trainer_card(NO_INDEX, title="Who is speaking?"), {"model_name": "speakers"})
    assert card.metadata["model_name"] == "speakers"
    card = same_twice(trainer_card(NO_INDEX, title="results"), {"model_name": "speakers"})
    assert "model_name" not in card.metadata
    assert "# speakers\n" in card.text


def test_the_name_is_the_one_that_results_are_written_under() -> None:
    card = same_twice(trainer_card(NO_INDEX, title="results"), {"model_name": "speakers", "results": {}})
    assert index_of(card)[0]["name"] == "speakers"
    assert "model_name" not in card.metadata


@pytest.mark.parametrize("odd", ["[a]", "{a: b}", "3", "null"])
def test_names_of_other_shapes_are_replaced(odd: str) -> None:
    card = fill(trainer_card(f"{FRONT}model_name: {odd}\n"), {"model_name": "speakers"}).card
    assert card.metadata["model_name"] == "speakers"


# -- sections ----------------------------------------------------------------------------------------------------------

USES = "Intended uses & limitations"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_section_takes_the_place_of_the_placeholder(newline: str) -> None:
    sections = replaced(SECTIONS, "Research.", "More information needed")
    card = same_twice(trainer_card(sections=sections, newline=newline), {"sections": {USES: "One.\n\nTwo."}})
    assert card.text == trainer_card(sections=replaced(SECTIONS, "Research.", "One.\n\nTwo."), newline=newline).text


def test_words_beside_the_placeholder_stay() -> None:
    sections = replaced(SECTIONS, "Research.", "See the paper.\n\nMore information needed\n\nOr ask us.")
    card = same_twice(trainer_card(sections=sections), {"sections": {USES: "One.\n\nTwo."}})
    assert "See the paper.\n\nOne.\n\nTwo.\n\nOr ask us." in card.text


def test_details_behind_labels_stay_below_the_text() -> None:
    """The Hub's template asks for details in bullets; an answer for the section is none of them."""
    card = Card(
        "# m\n\n## Details\n\n- **By:** [More Information Needed]\n- **Type:** transformer\n\n## Next\n\nWords.\n"
    )
    filled = same_twice(card, {"sections": {"Details": "It listens."}})
    assert filled.text == card.text.replace("## Details\n\n", "## Details\n\nIt listens.\n\n")


DETAILS = "# m\n\n## Details\n\n- **Developed by:** [More Information Needed]\n- **License:** [More Information Needed]\n- Docs:{}\n"


def test_a_detail_takes_the_place_behind_its_label() -> None:
    answers = {"sections": {"Details": {"Developed by": "A team of two.", "Docs": "none"}}}
    card = same_twice(Card(DETAILS.format(" soon")), answers)
    assert card.text == DETAILS.format(" none").replace("[More Information Needed]", "A team of two.", 1)
    assert same_twice(Card(DETAILS.format("")), answers).text == card.text


def test_a_detail_before_the_first_heading_has_no_section() -> None:
    card = Card("Made with a library:\n- Library: [More Information Needed]\n")
    assert [gap.field for gap in check(card) if gap.rule == "placeholder-section"] == ["sections. › Library"]
    assert same_twice(card, {"sections": {"": {"Library": "own"}}}).text == "Made with a library:\n- Library: own\n"


def test_one_answer_fills_the_bullet_that_repeats_it() -> None:
    card = same_twice(Card(DETAILS.format(" soon")), {"license": "mit"})
    assert "- **License:** mit\n" in card.text
    own = {"license": "mit", "sections": {"Details": {"License": "MIT, see the paper"}}}
    assert "- **License:** MIT, see the paper\n" in same_twice(Card(DETAILS.format(" soon")), own).text


@pytest.mark.parametrize("name", ["2.4-empty", "2.4-pasted"])
def test_every_bullet_of_the_hubs_template_that_repeats_a_key_is_filled(name: str) -> None:
    card = Card.load(ROOT / "fixtures" / "cards" / "hub-template" / f"{name}.md")
    text = same_twice(card, {"license": "mit", "language": ["es", "en"], "base_model": "a/b"}).text
    assert "- **Finetuned from model [optional]:** a/b\n" in text
    assert "- **License:** mit\n" in text
    assert "- **Language(s) (NLP):** es, en\n" in text


def test_an_optional_bullet_is_open_and_nobody_misses_it() -> None:
    card = Card("## Model Description\n\n- **Funded by [optional]:** [More Information Needed]\n")
    gap = next(gap for gap in check(card) if gap.rule == "placeholder-section")
    assert (gap.message.split(" in ")[0], gap.severity) == ('"Funded by [optional]"', Severity.ADVICE)


def test_a_bullet_is_filled_from_the_front_matter_it_repeats() -> None:
    outcome = fill(Card("---\nlicense: [mit, apache-2.0]\n---\n" + DETAILS.format(" soon")))
    assert "- **License:** mit, apache-2.0\n" in outcome.card.text
    assert (
        next(fix for fix in outcome.filled if fix.field == "sections.Details › License").evidence[0].locator == "line 2"
    )


def test_a_bullet_does_not_repeat_what_the_hub_rejects() -> None:
    card = Card.load(ROOT / "fixtures" / "cards" / "peft" / "0.21-local.md")
    text = fill(card).card.text
    assert "base_model: org/llama-1b\n" in text
    assert "- **Finetuned from model [optional]:** org/llama-1b\n" in text


def test_bold_words_announce_what_stands_below_them() -> None:
    text = "# m\n\n## Citation\n\n**BibTeX:**\n\n{}\n\n**APA:**\n\n{}\n\n## End\n"
    card = Card(text.format("[More Information Needed]", "[More Information Needed]"))
    bibtex = "```bibtex\n@misc{m}\n\n```"
    assert {gap.field for gap in check(card)} >= {"sections.Citation › BibTeX", "sections.Citation › APA"}
    filled = same_twice(card, {"sections": {"Citation": {"BibTeX": bibtex, "APA": "None."}}})
    assert filled.text == text.format(bibtex, "None.")


def test_a_bullet_takes_one_line() -> None:
    with pytest.raises(EditRefused, match="it must be one line"):
        fill(Card(DETAILS.format("")), {"sections": {"Details": {"Docs": "a\nb"}}})


def test_a_label_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(EditRefused, match="there is no label 'Funded by' in the section 'Details'") as caught:
        fill(Card(DETAILS.format(" soon")), {"sections": {"Details": {"Funded by": "Us."}}})
    assert caught.value.hint == "its labels are Developed by, License, Docs"


def test_an_answer_replaces_the_words_of_a_section_and_a_default_does_not() -> None:
    card = same_twice(trainer_card(), {"sections": {USES: "Nothing."}})
    assert card.text == trainer_card(sections=replaced(SECTIONS, "Research.", "Nothing.")).text
    assert fill(trainer_card(), defaults={"sections": {USES: "Nothing."}}).filled == []


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_missing_section_stands_where_the_generator_puts_it(newline: str) -> None:
    start, stop = SECTIONS.index(f"## {USES}"), SECTIONS.index("## Training and evaluation data")
    without = SECTIONS[:start] + SECTIONS[stop:]
    card = same_twice(trainer_card(sections=without, newline=newline), {"sections": {USES: "Research."}})
    assert card.text == trainer_card(newline=newline).text


def test_a_section_of_another_name_comes_before_the_training() -> None:
    card = same_twice(trainer_card(), {"sections": {"Bias, risks & limitations": "Few voices."}})
    at = card.text.index("## Bias, risks & limitations\n\nFew voices.\n\n")
    assert card.text[at:].split("\n\n")[2] == "## Training procedure"


def test_a_section_of_a_card_without_sections_comes_last() -> None:
    card = same_twice(Card("# m\n\nWords."), {"sections": {"Model description": "It listens."}})
    assert card.text == "# m\n\nWords.\n\n## Model description\n\nIt listens.\n"


def test_no_subsection_changes_its_parent() -> None:
    card = fill(Card("# m\n\n### Framework versions\n\n- Transformers 4.1\n"), {"sections": {"Use": "So."}}).card
    assert card.text.endswith("- Transformers 4.1\n\n## Use\n\nSo.\n")


def test_a_text_may_have_deeper_headings_only() -> None:
    given_ = {"sections": {USES: "Words.\n\n### Limits\n\nSome."}}
    card = same_twice(trainer_card(), given_)
    assert "## Intended uses & limitations\n\nWords.\n\n### Limits\n\nSome.\n\n## Training and" in card.text
    for text in ("Words.\n\n## Limits\n", "# Limits\n", "Limits\n======\n", "Words\n\nLimits\n---\n"):
        with pytest.raises(EditRefused, match="would end the section"):
            fill(trainer_card(), {"sections": {USES: text}})
    assert fill(trainer_card(), {"sections": {USES: "```\n# a comment\n```"}}).filled != []


@pytest.mark.parametrize("text", ["```\nnever closed", "<!-- never closed", "~~~~\n```", "<script>"])
def test_a_text_that_would_swallow_what_follows_is_refused(text: str) -> None:
    from cardsmith import VerificationError

    with pytest.raises(VerificationError, match="would no longer be"):
        fill(trainer_card(), {"sections": {USES: text}})


# -- results -----------------------------------------------------------------------------------------------------------

MEASURED = {"task": {"type": "audio-classification"}, "dataset": {"type": "user/voices", "name": "Voices"}}


def results_after(front: str | None, answer: dict[str, Any] | None = None, **parts: Any) -> list[dict[str, Any]]:
    card = same_twice(trainer_card(front, **parts), {"results": MEASURED if answer is None else answer})
    results = index_of(card)[0]["results"]
    assert isinstance(results, list)
    return results


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "front",
    [
        EMPTY_INDEX,
        NO_INDEX,
        NO_INDEX + "model-index:\n",
        NO_INDEX + "model-index: []\n",
        NO_INDEX + "model-index:\n- name: voices-base\n",
        NO_INDEX + "model-index:\n- name: voices-base\n  results:\n",
        NO_INDEX + "model-index:\n  - name: voices-base\n    results: []\n",
        NO_INDEX + "model-index:\n  name: voices-base\n",
        NO_INDEX + "model_index:\n  name: voices-base\n",
        NO_INDEX + "model_index:\n- name: voices-base\n  results: []\n",
        NO_INDEX + "model-index: [{name: voices-base, results: []}]\n",
    ],
)
def test_results_are_written_whatever_stands_there(front: str, newline: str) -> None:
    card = same_twice(trainer_card(front, newline=newline), {"results": MEASURED})
    expected = trainer_card(newline=newline)
    assert card.metadata["model-index"] == expected.metadata["model-index"]
    assert card.text[card.body_start :] == expected.text[expected.body_start :]
    assert "\n" not in card.text.replace("\r\n", "") or newline == "\n"


def test_results_of_a_card_without_front_matter() -> None:
    card = same_twice(trainer_card(None), {"results": MEASURED, "license": "mit"})
    assert index_of(card) == trainer_card().metadata["model-index"]
    assert card.text.startswith("---\n")
    assert card.text.endswith(trainer_card(None).text)


def test_only_a_task_a_dataset_and_its_name_make_a_result() -> None:
    bare = "license: mit\n"
    with pytest.raises(EditRefused, match="a result needs its task"):
        fill(trainer_card(bare), {"results": {"dataset": MEASURED["dataset"]}})
    with pytest.raises(EditRefused, match="a result needs the dataset"):
        fill(trainer_card(bare, opening="A model.\n"), {"results": {"task": MEASURED["task"]}})
    with pytest.raises(EditRefused, match="a result needs the dataset"):
        fill(trainer_card(bare), {"results": {"task": MEASURED["task"]}, "datasets": ["a/b", "c/d"]})
    with pytest.raises(EditRefused, match="needs the model's name"):
        fill(trainer_card(bare, title="results"), {"results": MEASURED})
    with pytest.raises(EditRefused, match="no number that is a metric"):
        fill(trainer_card(bare, results=""), {"results": MEASURED})


def test_the_same_result_keeps_its_unrounded_values() -> None:
    front = FRONT.replace("value: 0.9154", "value: 0.9153846153846154")
    results = results_after(
        front, results="It achieves the following results on the evaluation set:\n- Accuracy: 0.9154\n- Wer: 0.2500\n"
    )
    assert [metric["value"] for metric in results[0]["metrics"]] == [0.9153846153846154, 0.25]
    assert len(results) == 1


def test_a_value_that_disagrees_is_not_written_over_either() -> None:
    assert results_after(FRONT.replace("value: 0.9154", "value: 0.5"))[0]["metrics"][0]["value"] == 0.5


def test_another_dataset_or_task_or_split_is_another_result() -> None:
    for changed in (
        {"dataset": {"type": "user/other", "name": "Other"}},
        {"task": {"type": "automatic-speech-recognition"}},
        {"dataset": {"type": "user/voices", "name": "Voices", "split": "dev"}},
    ):
        front = (
            FRONT
            if "split" not in str(changed)
            else FRONT.replace("      type: user/voices\n", "      type: user/voices\n      split: test\n")
        )
        results = results_after(front, {**MEASURED, **changed})
        assert len(results) == 2
        assert results[0] == trainer_card(front).metadata["model-index"][0]["results"][0]


def test_a_result_that_leaves_its_split_open_is_completed() -> None:
    answer = {**MEASURED, "dataset": {**MEASURED["dataset"], "split": "test", "config": "es"}}
    results = results_after(FRONT, answer)
    assert len(results) == 1
    assert results[0]["dataset"] == {"name": "Voices", "type": "user/voices", "split": "test", "config": "es"}


def test_a_result_with_other_numbers_is_not_taken_for_the_same() -> None:
    answer = {**MEASURED, "dataset": {**MEASURED["dataset"], "split": "test"}}
    results = results_after(FRONT.replace("value: 0.9154", "value: 0.5"), answer)
    assert [result["metrics"][0]["value"] for result in results] == [0.5, 0.9154]


@pytest.mark.parametrize(
    "partial",
    [
        "  - task:\n      type: audio-classification\n",
        "  - dataset:\n      type: user/voices\n",
        "  - metrics:\n    - type: accuracy\n      value: 0.91538\n",
        "  - task:\n      type: audio-classification\n    metrics: []\n",
        "  - {}\n",
    ],
)
def test_half_a_result_is_completed(partial: str) -> None:
    results = results_after(replaced(FRONT, RESULT, partial))
    assert len(results) == 1
    assert {key: results[0]["dataset"][key] for key in ("type", "name")} == MEASURED["dataset"]
    assert results[0]["task"]["type"] == "audio-classification"
    assert results[0]["metrics"][0]["value"] in (0.9154, 0.91538)


def test_a_stranger_result_beside_half_a_one_stays() -> None:
    other = RESULT.replace("user/voices", "user/other")
    results = results_after(replaced(FRONT, RESULT, other + "  - task:\n      type: audio-classification\n"))
    assert [result["dataset"]["type"] for result in results] == ["user/other", "user/voices"]


@pytest.mark.parametrize(("checkpoint", "value"), [("reported", 0.9154), ("last", 0.9154), ("best", 0.9154)])
def test_checkpoints_of_a_card_whose_last_row_is_the_best(checkpoint: str, value: float) -> None:
    assert results_after(EMPTY_INDEX, {**MEASURED, "checkpoint": checkpoint})[0]["metrics"][0]["value"] == value


def test_the_best_and_the_last_checkpoint() -> None:
    for checkpoint, value in (("best", 0.8487), ("last", 0.8603), ("reported", 0.8603)):
        given_ = {**answers(MTL9), "results": {"dataset": {"type": "mtl9", "name": "MTL9"}, "checkpoint": checkpoint}}
        outcome = fill(seed(MTL9), given_, checked=True)
        assert index_of(outcome.card)[0]["results"][0]["metrics"][0]["value"] == value


def test_a_chosen_row_replaces_values_and_keeps_what_it_does_not_know() -> None:
    metrics = "    metrics:\n    - name: Accuracy\n      type: accuracy\n      value: 0.5\n    - name: My score\n      type: my_score\n      value: 7\n"
    front = FRONT[: FRONT.index("    metrics:\n    - name")] + metrics
    results = results_after(front, {**MEASURED, "checkpoint": "best"})
    assert [metric["value"] for metric in results[0]["metrics"]] == [0.9154, 7]
    unrounded = front.replace("value: 0.5", "value: 0.91538")
    assert results_after(unrounded, {**MEASURED, "checkpoint": "best"})[0]["metrics"][0]["value"] == 0.91538


def test_a_row_says_what_it_leaves_out() -> None:
    text = "It achieves the following results on the evaluation set:\n- Loss: 0.35\n- Accuracy: 0.9154\n- Wer: 0.5\n"
    outcome = fill(trainer_card(EMPTY_INDEX, results=text), {"results": {**MEASURED, "checkpoint": "best"}})
    assert [(item.name, item.reason) for item in outcome.left_out] == [
        ("Loss", "loss is not a metric"),
        ("Wer", "row 2 of the training table has no number for it"),
    ]


def test_a_row_needs_a_table() -> None:
    with pytest.raises(EditRefused, match="no training table"):
        fill(trainer_card(EMPTY_INDEX, table=""), {"results": {**MEASURED, "checkpoint": "best"}})


def test_a_refused_default_leaves_its_gap_open() -> None:
    card = trainer_card(EMPTY_INDEX, table="")
    outcome = fill(card, defaults={"results": {**MEASURED, "checkpoint": "best"}, "license": "mit"})
    assert outcome.card is card
    assert "empty-results" in {gap.rule for gap in outcome.open}
    assert outcome.refused == [Refused("results", "there is no training table to take a row from")]


# -- what cannot be written --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("front", ["a: [b\n", "- a\n", "a: b\na\n"])
def test_an_unreadable_front_matter_lets_the_body_be_filled(front: str) -> None:
    card = trainer_card(front, sections=replaced(SECTIONS, "Research.", "More information needed"))
    outcome = fill(card, {"sections": {USES: "Research."}})
    assert outcome.card.text == trainer_card(front).text
    assert [gap.rule for gap in outcome.open] == ["yaml-unreadable"]
    for given_ in (
        {"license": "mit"},
        {"base_model": "a/b"},
        {"datasets": ["a/b"]},
        {"model_name": "m"},
        {"results": MEASURED},
    ):
        with pytest.raises(EditRefused, match=r"the front matter (cannot be read|is not a mapping)") as caught:
            fill(card, {"sections": {USES: "Research."}, **given_})
        assert caught.value.hint


def test_an_unclosed_front_matter_is_refused_too() -> None:
    with pytest.raises(EditRefused, match="never closed"):
        fill(Card("---\nlicense: mit\n\n# m\n"), {"language": "es"})


def test_what_nobody_asked_for_does_not_stop_an_answer() -> None:
    """A safe fill that cannot be written stays open; an answer that can be written is written."""
    front = "base_model: &base facebook/wav2vec2-base\nmodel-index: *base\n"
    card = trainer_card(front + "metrics: &m [wer]\ntags: *m\n", comment=COMMENT)
    outcome = fill(card, {"license": "mit"})
    assert outcome.card.metadata["license"] == "mit"
    assert outcome.card.metadata["metrics"] == ["wer"]
    assert "incomplete-metrics" in {gap.rule for gap in outcome.open}
    assert {fix.field for fix in outcome.filled} >= {"license", "library_name"}
    assert Refused("metrics", "an alias elsewhere (*m) refers to it") in outcome.refused
    assert [line.removeprefix("license: ") for line in outcome.card.text.splitlines() if "licen" in line] == ["mit"]


def test_an_answer_that_cannot_be_written_stops_everything() -> None:
    card = trainer_card("license: &l mit\nlanguage: es\nlicense_name: *l\n")
    with pytest.raises(EditRefused, match="alias"):
        fill(card, {"license": "apache-2.0", "language": "fr"})


def test_a_list_gets_shorter_beside_a_new_key() -> None:
    front = replaced(
        FRONT, "metrics:\n- accuracy\npipeline_tag: audio-classification\n", "metrics:\n- accuracy\n- wer\n"
    )
    card = fill(trainer_card(front), {"metrics": ["accuracy"], "pipeline_tag": "audio-classification"}).card
    assert card.text == trainer_card().text


# -- suggestions and what is done with them ----------------------------------------------------------------------------


class Fixed:
    """A provider that knows the licence."""

    name, need, cost, serves = "fixed", Need.CARD, 0, ("license",)

    def __init__(self, confidence: float, safe: bool, value: str = "mit") -> None:
        self.suggestion = Suggestion("license", value, confidence, safe, (Evidence("LICENSE", "line 1", "MIT"),))

    def suggest(self, request: Request) -> Iterable[Suggestion]:
        return [self.suggestion] if request.wants("license") else []


@pytest.mark.parametrize(
    ("confidence", "safe", "minimum", "filled"),
    [
        (0.95, True, 0.9, True),
        (0.9, True, 0.9, True),
        (0.89, True, 0.9, False),
        (0.99, False, 0.0, False),
        (0.5, True, 0.5, True),
    ],
)
def test_only_safe_and_sure_suggestions_are_applied(
    confidence: float, safe: bool, minimum: float, filled: bool
) -> None:
    card = trainer_card(replaced(FRONT, "license: mit\n", ""))
    outcome = fill(card, providers=[Fixed(confidence, safe)], min_confidence=minimum)
    assert (outcome.card.metadata.get("license") == "mit") is filled
    assert [gap.suggestions[0].value for gap in outcome.open if gap.field == "license"] == ([] if filled else ["mit"])
    if filled:
        assert outcome.filled[0].evidence == (Evidence("LICENSE", "line 1", "MIT"),)


def test_the_best_suggestion_comes_first() -> None:
    card = trainer_card(replaced(FRONT, "license: mit\n", ""))
    gap = next(gap for gap in check(card, providers=[Fixed(0.5, True, "apache-2.0"), Fixed(0.8, True)]))
    assert [item.value for item in gap.suggestions] == ["mit", "apache-2.0"]


def test_select_limits_evidence_but_not_answers() -> None:
    outcome = fill(seed(MESD), {"language": "es"}, select=["missing-base-model"])
    assert {fix.field for fix in outcome.filled} == {"language", "base_model"}


@pytest.mark.parametrize(
    ("link", "suggested"),
    [
        ("[a/b](https://huggingface.co/a/b)", True),
        ("[bert-base-uncased](https://huggingface.co/bert-base-uncased)", True),
        ("[None](https://huggingface.co/None)", False),
        ("[](https://huggingface.co/)", False),
        ("[out/checkpoint-500](https://huggingface.co/out/checkpoint-500)", False),
        ("[results](https://huggingface.co/results)", False),
        ("[/home/me/bert](https://huggingface.co//home/me/bert)", False),
        ("[data/bert/final](https://huggingface.co/data/bert/final)", False),
        ("[a/b](https://example.com/a/b)", False),
    ],
)
def test_only_a_model_on_the_hub_is_a_base_model(link: str, suggested: bool) -> None:
    front = replaced(FRONT, "base_model: facebook/wav2vec2-base\n", "")
    card = trainer_card(front, opening=f"This model is a fine-tuned version of {link} on the x dataset.\n")
    assert ("base_model" in fill(card).card.metadata) is suggested


@pytest.mark.parametrize(
    ("phrase", "value", "safe"),
    [
        ("the [V](https://huggingface.co/datasets/user/voices) dataset", ["user/voices"], True),
        ("the user/voices dataset", ["user/voices"], True),
        ("the squad dataset", ["squad"], False),  # who owns it, the Hub has to say
        ("the imagefolder dataset", None, False),
        ("the GLUE MRPC dataset", None, False),
        ("the None dataset", None, False),
    ],
)
def test_only_a_dataset_on_the_hub_is_suggested(phrase: str, value: list[str] | None, safe: bool) -> None:
    front = replaced(FRONT, "datasets:\n- user/voices\n", "")
    card = trainer_card(
        front, opening=f"This model is a fine-tuned version of [a/b](https://huggingface.co/a/b) on {phrase}.\n"
    )
    found = [item for gap in check(card) if gap.rule == "missing-datasets" for item in gap.suggestions]
    assert [item.value for item in found] == ([value] if value else [])
    assert fill(card).card.metadata.get("datasets") == (value if safe else None)


def test_a_word_error_rate_inside_a_report_suggests_speech_recognition() -> None:
    text = "It achieves the following results on the evaluation set:\n- Wer: {'wer': 0.3, 'cer': 0.1}\n"
    card = trainer_card(replaced(FRONT, "pipeline_tag: audio-classification\n", ""), results=text)
    gap = next(gap for gap in check(card) if gap.field == "pipeline_tag")
    assert [item.value for item in gap.suggestions] == ["automatic-speech-recognition"]


def test_metadata_of_any_shape_is_no_reason_to_fall_over() -> None:
    for value in ("[[a], {b: c}]", "{a: [b]}", "3", "true", ".nan", "2022-01-01", "'None'", "[null]", "[3]", "!!str x"):
        front = "".join(
            f"{key}: {value}\n" for key in ("license", "language", "base_model", "tags", "datasets", "metrics")
        )
        front += "".join(f"{key}: {value}\n" for key in ("pipeline_tag", "library_name", "model_name", "model-index"))
        card = trainer_card(front)
        assert check(card)
        fill(card)


# -- properties --------------------------------------------------------------------------------------------------------

SECTION_TEXT = st.sampled_from(
    ["Words.", "One.\n\nTwo.", "- a\n- b\n", "See `x`.", "```\ncode\n```", "### Deeper\n\nMore.", "Ünïcödé 日本語 🎙"]
)
GIVEN = st.fixed_dictionaries(
    {},
    optional={
        "license": st.sampled_from(["mit", "apache-2.0", "other", ["mit", "cc0-1.0"]]),
        "language": st.sampled_from(["no", "es", ["en", "no"]]),
        "base_model": st.sampled_from(["user/base", "gpt2", ["a/b", "c/d"]]),
        "datasets": st.sampled_from([[], ["user/voices"], ["a/b", "c/d"], "squad"]),
        "pipeline_tag": st.sampled_from(["audio-classification", "automatic-speech-recognition"]),
        "model_name": st.sampled_from(["speakers", "1e3", "no", "ünï: #1"]),
        "tags": st.sampled_from([["speech"], ["on", "12:30"]]),
        "metrics": st.sampled_from([["accuracy", "wer", "precision", "recall", "f1"]]),
        "license_link": st.just("https://example.com/#licence"),
        "sections": st.dictionaries(st.sampled_from(["Model description", USES, "Training and evaluation data", "Bias"]), SECTION_TEXT, max_size=3),
        "results": st.fixed_dictionaries(
            {
                "task": st.just({"type": "audio-classification"}),
                "dataset": st.sampled_from([{"type": "user/voices", "name": "Voices"}, {"type": "x", "name": "Y: #", "split": "test"}]),
            },
            optional={"checkpoint": st.sampled_from(["reported", "last", "best"])},
        ),
    },
)  # fmt: skip
CASES = {
    **{stem: seed(stem) for stem in SEEDS},
    "complete": trainer_card(),
    "crlf": trainer_card(newline="\r\n"),
    "no front matter": trainer_card(None),
    "empty front matter": trainer_card("{}\n"),
    "comments": trainer_card("# about\n" + FRONT.replace("license: mit\n", "license: mit  # checked\n\n# more\n")),
    "no index": trainer_card(NO_INDEX),
    "no final line end": Card(trainer_card().text.rstrip("\n")),
    "bom": Card("\ufeff" + trainer_card().text),
}
_FACTS = ("base_model", "dataset_phrase", "reported_results", "reported_row", "sorted_results", "title", "placeholders")


@examples(2)
@given(case=st.sampled_from(sorted(CASES)), given_=GIVEN)
def test_any_answers_on_any_card(case: str, given_: dict[str, Any]) -> None:
    card = CASES[case]
    outcome = fill(card, given_)
    new = outcome.card
    # Every byte outside the edits is the same byte, and undo gives them all back.
    assert outcome.edits.apply(card.text) == new.text
    assert outcome.edits.inverse(card.text).apply(new.text) == card.text
    done_old = done_new = 0
    for start, end, text in [*outcome.edits, (len(card.text), len(card.text), "")]:
        length = start - done_old
        assert new.text[done_new : done_new + length] == card.text[done_old:start]
        done_old, done_new = end, done_new + length + len(text)
    assert done_new == len(new.text)
    # What was read before is what a reader finds now.
    fresh = Card(new.text)
    assert fresh.metadata == new.metadata
    for fact in _FACTS:
        assert getattr(new, fact) == getattr(fresh, fact), fact
    assert check(new) == check(fresh)
    # A second time there is nothing to do.
    again = fill(fresh, given_)
    assert (again.card.text, again.filled) == (new.text, [])
    # A result can be read by the Hub's own library.
    assert not [gap for gap in outcome.open if gap.severity is Severity.ERROR]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "README.md")
        # Before 2.0 huggingface_hub sees no front matter behind a BOM.
        path.write_bytes(new.to_bytes().removeprefix(codecs.BOM_UTF8))
        if "results" in given_:
            assert ModelCard.load(path).data.eval_results
        else:
            ModelCard.load(path)


# -- results on data of another name -----------------------------------------------------------------------------------


def measured_on(words: str) -> Card:
    return trainer_card(EMPTY_INDEX, results=f"It achieves the following results on {words}:\n- Accuracy: 0.9154\n")


@pytest.mark.parametrize("words", ["the test set", "the validation set", "the evaluation set (epoch 3)"])
def test_results_on_another_part_of_the_data_are_results(words: str) -> None:
    card = measured_on(words)
    assert "empty-results" in {gap.rule for gap in check(card)}
    outcome = fill(card, providers=providers_for(Sources()))
    assert [metric["value"] for metric in index_of(outcome.card)[0]["results"][0]["metrics"]] == [0.9154]


@pytest.mark.parametrize(
    ("words", "suggested"),
    [
        ("the XNLI test set", []),
        ("the other/voices test split", ["other/voices"]),
        ("the evaluation set of [x](https://huggingface.co/datasets/other/voices)", ["other/voices"]),
    ],
)
def test_results_on_other_data_are_never_written_for_the_training_data(words: str, suggested: list[str]) -> None:
    card = measured_on(words)
    outcome = fill(card, providers=providers_for(Sources()))
    assert outcome.card.text == card.text
    gap = next(gap for gap in outcome.open if gap.rule == "empty-results")
    assert [item.value["dataset"]["type"] for item in gap.suggestions] == suggested
    assert not any(item.safe for item in gap.suggestions)
    assert "results: []" in fill(card, {"pipeline_tag": "audio-classification"}).card.text
    with pytest.raises(EditRefused, match="dataset"):
        fill(card, {"results": {"task": {"type": "audio-classification"}}})
    answer = {"results": {"dataset": {"type": "other/voices", "name": "Voices"}}}
    without = Card(replaced(card.text, "datasets:\n- user/voices\n", "datasets: []\n"))
    written = fill(without, answer).card
    assert index_of(written)[0]["results"][0]["dataset"]["type"] == "other/voices"
    assert written.metadata["datasets"] == ["user/voices"]


# -- values that are no plain numbers ----------------------------------------------------------------------------------


def test_a_percentage_is_not_converted_and_not_forgotten() -> None:
    card = trainer_card(EMPTY_INDEX, results="It achieves the following results:\n- Accuracy: 91.23%\n")
    outcome = fill(card, providers=providers_for(Sources()))
    assert outcome.card.text == card.text
    gap = next(gap for gap in outcome.open if gap.rule == "value-not-taken")
    assert (gap.severity, gap.span.of(card.text)) == (Severity.GAP, "Accuracy: 91.23%")
    assert "percentage" in gap.message
    assert outcome.after < 1


def test_a_mean_with_its_spread_is_written_as_it_is_printed() -> None:
    results = "It achieves the following results:\n- Accuracy: 0.91 ± 0.02\n- F1: 0,87\n"
    outcome = fill(trainer_card(EMPTY_INDEX, results=results), providers=providers_for(Sources()))
    (result,) = index_of(outcome.card)[0]["results"]
    assert result["metrics"] == [{"name": "Accuracy", "type": "accuracy", "value": "0.91 ± 0.02"}]
    assert ("value-not-taken", Severity.ADVICE) in [(gap.rule, gap.severity) for gap in outcome.open]
    again = fill(outcome.card, providers=providers_for(Sources()))
    assert again.card.text == outcome.card.text

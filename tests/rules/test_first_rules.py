"""The rules that the five seeds need: a card with each gap, exactly placed, and near-misses that stay silent."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from cardsmith import Card, FixClass, Gap, Severity, check, fill
from cardsmith.rules import RULES
from tests.support import (
    BROADCLASS,
    COMMENT,
    EHCALABRES,
    FRONT,
    MESD,
    MTL9,
    OPENING,
    RESULTS,
    SECTIONS,
    URDU,
    replaced,
    seed,
    trainer_card,
)

FIRST_RULES = (
    *("yaml-unreadable", "front-matter-unclosed", "front-matter-bare-cr", "front-matter-blanks", "duplicate-key"),
    *("missing-library-name", "missing-language", "missing-license", "missing-base-model", "missing-datasets"),
    *("missing-metrics", "missing-pipeline-tag", "incomplete-metrics"),
    *("misspelt-model-index", "model-index-not-a-list", "empty-results", "partial-result"),
    *("generic-name", "unknown-dataset", "reported-row"),
    *("placeholder-section", "empty-section", "missing-section", "generator-comment"),
)


def gaps_of(card: Card, rule: str) -> list[Gap]:
    return [gap for gap in check(card) if gap.rule == rule]


def only_gap(card: Card, rule: str) -> Gap:
    found = gaps_of(card, rule)
    assert len(found) == 1, found
    gap = found[0]
    line = card.text[: gap.span.start].replace("\r\n", "\n").count("\n") + 1
    assert gap.line == line
    assert gap.column == gap.span.start - (card.text.rfind("\n", 0, gap.span.start) + 1) + 1
    return gap


def front(old: str, new: str, **parts: str) -> Card:
    return trainer_card(replaced(FRONT, old, new), **parts)


def test_the_complete_card_has_no_gap() -> None:
    assert check(trainer_card()) == []
    assert check(trainer_card(newline="\r\n")) == []


@pytest.mark.parametrize("rule_id", FIRST_RULES)
def test_a_rule_says_what_it_is(rule_id: str) -> None:
    rule = RULES[rule_id]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.id)
    assert rule.id == rule_id
    assert rule.before.strip()
    assert rule.after.strip()
    assert rule.before != rule.after
    for sentence in (rule.summary, rule.why):
        assert sentence[0].isupper() or sentence.startswith(("`", "transformers"))
        assert sentence.endswith((".", '."'))
        assert "  " not in sentence
    assert rule.repair is None or rule.fix is not FixClass.NONE
    assert not (rule.fix is FixClass.NONE and rule.repair)


def test_a_licence_of_its_own_needs_a_name_and_a_link() -> None:
    card = front("license: mit\n", "license: other\n")
    assert [gap.rule for gap in check(card)] == ["missing-license-name", "missing-license-link"]
    filled = fill(card, {"license_name": "my-licence", "license_link": "LICENSE"})
    assert filled.open == []
    assert "license: other\nlicense_name: my-licence\nlicense_link: LICENSE\n" in filled.card.text
    assert check(front("license: mit\n", "license: unknown\n")) == []


def test_an_unknown_dataset_of_a_result_is_not_the_training_data() -> None:
    index = FRONT[FRONT.index("model-index:") :].replace("user/voices", "unknown").replace("Voices", "Unknown")
    card = Card(f"---\n{index}---\n")
    assert only_gap(card, "missing-datasets").severity is Severity.GAP
    assert (
        only_gap(Card(card.text.replace("type: unknown", "type: mine")), "missing-datasets").severity is Severity.ADVICE
    )


# -- the front matter as a whole ---------------------------------------------------------------------------------------


def test_yaml_unreadable() -> None:
    card = trainer_card("license: mit\ntags: [a\nlanguage: es\n")
    gap = only_gap(card, "yaml-unreadable")
    assert (gap.severity, gap.fix, gap.field, gap.where) == (Severity.ERROR, FixClass.NONE, None, "")
    assert (gap.line, gap.column) == (4, 9)
    assert "(line 4, column 9)" in gap.message
    assert not any(gap.rule.startswith("missing-") and gap.field in ("license", "tags") for gap in check(card))


@pytest.mark.parametrize("front_matter", ["- a\n- b\n", "just words\n", "42\n"])
def test_yaml_that_is_no_mapping(front_matter: str) -> None:
    gap = only_gap(trainer_card(front_matter), "yaml-unreadable")
    assert "not a mapping" in gap.message
    assert gap.line == 2


@pytest.mark.parametrize("front_matter", ["", "# a comment\n", "{}\n", "null\n", "license: [mit]\n"])
def test_yaml_that_can_be_read(front_matter: str) -> None:
    assert gaps_of(trainer_card(front_matter), "yaml-unreadable") == []


def test_front_matter_unclosed() -> None:
    card = Card("\n---\nlicense: mit\n\n# m\n")
    gap = only_gap(card, "front-matter-unclosed")
    assert (gap.severity, gap.line, gap.column, gap.span.of(card.text)) == (Severity.ERROR, 2, 1, "---")
    assert gaps_of(Card("---\n\nA rule above the first words.\n"), "front-matter-unclosed") == []
    assert gaps_of(trainer_card(), "front-matter-unclosed") == []


def test_front_matter_blanks() -> None:
    text = trainer_card().text
    card = Card("---   " + text.removeprefix("---"))
    assert [gap.rule for gap in check(card)] == ["front-matter-blanks"]
    assert only_gap(card, "front-matter-blanks").fix is FixClass.SAFE
    outcome = fill(card)
    assert outcome.card.text == text
    assert (outcome.before < 0.5, outcome.after) == (True, 1.0)


def test_blanks_at_the_opening_lead_to_no_second_block() -> None:
    card = Card("---\t\nlicense: mit   \n---   \n\n# x\n\nWords.\n")
    answered = fill(card, {"language": "en", "base_model": "a/b"}).card
    assert answered.text == "---\nlanguage: en\nlicense: mit   \nbase_model: a/b\n---   \n\n# x\n\nWords.\n"
    kept = fill(card, {"language": "en"}, ignore=["front-matter-blanks"]).card
    assert kept.text.startswith("---\t\nlanguage: en\nlicense: mit   \n---   \n")


def test_blanks_above_keys_that_nobody_knows_are_not_stripped_unasked() -> None:
    card = Card("---  \nnote: below a rule\n\n---\n# x\n")
    assert only_gap(card, "front-matter-blanks").fix is FixClass.ASK
    assert fill(card).card.text.startswith("---  \nnote: below a rule\n")


def test_front_matter_bare_cr() -> None:
    card = trainer_card(newline="\r")
    gap = gaps_of(card, "front-matter-bare-cr")[0]
    assert (gap.severity, gap.line, gap.column, gap.span.of(card.text)) == (Severity.ERROR, 1, 1, "---")
    assert gaps_of(trainer_card(newline="\r\n"), "front-matter-bare-cr") == []


def test_duplicate_key() -> None:
    card = front("license: mit\n", "license: apache-2.0\nlicense: mit\n")
    gap = only_gap(card, "duplicate-key")
    assert (gap.severity, gap.fix, gap.where, gap.span.of(card.text)) == (
        Severity.GAP,
        FixClass.NONE,
        "license",
        "license",
    )
    assert (gap.line, gap.column) == (5, 1)
    assert gaps_of(front("license: mit\n", "license: mit\nlicense_name: mit\n"), "duplicate-key") == []


# -- missing metadata --------------------------------------------------------------------------------------------------

MISSING = {
    "missing-library-name": ("library_name", "library_name: transformers\n"),
    "missing-language": ("language", "language: es\n"),
    "missing-license": ("license", "license: mit\n"),
    "missing-base-model": ("base_model", "base_model: facebook/wav2vec2-base\n"),
    "missing-metrics": ("metrics", "metrics:\n- accuracy\n"),
    "missing-pipeline-tag": ("pipeline_tag", "pipeline_tag: audio-classification\n"),
}


@pytest.mark.parametrize("rule", MISSING)
def test_missing_metadata(rule: str) -> None:
    field, lines = MISSING[rule]
    card = front(lines, "")
    gap = only_gap(card, rule)
    assert (gap.field, gap.where, gap.severity) == (field, field, Severity.GAP)
    assert (gap.line, gap.column, gap.span.of(card.text)) == (1, 1, "---")
    assert gap.message == f"`{field}` is missing"


@pytest.mark.parametrize("rule", MISSING)
@pytest.mark.parametrize("value", ["", " null", ' ""', " []", "\n- null"])
def test_empty_metadata_is_missing_and_shown_where_it_is(rule: str, value: str) -> None:
    field, lines = MISSING[rule]
    card = front(lines, f"{field}:{value}\n")
    gap = only_gap(card, rule)
    rejected = value != " []" and field in ("license", "language", "base_model")
    assert gap.message == f"`{field}` is empty" + (", and the Hub wants text there or no key" if rejected else "")
    assert gap.severity is (Severity.ERROR if rejected else Severity.GAP)
    assert gap.line == card.text[: card.text.index(f"{field}:{value}\n")].count("\n") + 1 + value.count("\n")


@pytest.mark.parametrize("rule", [*MISSING, "missing-datasets"])
def test_no_metadata_is_missed_where_none_can_be_read(rule: str) -> None:
    assert gaps_of(trainer_card("a: [b\n"), rule) == []
    assert gaps_of(Card("---\na: b\n\n# m\n"), rule) == []


def test_a_card_without_front_matter_misses_it_all_at_its_start() -> None:
    card = trainer_card(None)
    for rule in (*MISSING, "missing-datasets"):
        gap = only_gap(card, rule)
        assert (gap.line, gap.column, gap.span) == (1, 1, (0, 0))


@pytest.mark.parametrize(
    ("opening", "severity"),
    [
        (OPENING, Severity.GAP),
        ("This model was trained from scratch on an unknown dataset.\n", None),
        ("A model.\n", Severity.GAP),  # the generator's tag says that it had a base
    ],
)
def test_base_model_is_missed_unless_trained_from_scratch(opening: str, severity: Severity | None) -> None:
    card = front("base_model: facebook/wav2vec2-base\n", "", opening=opening)
    assert [gap.severity for gap in gaps_of(card, "missing-base-model")] == ([severity] if severity else [])


def test_a_card_written_by_hand_is_only_advised_to_name_a_base_model() -> None:
    card = Card("---\nlicense: mit\n---\n# m\n\nA model that was fine-tuned.\n")
    assert only_gap(card, "missing-base-model").severity is Severity.ADVICE


@pytest.mark.parametrize("tag", ["image-classification", "tabular-regression", "reinforcement-learning"])
def test_models_without_words_need_no_language(tag: str) -> None:
    without = replaced(FRONT, "language: es\n", "")
    assert (
        gaps_of(
            trainer_card(without.replace("pipeline_tag: audio-classification", f"pipeline_tag: {tag}")),
            "missing-language",
        )
        == []
    )
    assert gaps_of(trainer_card(without), "missing-language") != []


@pytest.mark.parametrize("tag", ["[a, b]", "{a: b}", "3", "null"])
def test_a_pipeline_tag_of_another_shape_is_no_reason_to_fall_over(tag: str) -> None:
    card = trainer_card(
        replaced(FRONT, "language: es\n", "").replace("pipeline_tag: audio-classification", f"pipeline_tag: {tag}")
    )
    assert len(gaps_of(card, "missing-language")) == 1


@pytest.mark.parametrize(
    ("phrase", "results", "severity"),
    [
        ("the None dataset", True, Severity.ADVICE),  # the results say what it was
        ("the RAVDESS dataset", True, Severity.ADVICE),
        ("the RAVDESS dataset", False, Severity.ADVICE),  # data that is not on the Hub
        ("the None dataset", False, Severity.GAP),
        ("our data", False, Severity.GAP),
    ],
)
def test_datasets_are_missed_where_nothing_names_them(phrase: str, results: bool, severity: Severity) -> None:
    text = replaced(FRONT, "datasets:\n- user/voices\n", "")
    text = text if results else text[: text.index("  results:")] + "  results: []\n"
    opening = f"This model is a fine-tuned version of [a/b](https://huggingface.co/a/b) on {phrase}.\n"
    gap = only_gap(trainer_card(text, opening=opening), "missing-datasets")
    assert (gap.severity, gap.field, gap.fix) == (severity, "datasets", FixClass.ASK)


def test_no_metrics_are_missed_where_none_are_reported() -> None:
    loss = "It achieves the following results on the evaluation set:\n- Loss: 0.3500\n"
    assert gaps_of(front("metrics:\n- accuracy\n", "", results=loss), "missing-metrics") == []


@pytest.mark.parametrize(
    ("listed", "missing"),
    [("\n- wer", "`accuracy`"), (" [wer]", "`accuracy`"), (" wer", "`accuracy`"), ("\n- wer\n- 3", "`accuracy`")],
)
def test_incomplete_metrics(listed: str, missing: str) -> None:
    card = front("metrics:\n- accuracy\n", f"metrics:{listed}\n")
    gap = only_gap(card, "incomplete-metrics")
    assert (gap.severity, gap.fix, gap.field, gap.where) == (Severity.GAP, FixClass.SAFE, "metrics", "metrics")
    assert gap.message == f"`metrics` leaves out {missing}, which the card reports"
    assert gap.span.of(card.text) == "metrics"
    assert [item.value for item in gap.suggestions] == [["wer", "accuracy"]]


@pytest.mark.parametrize("listed", ["\n- accuracy", "\n- wer\n- accuracy", " accuracy", ' ["accuracy"]'])
def test_complete_metrics(listed: str) -> None:
    assert gaps_of(front("metrics:\n- accuracy\n", f"metrics:{listed}\n"), "incomplete-metrics") == []


# -- model-index -------------------------------------------------------------------------------------------------------

INDEX = FRONT[FRONT.index("model-index:") :]
BARE = replaced(FRONT, INDEX, "model-index:\n- name: voices-base\n  results: []\n")


def test_misspelt_model_index() -> None:
    card = seed(EHCALABRES)
    gap = only_gap(card, "misspelt-model-index")
    assert (gap.severity, gap.fix, gap.where, gap.field) == (Severity.GAP, FixClass.SAFE, "model_index", None)
    assert (gap.line, gap.column, gap.span.of(card.text)) == (7, 1, "model_index")
    assert gaps_of(front("model-index:", "model_index: null\nmodel-index:"), "misspelt-model-index") == []


@pytest.mark.parametrize("key", ["model-index", "model_index"])
def test_model_index_not_a_list(key: str) -> None:
    card = trainer_card(replaced(FRONT, INDEX, f"{key}:\n  name: voices-base\n"))
    gap = only_gap(card, "model-index-not-a-list")
    assert (gap.severity, gap.fix, gap.where) == (Severity.ERROR, FixClass.SAFE, key)
    assert gap.span.of(card.text) == "name: voices-base"
    assert "results: []" in fill(card, select=["misspelt-model-index", "model-index-not-a-list"]).card.text
    assert gaps_of(trainer_card(), "model-index-not-a-list") == []


def test_a_mapping_with_results_keeps_them() -> None:
    nested = "\n".join(
        line if line == "model-index:" else f"  {line[2:]}" if line else "" for line in INDEX.split("\n")
    )
    card = trainer_card(replaced(FRONT, INDEX, nested))
    assert isinstance(card.metadata["model-index"], dict)
    filled = fill(card).card
    assert filled.metadata["model-index"] == trainer_card().metadata["model-index"]


@pytest.mark.parametrize(
    ("index", "where", "quote"),
    [
        ("model-index:\n- name: voices-base\n  results: []\n", "model-index[0].results", "[]"),
        ("model-index:\n- name: voices-base\n", "model-index[0].results", "name: voices-base"),
        ("model-index: []\n", "model-index", "[]"),
        ("", "model-index", "---"),
        ("model_index:\n  name: voices-base\n", "model_index.results", "name: voices-base"),
        ("model_index:\n- name: voices-base\n  results: []\n", "model_index[0].results", "[]"),
    ],
)
def test_empty_results(index: str, where: str, quote: str) -> None:
    card = trainer_card(replaced(FRONT, INDEX, index))
    gap = only_gap(card, "empty-results")
    assert (gap.severity, gap.fix, gap.field, gap.where) == (Severity.GAP, FixClass.ASK, "results", where)
    assert gap.span.of(card.text) == quote
    assert gap.message == "the card reports 1 metric, and `model-index` holds no result"


def test_results_are_not_missed_where_nothing_is_reported() -> None:
    loss = "It achieves the following results on the evaluation set:\n- Loss: 0.3500\n"
    assert gaps_of(trainer_card(BARE, results=loss), "empty-results") == []
    assert gaps_of(trainer_card(BARE, results=""), "empty-results") == []


@pytest.mark.parametrize(
    ("old", "new", "missing"),
    [
        ("    task:\n".replace("    task", "  - task"), "  - job:\n", "`task`"),
        ("      type: audio-classification\n", "", "`task.type`"),
        ("      type: user/voices\n", "", "`dataset.type`"),
        ("      name: Voices\n", "", "`dataset.name`"),
        ("      name: Voices\n      type: user/voices\n", "      config: x\n", "`dataset.type`, `dataset.name`"),
        (
            "    metrics:\n    - name: Accuracy\n      type: accuracy\n      value: 0.9154\n",
            "    metrics: []\n",
            "`metrics`",
        ),
        ("    dataset:\n      name: Voices\n      type: user/voices\n", "    dataset: voices\n", "`dataset`"),
    ],
)
def test_partial_result(old: str, new: str, missing: str) -> None:
    card = front(old, new)
    gap = only_gap(card, "partial-result")
    severity = Severity.GAP if new == "    metrics: []\n" else Severity.ERROR
    assert (gap.severity, gap.field, gap.where) == (severity, "results", "model-index[0].results[0]")
    assert gap.message == f"a result without {missing}"
    assert gap.line == card.text[: card.text.index("  results:\n")].count("\n") + 2


# -- names and datasets ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("front", "asked"),
    [
        ("tags: [timm, image-classification]", False),
        ("tags: [deep-reinforcement-learning, reinforcement-learning]", False),
        ("tags: [image-classification, text-classification]", True),
        ("pipeline_tag: text-generation\ntags: [image-classification]", True),
        ("tags: [image-classification-of-words]", True),
        ("tags: [trl, ppo, reinforcement-learning]", True),
    ],
)
def test_the_task_among_the_tags_says_whether_there_is_a_language(front: str, asked: bool) -> None:
    assert bool(gaps_of(Card(f"---\n{front}\n---\n# m\n"), "missing-language")) == asked


@pytest.mark.parametrize(
    ("front", "asked"),
    [
        ("library_name: gguf", False),
        ("base_model_relation: quantized", False),
        ("tags: [merge]", False),
        ("tags: [mergekit]", False),
        ("tags: [reinforcement-learning]", False),
        ("pipeline_tag: reinforcement-learning", False),
        ("pipeline_tag: text-generation\ntags: [reinforcement-learning]", True),
        ("base_model_relation: finetune", True),
    ],
)
def test_what_was_not_trained_on_data_lacks_no_datasets(front: str, asked: bool) -> None:
    assert bool(gaps_of(Card(f"---\n{front}\n---\n# m\n"), "missing-datasets")) == asked


def test_generic_name_in_the_model_index() -> None:
    card = seed(URDU)
    gap = only_gap(card, "generic-name")
    assert (gap.severity, gap.fix, gap.field, gap.where) == (
        Severity.GAP,
        FixClass.ASK,
        "model_name",
        "model-index[0].name",
    )
    assert (gap.line, gap.column, gap.span.of(card.text)) == (8, 9, "results")


def test_generic_name_in_a_mapping() -> None:
    card = trainer_card(replaced(FRONT, INDEX, "model_index:\n  name: output\n"))
    gap = only_gap(card, "generic-name")
    assert (gap.where, gap.span.of(card.text)) == ("model_index.name", "output")


def test_generic_name_only_in_the_title() -> None:
    card = trainer_card(title="checkpoint-500")
    gap = only_gap(card, "generic-name")
    assert (gap.where, gap.span.of(card.text)) == ("checkpoint-500", "checkpoint-500")
    assert gap.span.start == card.text.index("# checkpoint-500") + 2


def test_a_title_that_a_template_gives_every_model() -> None:
    """The card of mergekit is called so until somebody changes it."""
    card = Card("---\ntags:\n- mergekit\n---\n# Untitled Model (1)\n\nA merge.\n")
    gap = only_gap(card, "generic-name")
    assert (gap.field, gap.span.of(card.text)) == ("model_name", "Untitled Model (1)")
    assert "template" in gap.message
    assert "# my-merge\n" in fill(card, {"model_name": "my-merge"}).card.text


@pytest.mark.parametrize("name", ["results-urdu", "my-results", "bert", "testing"])
def test_names_that_only_look_generic(name: str) -> None:
    assert gaps_of(trainer_card(FRONT.replace("voices-base", name), title=name), "generic-name") == []


def test_a_hand_written_title_may_be_any_word() -> None:
    assert gaps_of(Card("# Results\n\nOf our work.\n"), "generic-name") == []


def test_unknown_dataset_in_the_sentence() -> None:
    card = seed(MESD)
    gap = only_gap(card, "unknown-dataset")
    assert (gap.severity, gap.fix, gap.field) == (Severity.GAP, FixClass.ASK, "datasets")
    assert (gap.line, gap.column, gap.span.of(card.text)) == (17, 114, "the None dataset")
    assert gap.message == 'the sentence says "the None dataset"'


@pytest.mark.parametrize(
    ("lines", "where", "quote"),
    [
        ("datasets:\n- null\n", "datasets[0]", "null"),
        ("datasets:\n- user/voices\n- None\n", "datasets[1]", "None"),
        ("datasets: [null]\n", "datasets[0]", "null"),
        ("datasets: None\n", "datasets[0]", "None"),
    ],
)
def test_unknown_dataset_in_the_metadata(lines: str, where: str, quote: str) -> None:
    card = front("datasets:\n- user/voices\n", lines)
    gap = only_gap(card, "unknown-dataset")
    assert (gap.severity, gap.where, gap.span.of(card.text)) == (Severity.ERROR, where, quote)


def test_a_dataset_with_a_name_is_known() -> None:
    opening = "This model is a fine-tuned version of [a/b](https://huggingface.co/a/b) on the {} dataset.\n"
    for name in ("Nonesuch", "[None of these](https://huggingface.co/datasets/u/none-of-these)"):
        assert gaps_of(trainer_card(opening=opening.format(name)), "unknown-dataset") == []


# -- the reported row --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stem", "message"),
    [
        (EHCALABRES, "the reported results are the last row; the best Accuracy is 0.8467, in row 13"),
        (MTL9, "the reported results are the last row; the best Wer is 0.8487, in row 79"),
        (BROADCLASS, "the reported results match no row of the training table: another evaluation?"),
    ],
)
def test_reported_row(stem: str, message: str) -> None:
    card = seed(stem)
    gap = only_gap(card, "reported-row")
    assert (gap.severity, gap.fix, gap.field, gap.message) == (Severity.ADVICE, FixClass.NONE, None, message)
    assert gap.span.of(card.text).startswith("Loss: ")
    assert gap.span.end == card.reported_results[-1].span.end


@pytest.mark.parametrize("stem", [MESD, URDU])
def test_the_best_row_needs_no_look(stem: str) -> None:
    assert gaps_of(seed(stem), "reported-row") == []
    assert gaps_of(trainer_card(), "reported-row") == []


# -- sections ----------------------------------------------------------------------------------------------------------


def test_placeholder_section() -> None:
    card = trainer_card(sections=replaced(SECTIONS, "Research.", "More information needed"))
    gap = only_gap(card, "placeholder-section")
    assert (gap.severity, gap.fix, gap.where) == (Severity.GAP, FixClass.ASK, "Intended uses & limitations")
    assert gap.field == "sections.Intended uses & limitations"
    assert gap.span.of(card.text) == "More information needed"
    assert gap.column == 1


def test_empty_section() -> None:
    card = trainer_card(sections=replaced(SECTIONS, "\nResearch.\n", ""))
    gap = only_gap(card, "empty-section")
    assert (gap.severity, gap.fix, gap.field) == (Severity.GAP, FixClass.ASK, "sections.Intended uses & limitations")
    assert gap.span.of(card.text) == "## Intended uses & limitations"
    assert gaps_of(trainer_card(sections=SECTIONS + "## Anything else\n"), "empty-section") == []


@pytest.mark.parametrize("stem", [URDU])
def test_missing_section(stem: str) -> None:
    card = seed(stem)
    gap = only_gap(card, "missing-section")
    assert (gap.severity, gap.fix, gap.field) == (Severity.GAP, FixClass.ASK, "sections.Intended uses & limitations")
    assert (gap.line, gap.column) == (29, 1)
    assert card.text[gap.span.start :].startswith("## Training and evaluation data")


def test_a_library_that_writes_its_own_body_never_had_the_sections() -> None:
    """sentence-transformers 3 and later keep the Trainer's tag, and write a section of their own called the same."""
    sign = "This is a [sentence-transformers](https://www.SBERT.net) model finetuned from a base.\n"
    text = f"---\ntags:\n- generated_from_trainer\n---\n{sign}\n### Model Description\n\nWords.\n"
    assert gaps_of(Card(text), "missing-section") == []
    assert len(gaps_of(Card(text.replace(sign, "")), "missing-section")) == 2
    assert len(gaps_of(Card(text.replace(sign, f"{COMMENT}\n\n{sign}")), "missing-section")) == 2


def test_a_missing_section_is_shown_where_a_fill_puts_it() -> None:
    start = SECTIONS.index("## Training procedure")
    card = trainer_card(sections=SECTIONS[start:])
    filled = fill(card, {"sections": {"Model description": "It listens."}}).card
    at = next(gap for gap in check(card) if gap.field == "sections.Model description").span.start
    assert filled.text[at:].startswith("## Model description\n\nIt listens.\n\n## Training procedure")


def test_a_card_written_by_hand_may_have_any_sections() -> None:
    assert gaps_of(Card("---\nlicense: mit\n---\n# m\n\n## Use\n\nWords.\n"), "missing-section") == []


# -- the generator's comment -------------------------------------------------------------------------------------------


def test_the_comment_can_go_when_nothing_else_is_open() -> None:
    card = trainer_card(comment=COMMENT)
    gap = only_gap(card, "generator-comment")
    assert (gap.severity, gap.fix, gap.field) == (Severity.ADVICE, FixClass.ASK, None)
    assert gap.span.of(card.text) == COMMENT.rstrip("\n")
    assert fill(card).filled == []  # nobody asked for it
    filled = fill(card, select=["generator-comment"])
    assert filled.card.text == trainer_card().text
    assert [fix.rules for fix in filled.filled] == [("generator-comment",)]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_comment_goes_with_its_blank_line_only(newline: str) -> None:
    card = trainer_card(comment=COMMENT, newline=newline)
    assert fill(card, select=["generator-comment"]).card.text == trainer_card(newline=newline).text
    glued = Card(card.text.replace(f"-->{newline}{newline}", f"-->{newline}"))
    assert fill(glued, select=["generator-comment"]).card.text == trainer_card(newline=newline).text


@pytest.mark.parametrize(
    "incomplete",
    [
        lambda: trainer_card(replaced(FRONT, "license: mit\n", ""), comment=COMMENT),
        lambda: trainer_card(comment=COMMENT, sections=replaced(SECTIONS, "Research.", "More information needed")),
        lambda: trainer_card("a: [b\n", comment=COMMENT),
    ],
)
def test_the_comment_stays_while_something_is_open(incomplete: Callable[[], Card]) -> None:
    card = incomplete()
    assert gaps_of(card, "generator-comment") == []
    assert COMMENT in fill(card, select=["generator-comment"]).card.text


def test_advice_does_not_keep_the_comment() -> None:
    card = trainer_card(comment=COMMENT, results=RESULTS.replace("0.3500", "0.9999"))
    assert [gap.rule for gap in check(card)] == ["generator-comment", "reported-row"]


def test_a_quoted_comment_stays() -> None:
    card = trainer_card(sections=SECTIONS + f"\n```html\n{COMMENT}```\n")
    assert gaps_of(card, "generator-comment") == []


# -- ignore ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stem", [MESD, EHCALABRES])
def test_ignored_rules_are_not_looked_at(stem: str) -> None:
    card = seed(stem)
    ids = {gap.rule for gap in check(card)}
    for rule in ids:
        assert {gap.rule for gap in check(card, ignore=[rule])} == ids - {rule}
    everything = check(card, ignore=ids)
    assert [gap.rule for gap in everything] == (["generator-comment"] if stem == MESD else [])


def test_an_ignored_repair_is_not_made() -> None:
    outcome = fill(seed(EHCALABRES), ignore=["misspelt-model-index"])
    assert "model_index" in outcome.card.metadata
    assert "misspelt-model-index" not in {gap.rule for gap in outcome.open}


def test_gaps_come_in_document_order() -> None:
    for stem in (MESD, EHCALABRES, URDU, BROADCLASS, MTL9):
        starts = [gap.span.start for gap in check(seed(stem))]
        assert starts == sorted(starts)


# -- advice that would be wrong ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("# BERT\n\nA model that is mostly aimed at being fine-tuned on tasks.\n", False),
        ("---\nlicense: mit\n---\n# m\n", False),
        ("```\nThis is a fine-tuned version of x\n```\n", False),
        ("- **Finetuned from model [optional]:** [More Information Needed]\n", False),
        ("- **Finetuned from model [optional]:** BERT\n", True),
        ("Fine-tuned [wav2vec2](https://huggingface.co/a/b) on Turkish.\n", True),
        ("It was finetuned on our recordings.\n", True),
        ("---\nbase_model: []\n---\n# m\n", True),
        ("---\ntags: [merge]\n---\n# m\n", True),
    ],
)
def test_a_base_model_is_missed_where_something_says_there_is_one(text: str, asked: bool) -> None:
    assert [gap.severity for gap in gaps_of(Card(text), "missing-base-model")] == [Severity.ADVICE] * asked


@pytest.mark.parametrize("library", ["timm", "open_clip"])
def test_the_licence_of_no_base_model_is_not_contradicted(library: str) -> None:
    licence = {"timm": "apache-2.0", "open_clip": "mit"}[library]
    text = f"---\nlicense: {licence}\nlibrary_name: {library}\n---\n# m\n"
    assert gaps_of(Card(text), "hard-coded-license") == []
    assert len(gaps_of(Card(text.replace("library", "base_model: a/b\nlibrary", 1)), "hard-coded-license")) == 1


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("| Release | Test WER |\n|---|---|\n| 20-05-22 | 3.09 |\n", False),
        ("The model reaches a WER of 3.09 on the test set.\n", False),
        ("The wer was not measured.\n\nVersion 2.\n", True),
        ("| Release | GPUs |\n|---|---|\n| 20-05-22 | 1 |\n", True),
        ("Our answers have 3 flowers.\n", True),
    ],
)
def test_metrics_that_have_a_value_somewhere(body: str, told: bool) -> None:
    card = Card(f"---\nmetrics:\n- wer\n---\n# m\n\n{body}")
    assert bool(gaps_of(card, "metrics-without-values")) == told


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", "---\n---\n", "---\n\n---\n", "---\n{}\n---\n\n"])
def test_of_an_empty_card_nothing_is_complete(text: str) -> None:
    outcome = fill(Card(text))
    assert outcome.before == 0
    only_gap(Card(text), "empty-card")


@pytest.mark.parametrize("text", ["# m\n", "---\nlicense: mit\n---\n", "---\nlicense: [mit\n---\n"])
def test_a_card_that_says_something_is_not_empty(text: str) -> None:
    assert gaps_of(Card(text), "empty-card") == []


@pytest.mark.parametrize("prompt", ["<!-- Add some description here -->", "<!--- Describe your model here -->"])
def test_a_prompt_is_told_once(prompt: str) -> None:
    card = Card(f"# m\n\n## Evaluation results\n\n{prompt}\n")
    assert [gap.rule for gap in check(card) if gap.span.of(card.text) == prompt] == ["placeholder-section"]

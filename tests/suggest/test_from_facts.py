"""Drafts say what the facts say, where each comes from, and nothing else. The details here are made up for the tests."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cardsmith import Card, check, fill
from cardsmith.document.body import Body
from cardsmith.gaps import SECTION_PREFIX, Evidence, Suggestion
from cardsmith.suggest import Sources
from cardsmith.suggest.base import DETAILS, Need, Request
from cardsmith.suggest.engine import gather
from cardsmith.suggest.evidenced import _READERS
from cardsmith.suggest.from_card import CardProvider
from cardsmith.suggest.from_facts import missing, provider
from cardsmith.suggest.ranking import ranked
from cardsmith.suggest.sentences import SECTIONS
from tests.support import BROADCLASS, EHCALABRES, MESD, MTL9, SEEDS, URDU, examples, seed_bytes

DESCRIPTION = "Model description"
USES = "Intended uses & limitations"
DATA = "Training and evaluation data"
TITLES = (DESCRIPTION, USES, DATA)

BARE = Card("---\ntags:\n- generated_from_trainer\n---\n\n# a\n\n## Model description\n\nMore information needed\n")


@cache
def seed(stem: str) -> Card:
    """A seed, read once: what a card says never changes."""
    return Card.from_bytes(seed_bytes(stem))


def found(field: str, value: Any, confidence: float = 0.9, source: str = "config.json") -> Suggestion:
    return Suggestion(field, value, confidence, False, (Evidence(source, field, json.dumps(value, default=str)[:120]),))


def request_for(card: Card, known: Iterable[Suggestion] = (), given: Mapping[str, Any] | None = None) -> Request:
    """What the engine asks last: every section is open, and the others told what they know."""
    asked = {f"{SECTION_PREFIX}{title}" for title in (*TITLES, *SECTIONS)} | set(DETAILS)
    asked |= {gap.field for gap in check(card) if gap.field}
    by_field: dict[str, list[Suggestion]] = {}
    for item in (*CardProvider().suggest(Request(card, frozenset(asked))), *known):
        by_field.setdefault(item.field, []).append(item)
    return Request(card, frozenset(asked), {field: ranked(items) for field, items in by_field.items()}, given or {})


def drafts(
    card: Card, known: Iterable[Suggestion] = (), given: Mapping[str, Any] | None = None
) -> dict[str, Suggestion]:
    """The drafts by title."""
    told = provider(Sources()).suggest(request_for(card, known, given))
    return {item.field.removeprefix(SECTION_PREFIX): item for item in told}


def told(
    card: Card, title: str, known: Iterable[Suggestion] = (), given: Mapping[str, Any] | None = None
) -> str | None:
    draft = drafts(card, known, given).get(title)
    return None if draft is None else draft.value


SPEECH = found("pipeline_tag", "audio-classification")
BASE = {"id": "facebook/wav2vec2-base", "license": "apache-2.0", "parameters": 95_044_608}
VOICES = {
    "id": "hackathon-pln-es/MESD",
    "pretty_name": "Mexican Emotional Speech Database",
    "splits": {"train": 648, "test": 130},
    "size": "n<1K",
    "language": ["es"],
}

KNOWN: dict[str, list[Suggestion]] = {
    MESD: [
        SPEECH,
        found("language", "es"),
        found("datasets", ["hackathon-pln-es/MESD"], source="dataset"),
        found("about.architecture", "Wav2Vec2ForSequenceClassification"),
        found("about.parameters", 94_571_014),
        found("about.labels", ["anger", "disgust", "fear", "happiness", "neutral", "sadness"]),
        found("about.sampling_rate", 16_000, source="preprocessor_config.json"),
        found("about.base_model", BASE, source="facebook/wav2vec2-base"),
        found("about.datasets", [VOICES], source="hackathon-pln-es/MESD"),
        found("about.examples", {"eval": 130}, source="all_results.json"),
    ],
    EHCALABRES: [
        SPEECH,
        found("language", "en"),
        found(
            "about.labels", ["angry", "calm", "disgust", "fearful", "happy", "neutral", "sad", "surprised"]
        ),
        found("about.model_type", "wav2vec2"),
    ],
    URDU: [
        SPEECH,
        found("language", "ur"),
        found("about.labels", ["Angry", "Happy", "Neutral", "Sad"]),
        found("about.sampling_rate", 16_000, source="preprocessor_config.json"),
    ],
    BROADCLASS: [
        found("pipeline_tag", "automatic-speech-recognition"),
        found("about.architecture", "Wav2Vec2ForCTC"),
    ],
    MTL9: [
        found("pipeline_tag", "automatic-speech-recognition"),
        found("language", ["en"]),
        found("about.parameters", 315_471_520),
    ],
}  # fmt: skip

MESD_LINK = "[hackathon-pln-es/MESD](https://huggingface.co/datasets/hackathon-pln-es/MESD)"
BASE_LINK = "[facebook/wav2vec2-base](https://huggingface.co/facebook/wav2vec2-base)"

EXPECTED: dict[str, dict[str, str]] = {
    MESD: {
        DESCRIPTION: (
            "The model classifies audio recordings in Spanish into 6 classes: anger, disgust, fear, happiness, neutral"
            " and sadness. Its architecture is `Wav2Vec2ForSequenceClassification`, with 94.6 million parameters."
            f" It was fine-tuned from {BASE_LINK}, a model with 95 million parameters, licensed under Apache license"
            " 2.0. It takes audio sampled at 16 kHz."
        ),
        USES: (
            "The model classifies audio recordings in Spanish into 6 classes: anger, disgust, fear, happiness, neutral"
            " and sadness. It takes audio sampled at 16 kHz. It has an accuracy of 0.9154 on the evaluation set."
            " It is licensed under Apache license 2.0."
        ),
        DATA: (
            f"The model was trained on {MESD_LINK} (Mexican Emotional Speech Database). The dataset is in Spanish and"
            " has 648 examples in `train` and 130 examples in `test`. The evaluation covered 130 examples. Training was"
            " set to 100 epochs, a total batch size of 256 and a learning rate of 0.0001. Over 100 evaluations, the"
            " last at epoch 99.86, the validation loss fell from 1.7825 to 0.3574; it was lowest, 0.3500, at epoch"
            " 68.86. The reported results are those of the evaluation at epoch 68.86, which has the highest accuracy,"
            " 0.9154."
        ),
    },
    EHCALABRES: {
        DESCRIPTION: (
            "The model classifies audio recordings in English into 8 classes: angry, calm, disgust, fearful, happy,"
            " neutral, sad and surprised. Its architecture is of the type `wav2vec2`."
        ),
        USES: (
            "The model classifies audio recordings in English into 8 classes: angry, calm, disgust, fearful, happy,"
            " neutral, sad and surprised. It has an accuracy of 0.8223 on the evaluation set. It is licensed under"
            " Apache license 2.0."
        ),
    },
    URDU: {
        DESCRIPTION: (
            "The model classifies audio recordings in Urdu into 4 classes: Angry, Happy, Neutral and Sad."
            " It takes audio sampled at 16 kHz."
        ),
        USES: (
            "The model classifies audio recordings in Urdu into 4 classes: Angry, Happy, Neutral and Sad. It takes"
            " audio sampled at 16 kHz. It has an accuracy of 0.975 on the evaluation set. It is licensed under Apache"
            " license 2.0."
        ),
    },
    BROADCLASS: {
        DESCRIPTION: "The model transcribes speech. Its architecture is `Wav2Vec2ForCTC`.",
        USES: (
            "The model transcribes speech. It has an accuracy of 0.7755 and a word error rate of 0.9368 on the"
            " evaluation set. It is licensed under Apache license 2.0."
        ),
        DATA: (
            "The evaluation set has 98 examples: 24 of class 0, 39 of class 1, 23 of class 2 and 12 of class 3."
            " Training was set to 70 epochs, a total batch size of 16 and a learning rate of 0.0003. Over 16"
            " evaluations, the last at epoch 66.65, the validation loss fell from 2.2004 to 0.8919, its lowest value."
            " The reported results stand in no row of the training table."
        ),
    },
    MTL9: {
        DESCRIPTION: "The model transcribes speech in English. It has 315 million parameters.",
        USES: "The model transcribes speech in English. It has a word error rate of 0.8603 on the evaluation set.",
    },
}


@pytest.mark.parametrize("stem", SEEDS)
def test_the_drafts_of_a_seed(stem: str) -> None:
    made = drafts(seed(stem), KNOWN[stem])
    assert {title: made[title].value for title in TITLES if title in made} == EXPECTED[stem]


def test_what_a_person_answered_is_told_first() -> None:
    answered = {
        "pipeline_tag": "automatic-speech-recognition",
        "language": "en",
        "license": "mit",
        "datasets": ["user/mtl9"],
        "results": {"dataset": {"type": "user/mtl9", "name": "MTL9", "split": "test", "config": None}},
    }
    made = drafts(seed(MTL9), KNOWN[MTL9], answered)
    link = "[user/mtl9](https://huggingface.co/datasets/user/mtl9)"
    assert made[USES].value.endswith("It is licensed under MIT.")
    assert made[USES].evidence[-1] == Evidence("answers", "license", "mit")
    assert made[DATA].value == (
        f"The model was trained on {link}. The model was evaluated on the `test` split of {link}. Training was set to"
        " 30 epochs, a batch size of 4 and a learning rate of 0.0001. Over 86 evaluations, the last at epoch 29.86, the"
        " validation loss fell from 3.4171 to 1.3413; it was lowest, 0.8552, at epoch 12.15. The reported results are"
        " those of the last evaluation, at epoch 29.86; the lowest word error rate, 0.8487, is that at epoch 27.43."
    )


# -- every sentence can be traced --------------------------------------------------------------------------------------


@pytest.mark.parametrize("stem", SEEDS)
def test_a_quote_of_the_card_stands_where_its_locator_says(stem: str) -> None:
    card = seed(stem)
    lines = card.text.splitlines()
    quoted = [piece for draft in drafts(card, KNOWN[stem]).values() for piece in draft.evidence]
    assert any(piece.source == "card" for piece in quoted)
    for piece in quoted:
        if piece.source == "card":
            line = " ".join(lines[int(piece.locator.removeprefix("line ")) - 1].split())
            assert piece.quote in line


@pytest.mark.parametrize("stem", SEEDS)
def test_every_fact_brings_its_evidence_in_the_order_of_the_sentences(stem: str) -> None:
    made = drafts(seed(stem), KNOWN[stem])
    for draft in made.values():
        assert len(set(draft.evidence)) == len(draft.evidence)
        assert not draft.safe
        assert 0 < draft.confidence <= 0.6
    description = [piece.locator for piece in made[DESCRIPTION].evidence if piece.source == "config.json"]
    told_in_order = ["pipeline_tag", "language", "about.labels", "about.architecture", "about.model_type"]
    told_in_order += ["about.parameters"]
    assert description == [field for field in told_in_order if field in {item.field for item in KNOWN[stem]}]


def test_a_fact_that_is_not_told_brings_no_evidence() -> None:
    other = found("about.base_model", {"id": "someone/else", "parameters": 5}, source="someone/else")
    [draft] = [drafts(seed(MTL9), [*KNOWN[MTL9], other])[DESCRIPTION]]
    assert [piece.source for piece in draft.evidence] == ["config.json"] * 3


def test_a_draft_is_no_surer_than_its_least_certain_fact() -> None:
    known = [SPEECH._replace(confidence=0.99), found("about.model_type", "wav2vec2", 0.8)]
    assert drafts(BARE, known)[DESCRIPTION].confidence == pytest.approx(0.48)


def test_what_is_only_guessed_is_not_known() -> None:
    assert drafts(BARE, [SPEECH._replace(confidence=0.7), found("about.model_type", "wav2vec2", 0.7)]) == {}


NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?:e-?\d+)?")
URL = re.compile(r"\]\(([^)]*)\)")


def numbers(text: str) -> set[float]:
    return {float(word.replace(",", "")) for word in NUMBER.findall(text)}


def stated(card: Card, known: list[Suggestion]) -> set[float]:
    """The numbers a draft may hold: those of its inputs, how many there are of something, and these in other units."""
    values = {item.field: item.value for item in known}
    exact = numbers(card.text) | numbers(json.dumps([item.value for item in known]))
    exact |= {float(number) for number in re.findall(r"\d+(?:\.\d+)?", json.dumps(list(values.values())))}
    exact |= {float(len(value)) for value in values.values() if isinstance(value, list)}
    exact |= {float(len(value) - 20) for value in values.values() if isinstance(value, list)}
    if card.training_results is not None:
        exact.add(float(len(card.training_results)))
    exact |= {float(license_.split("-")[-1]) for license_ in ("apache-2.0",)}
    spoken = {float(f"{number / unit:.3g}") for number in exact for unit in (10**6, 10**9, 10**12)}
    return exact | spoken | {number / 1000 for number in exact} | {number * 1000 for number in exact}


VALID = st.fixed_dictionaries(
    {},
    optional={
        "pipeline_tag": st.sampled_from(
            ["audio-classification", "text-classification", "translation", "object-detection", "depth-estimation"]
        ),
        "language": st.lists(st.sampled_from(["es", "en", "yue", "multilingual"]), min_size=1, unique=True),
        "datasets": st.lists(st.sampled_from(["user/voices", "user/_x_", "squad"]), min_size=1, unique=True),
        "license": st.just("apache-2.0"),
        "about.architecture": st.sampled_from(["Wav2Vec2ForCTC", "BertModel"]),
        "about.parameters": st.integers(1, 10**14),
        "about.labels": st.lists(st.sampled_from(["joy", "not_hate", "B-PER", "42", "LABEL_0"]), max_size=30),
        "about.sampling_rate": st.sampled_from([8000, 16_000, 22_050, 44_100, 500]),
        "about.image_size": st.lists(st.integers(1, 2000), min_size=2, max_size=2),
        "about.max_length": st.integers(1, 10**16),
        "about.adapter": st.fixed_dictionaries({"peft_type": st.just("LORA"), "r": st.integers(1, 512)}),
        "about.quantization": st.just("4-bit"),
        "about.base_model": st.just({**BASE, "language": ["en"], "pipeline_tag": "fill-mask"}),
        "about.datasets": st.just([VOICES, {"id": "user/voices", "size": 7, "splits": ["a", "b"]}, {"id": "squad"}]),
        "about.examples": st.dictionaries(st.sampled_from(["eval", "train", "test"]), st.integers(1, 10**6)),
    },
)


@examples(1)
@given(st.sampled_from(SEEDS), VALID)
def test_no_number_link_or_name_that_no_fact_holds(stem: str, values: dict[str, Any]) -> None:
    card = seed(stem)
    known = [found(field, value) for field, value in values.items()]
    ids = json.dumps([item.value for item in known]) + card.text
    spoken = f"{ids} {' '.join(values)} k"
    for draft in drafts(card, known).values():
        for url in URL.findall(draft.value):
            assert url.removeprefix("https://huggingface.co/").removeprefix("datasets/") in ids
        words = re.sub(r"\[[^\]]*\]\([^)]*\)", "", draft.value)
        for span in re.findall(r"`([^`]*)`", words):
            assert span in spoken
        left = numbers(re.sub(r"`[^`]*`", "", words)) - stated(card, known)
        assert not {number for number in left if not any(abs(number - it) <= 5e-3 * it for it in stated(card, known))}


# -- hostile values ----------------------------------------------------------------------------------------------------

HOSTILE = [
    "a | b",
    "`",
    "``` python",
    "a`b``c",
    "\n# Sold\n",
    "x\n---\ny",
    "x\r\n| a | b |\r\n|---|---|",
    "<script>alert(1)</script>",
    "<!-- x",
    "--> y",
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "www.evil.example",
    "https://evil.example",
    "<https://evil.example>",
    "**bold** _it_ ~~no~~ $x$",
    "\x1b[31m\u202ered\u2066",
    "\ud800",
    "\\",
    "---",
    "&lt;b&gt;",
    "#" * 500,
    "happy. This is the best model of all",
    "More information needed",
    "",
    "   ",
    "a\u2028# b",
]
WORDS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30))
ANY = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(WORDS, inner, max_size=4)),
    max_leaves=8,
)
HOSTILE_KNOWN = st.fixed_dictionaries(
    {"about.labels": st.lists(WORDS, min_size=2, max_size=25), "about.model_type": WORDS, "about.quantization": WORDS},
    optional={
        **{field: ANY for field in _READERS if field not in ("about.labels", "about.model_type", "about.quantization")},
        "about.adapter": st.fixed_dictionaries({"peft_type": WORDS, "r": st.integers()}),
        "datasets": st.just(["user/voices"]),
        "about.datasets": st.lists(
            st.fixed_dictionaries(
                {"id": st.just("user/voices"), "pretty_name": WORDS},
                optional={"splits": st.one_of(st.dictionaries(WORDS, st.integers()), st.lists(WORDS)), "size": WORDS},
            ),
            max_size=3,
        ),
        "results": st.fixed_dictionaries(
            {"dataset": st.dictionaries(st.sampled_from(["name", "type", "split"]), WORDS)}
        ),
        "about.examples": st.dictionaries(WORDS, st.integers()),
    },
)
PLAIN = {"paragraph_open", "inline", "paragraph_close"}
INLINE = {"text", "code_inline", "link_open", "link_close", "text_special"}


def assert_a_plain_paragraph(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in children} <= INLINE, text
    for link in (child for child in children if child.type == "link_open"):
        assert str(link.attrs["href"]).startswith("https://huggingface.co/")
    for words in (child.content for child in children if child.type == "text"):
        assert not re.search(r"www\.|https?:|[<>|*~`$#]", words), words
    assert not [sign for sign in text if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")]
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff") & set(text)
    text.encode("utf-8")


@examples(1)
@given(st.sampled_from(SEEDS), HOSTILE_KNOWN)
def test_hostile_values_never_break_the_card(stem: str, values: dict[str, Any]) -> None:
    card = seed(stem)
    for title, draft in drafts(card, [found(field, value) for field, value in values.items()]).items():
        assert_a_plain_paragraph(draft.value)
        if title in TITLES:
            filled = fill(card, {"sections": {title: draft.value}}, providers=[], select=["none"]).card
            before, after = card.body, Body(filled.text, filled.body_start)
            kept = [heading.title for heading in after.headings if heading.title != title]
            assert kept == [heading.title for heading in before.headings if heading.title != title]
            assert len(after.tables) == len(before.tables)
            assert len(after.code) == len(before.code)
            assert len(after.comments) == len(before.comments)
            assert filled.metadata == card.metadata


def test_hostile_names_are_shown_as_they_are_and_counted() -> None:
    labels = ["joy", "a|b", "`x`", "", "# y", *(f"c{index}" for index in range(20))]
    text = told(BARE, DESCRIPTION, [found("about.labels", labels), found("about.parameters", 7_241_732_096)])
    assert text is not None
    assert text.startswith("The model's 25 classes are joy, `a|b`, `` `x` ``, `# y`, c0, c1,")
    assert text.endswith(", c14 and 6 more. It has 7.24 billion parameters.")


def test_long_names_are_cut() -> None:
    text = told(BARE, DESCRIPTION, [found("about.labels", ["a" * 5000, "b"]), found("about.parameters", 1)])
    assert text == f"The model's 2 classes are `{'a' * 59}…` and b. It has 1 parameter."


# -- silence -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stem", SEEDS)
def test_no_facts_no_description(stem: str) -> None:
    assert not {DESCRIPTION, USES} & drafts(seed(stem)).keys()


@pytest.mark.parametrize(
    "known",
    [
        [],
        [SPEECH],
        [found("about.parameters", 5)],
        [found("license", "mit"), found("about.sampling_rate", 16_000)],
        [found("datasets", ["user/voices"])],
        [found("base_model", "facebook/wav2vec2-base"), found("license", "mit")],
    ],
)
def test_one_trivial_fact_makes_no_draft(known: list[Suggestion]) -> None:
    assert drafts(BARE, known) == {}


def test_the_base_model_that_the_opening_names_is_not_repeated() -> None:
    text = told(seed(MESD), DESCRIPTION, [SPEECH, found("about.model_type", "wav2vec2")])
    assert text == "The model classifies audio recordings. Its architecture is of the type `wav2vec2`."


def test_labels_without_names_are_only_counted() -> None:
    known = [SPEECH, found("about.labels", ["LABEL_0", "LABEL_1", "LABEL_2"]), found("license", "mit")]
    assert told(BARE, USES, known) == "The model classifies audio recordings into 3 classes. It is licensed under MIT."


def test_a_field_that_is_not_open_is_not_drafted() -> None:
    known = {item.field: [item] for item in KNOWN[MESD]}
    asked = Request(seed(MESD), frozenset({f"{SECTION_PREFIX}{USES}", *DETAILS, *known}), known)
    assert [item.field for item in provider(Sources()).suggest(asked)] == [f"{SECTION_PREFIX}{USES}"]


def test_a_bullet_of_a_section_is_not_drafted() -> None:
    field = f"{SECTION_PREFIX}Model Description › Model type"
    known = {item.field: [item] for item in KNOWN[MESD]}
    assert list(provider(Sources()).suggest(Request(seed(MESD), frozenset({field, *known}), known))) == []


# -- the other forms ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "known", "text"),
    [
        (
            "Model description",
            [
                found("about.adapter", {"peft_type": "LORA", "r": 16, "lora_alpha": 32}),
                found("base_model", "org/big"),
                found("about.base_model", {"id": "org/big", "pipeline_tag": "text-generation", "language": ["en", "de"]}),
                found("about.quantization", "bitsandbytes 4-bit"),
            ],
            "The model's weights are quantized (bitsandbytes 4-bit). It is a LoRA adapter (rank 16, alpha 32) for"
            " [org/big](https://huggingface.co/org/big), a text generation model for English and German.",
        ),
        (
            "Model description",
            [
                found("about.parameters", 999),
                found("base_model", "org/big"),
                found("about.base_model", {"id": "org/big", "license": "mit"}),
            ],
            "The model has 999 parameters. Its base model is [org/big](https://huggingface.co/org/big), which is licensed"
            " under MIT.",
        ),
        (
            "Model description",
            [found("base_model", ["a/x", "a/_y"]), found("about.parameters", 1_000_000)],
            "The model has 1 million parameters. Its base models are [a/x](https://huggingface.co/a/x) and"
            r" [a/\_y](https://huggingface.co/a/_y).",
        ),
        (
            "model description",
            [found("base_model", "a/x"), found("base_model_relation", "quantized"), found("about.parameters", 999)],
            "The model has 999 parameters. It is a quantized version of [a/x](https://huggingface.co/a/x).",
        ),
        (
            "model description",
            [found("pipeline_tag", "text-to-3d"), found("about.max_length", 77), found("language", ["en"])],
            "The model's task is text-to-3D. It takes at most 77 tokens.",
        ),
        (
            "model description",
            [found("pipeline_tag", "translation"), found("language", ["en", "de", "yue"])],
            "The model translates texts. It works on English, German and `yue`.",
        ),
        (
            "direct use",
            [found("pipeline_tag", "image-classification"), found("about.image_size", [224, 192]), found("language", "en")],
            "The model classifies images. It takes images scaled to 224 × 192 pixels.",
        ),
        (
            "training data",
            [
                found("datasets", ["a/one", "a/two"]),
                found("about.datasets", [{"id": "a/one", "size": "10K<n<100K", "splits": {"train": 5}}, {"id": "a/three", "size": 1}]),
            ],
            "The model was trained on [a/one](https://huggingface.co/datasets/a/one) and"
            " [a/two](https://huggingface.co/datasets/a/two). [a/one](https://huggingface.co/datasets/a/one) has between"
            " 10,000 and 100,000 examples in the split `train`.",
        ),
        (
            "testing data",
            [
                found("results", {"dataset": {"type": "ravdess", "name": "RAVDESS"}}),
                found("about.examples", {"train": 9, "test": 1, "validation": 1000}),
            ],
            "The model was evaluated on RAVDESS. The evaluation covered 1 example of the `test` split and 1,000 examples of"
            " the `validation` split.",
        ),
        (
            "model architecture and objective",
            [found("about.architecture", "BertForMaskedLM"), found("pipeline_tag", "fill-mask")],
            "The model's architecture is `BertForMaskedLM`. It predicts masked tokens of texts.",
        ),
    ],
)  # fmt: skip
def test_a_form(title: str, known: list[Suggestion], text: str) -> None:
    assert told(BARE, title, known) == text


TABLE = """\
---
tags:
- generated_from_trainer
---

# a

It achieves the following results on the evaluation set:
- Loss: {loss}
- Rouge1: 41.2

### Training results

| Training Loss | Step | Validation Loss | Rouge1 |
|:-------------:|:----:|:---------------:|:------:|
{rows}"""


def course(loss: str, *rows: tuple[str, str]) -> str | None:
    lines = "".join(f"| 1.0 | {10 * at} | {lost} | {score} |\n" for at, (lost, score) in enumerate(rows, 1))
    return told(Card(TABLE.format(loss=loss, rows=lines)), "results")


def test_how_the_loss_went() -> None:
    score = "The model has a `Rouge1` of 41.2 on the evaluation set."
    assert course("0.5", ("0.5", "41.2")) is None
    assert course("0.7", ("0.5", "42.0"), ("0.7", "41.2")) == (
        f"{score} Over 2 evaluations, the last at step 20, the validation loss rose from 0.5 to 0.7; it was lowest, 0.5,"
        " at step 10. The reported results are those of the last evaluation, at step 20; the highest `Rouge1`, 42.0, is"
        " that at step 10."
    )
    assert course("0.5", ("0.5", "40.0"), ("0.5", "41.2")) == (
        f"{score} Over 2 evaluations, the last at step 20, the validation loss stayed at 0.5. The reported results are"
        " those of the last evaluation, at step 20, which has the highest `Rouge1`, 41.2."
    )
    assert (
        course("0.5", ("No log", "40.0"), ("nan", "41.2"))
        == f"{score} The reported results stand in no row of the training table."
    )


# -- questions ---------------------------------------------------------------------------------------------------------


def test_what_no_fact_says_is_asked() -> None:
    asked = request_for(seed(MESD))
    assert missing(f"{SECTION_PREFIX}{USES}", asked) == [
        "What does it take, and what does it give?",
        "Who is it for?",
        "Where does it fail?",
    ]
    assert missing(f"{SECTION_PREFIX}{DATA}", asked) == [
        "What was it trained on?",
        "How large is the data, and how was it split?",
        "What was it evaluated on?",
        "How was the data collected, and what was done to it before training?",
    ]


def test_what_a_fact_says_is_not_asked() -> None:
    asked = request_for(seed(MESD), KNOWN[MESD])
    assert missing(f"{SECTION_PREFIX}{DESCRIPTION}", asked) == []
    assert missing(f"{SECTION_PREFIX}{USES}", asked) == ["Who is it for?", "Where does it fail?"]


def test_a_model_that_was_trained_from_scratch_was_made_from_none() -> None:
    scratch = Card("# a\n\nThis model was trained from scratch on the None dataset.\n")
    question = "Which model was it made from?"
    assert question in missing(f"{SECTION_PREFIX}{DESCRIPTION}", request_for(BARE))
    assert question not in missing(f"{SECTION_PREFIX}{DESCRIPTION}", request_for(scratch))
    assert told(scratch, DESCRIPTION, [found("about.parameters", 5)]) is None


@pytest.mark.parametrize("field", ["license", f"{SECTION_PREFIX}Glossary", f"{SECTION_PREFIX}Direct Use › x"])
def test_other_fields_have_no_questions(field: str) -> None:
    assert missing(field, request_for(BARE)) == []


# -- the table and the engine ------------------------------------------------------------------------------------------


def test_every_need_is_a_fact_that_somebody_can_tell() -> None:
    for row in (row for rows in SECTIONS.values() for row in rows):
        for need in row.needs:
            assert need in _READERS or hasattr(BARE, need.removeprefix("card."))
        assert row.needs or row.question
    assert {field for field in _READERS if field.startswith("about.")} <= set(DETAILS)


def test_the_engine_asks_for_drafts_last() -> None:
    class Told:
        name, need, cost, serves = "told", Need.CARD, 10, ("pipeline_tag", "about.model_type")

        def suggest(self, request: Request) -> list[Suggestion]:
            return [SPEECH, found("about.model_type", "wav2vec2")]

    field = f"{SECTION_PREFIX}{DESCRIPTION}"
    gathered = gather(BARE, {field, "pipeline_tag"}, [provider(Sources()), Told()])
    assert [item.value for item in gathered.suggestions[field]] == [
        "The model classifies audio recordings. Its architecture is of the type `wav2vec2`."
    ]
    assert gathered.problems == []

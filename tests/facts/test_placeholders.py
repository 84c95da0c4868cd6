"""Placeholders of every generator: found by their exact words, and nowhere else."""

from __future__ import annotations

import pytest

from cardsmith import Card
from cardsmith.facts.placeholders import find_ids, find_unfinished


@pytest.mark.parametrize(
    "words",
    [
        "More information needed",
        "[More Information Needed]",
        "[TODO: describe the data used to train the model]",
        "[TODO]",
        "TODO: Add your code",
        "<!-- Add some description here -->",
        "<!--- Describe your model here -->",
        r"\[More Information Needed]",
        "_Model type not recognized — please update this template._",
        "**Put a short model description here.**",
        "**Add some information about what are the inputs to this model**",
        "No validation metrics available",
    ],
)
def test_words_that_stand_for_a_text(words: str) -> None:
    card = Card(f"# m\n\n## Model description\n\n{words}\n\n## Next\n\nText.\n")
    assert [span.of(card.text) for span in card.placeholders] == [words]
    in_code = Card(f"# m\n\n```\n{words}\n```\n")
    assert not in_code.placeholders
    quoted = Card(f'# m\n\nThe template says "{words}" in this place, and we wrote something else.\n')
    assert not [span for span in quoted.placeholders if not words.startswith(("<!--", "\\["))]


def test_a_bullet_of_the_hub_template() -> None:
    card = Card("# m\n\n- **Developed by:** [More Information Needed]\n- **License:** mit\n")
    assert [span.of(card.text) for span in card.placeholders] == ["[More Information Needed]"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('model = SentenceTransformer("sentence_transformers_model_id")', "sentence_transformers_model_id"),
        ('model = SetFitModel.from_pretrained("setfit_model_id")', "setfit_model_id"),
        ('model = SpanMarkerModel.from_pretrained("span_marker_model_id")', "span_marker_model_id"),
        ("model = SentenceTransformer('{MODEL_NAME}')", "{MODEL_NAME}"),
        ('AutoModel.from_pretrained("PATH_TO_THIS_REPO")', "PATH_TO_THIS_REPO"),
        ('generator = pipeline("text-generation", model="None", device="cuda")', "None"),
    ],
)
def test_ids_are_found_in_code(code: str, words: str) -> None:
    card = Card(f"# m\n\n```python\n{code}\n```\n")
    assert [item.span.of(card.text) for item in find_ids(card.body)] == [words]


def test_an_embedded_configuration_is_a_record_and_no_sample() -> None:
    config = "```yaml\nhub_model_id: {MODEL_NAME}\nbase_model: PATH_TO_THIS_REPO\n```\n"
    assert not find_ids(Card(f"# m\n\n{config}").body)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[![a](https://example.org/badge/PUT-YOUR-ARCHITECTURE-HERE-x)](#a)", "PUT-YOUR-ARCHITECTURE-HERE"),
        ("```python\nmodel.from_pretrained(...)\n```", "..."),
        ('```python\nmodel.predict("None")\n```', "None"),
        ("python -m <path.to.enjoy.module> --algo=APPO", "<path.to.enjoy.module>"),
        (
            "```python\n# TODO: add an example code snippet for running this diffusion pipeline\n```\n",
            "# TODO: add an example code snippet for running this diffusion pipeline",
        ),
    ],
)
def test_what_somebody_has_to_write(text: str, words: str) -> None:
    card = Card(f"# m\n\n{text}\n")
    assert [item.span.of(card.text) for item in find_unfinished(card.body)] == [words]

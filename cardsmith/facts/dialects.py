"""Which generators wrote a card, as a set of layers: the body's literal text first, then tags.

A card is often written by several tools one after the other, and some of them overwrite `tags`, so the body is believed
first. A new dialect is a row of `DIALECTS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from cardsmith.document.body import Body
from cardsmith.text import Span


class Dialect(NamedTuple):
    """A generator and the signs it leaves.

    Attributes:
        id: Its name.
        signs: Texts of the body that only it writes; one is enough.
        tags: Tags that only it writes.
        library: The library whose models it describes; None when it does not tell.
        library_names: Values of `library_name` that tell it; for generators that leave no text of their own.
        comment_by: Whom its opening comment names; empty when it writes none.
        licenses: Licences it writes whatever is true.
        fine_tunes: Whether the models it describes were made from another one.
        opens_sections: Whether it writes the sections of `cardsmith.fields.SECTIONS`, without text.
        writes_body: Whether the whole body is its own, even where a training library left its tag.
    """

    id: str
    signs: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    library: str | None = None
    library_names: frozenset[str] = frozenset()
    comment_by: str = ""
    licenses: frozenset[str] = frozenset()
    fine_tunes: bool = False
    opens_sections: bool = False
    writes_body: bool = False

    def sign_in(self, text: str, start: int) -> Span:
        """Return where one of its signs stands in a text from `start` on; the empty span there when there is none."""
        for sign in (*self.signs, self.comment_by):
            at = text.find(sign, start) if sign else -1
            if at >= 0:
                return Span(at, at + len(sign))
        return Span(start, start)


def _tags(*names: str) -> frozenset[str]:
    return frozenset(names)


_APACHE = _tags("apache-2.0")

# In the order in which they are tested and listed. Literal texts as read in the wheels of transformers 4.6 to 5.23,
# trl 0.11 to 1.16, peft 0.3 to 0.21, huggingface_hub 0.10 to 2.4, and of one to four releases of every other library.
DIALECTS: tuple[Dialect, ...] = (
    Dialect(
        "hf-trainer",
        tags=_tags("generated_from_trainer"),
        library="transformers",
        comment_by="the Trainer",
        fine_tunes=True,
        opens_sections=True,
    ),
    Dialect(
        "hf-keras",
        tags=_tags("generated_from_keras_callback"),
        library="transformers",
        comment_by="Keras",
        fine_tunes=True,
        opens_sections=True,
    ),
    Dialect(
        "diffusers-script",
        ("[TODO: describe the data used to train the model]",),
        _tags("diffusers-training", "template:sd-lora"),
        "diffusers",
        comment_by="the training script",
        licenses=_tags("creativeml-openrail-m"),
        fine_tunes=True,
    ),
    Dialect(
        "trl",
        ("It has been trained using [TRL](https://github.com/huggingface/trl).",),
        library="transformers",
        fine_tunes=True,
        writes_body=True,
    ),
    Dialect("trl-ppo-old", ("This is a [TRL language model](https://github.com/",), licenses=_APACHE, fine_tunes=True),
    Dialect("axolotl", ('alt="Built with Axolotl"', "<details><summary>See axolotl config</summary>"), fine_tunes=True),
    Dialect("llama-factory", tags=_tags("llama-factory"), licenses=_tags("other"), fine_tunes=True),
    Dialect("unsloth", ("trained 2x faster with [Unsloth]",), licenses=_APACHE, fine_tunes=True),
    Dialect("peft", ("\n- PEFT ",), library="peft", library_names=_tags("peft"), fine_tunes=True),
    Dialect("hub-template", ("<!-- Provide a quick summary of what the model is/does. -->",), writes_body=True),
    Dialect(
        "hub-pushed",
        ("This is the model card of a 🤗 transformers model that has been pushed on the Hub.",),
        library="transformers",
    ),
    Dialect(
        "diffusers-pushed",
        (
            "This is the model card of a 🧨 diffusers pipeline",
            "This is the model card of a 🧨 diffusers model that has been pushed on the Hub",
        ),
        library="diffusers",
    ),
    Dialect(
        "hub-mixin",
        ("has been pushed to the Hub using the [PytorchModelHubMixin]",),
        _tags("model_hub_mixin", "pytorch_model_hub_mixin"),
    ),
    Dialect(
        "sentence-transformers",
        ("This is a [sentence-transformers](https://www.SBERT.net) model",),
        library="sentence-transformers",
        fine_tunes=True,
        writes_body=True,
    ),
    Dialect(
        "setfit",
        ("This is a [SetFit](https://github.com/huggingface/setfit) model", "This is a [SetFit model]("),
        _tags("generated_from_setfit_trainer"),
        "setfit",
        fine_tunes=True,
        licenses=_APACHE,
        writes_body=True,
    ),
    Dialect(
        "span-marker",
        ("This is a [SpanMarker](https://github.com/tomaarsen/SpanMarkerNER) model",),
        _tags("generated_from_span_marker_trainer"),
        "span-marker",
        fine_tunes=True,
        writes_body=True,
    ),
    Dialect(
        "pylate",
        ("This is a [PyLate](https://github.com/lightonai/pylate) model",),
        library="PyLate",
        fine_tunes=True,
        writes_body=True,
    ),
    Dialect(
        "autotrain", ("# Model Trained Using AutoTrain",), _tags("autotrain"), licenses=_tags("other"), fine_tunes=True
    ),
    Dialect(
        "adapters",
        ("An [adapter](https://adapterhub.ml) for the",),
        _tags("adapter-transformers"),
        licenses=_APACHE,
        fine_tunes=True,
    ),
    Dialect("spacy", tags=_tags("spacy"), library="spacy"),
    Dialect(
        "sb3",
        ("TODO: Add your code\n\n\n```python\nfrom stable_baselines3",),
        library="stable-baselines3",
        library_names=_tags("stable-baselines3"),
    ),
    Dialect(
        "sample-factory", ("<path.to.enjoy.module>",), library="sample-factory", library_names=_tags("sample-factory")
    ),
    Dialect("fastai", ("🥳 Congratulations on hosting your fastai model",), _tags("fastai"), "fastai"),
    Dialect("keras-mixin", ("\n ## Model Plot", "hyperparameters were used during training:\n\n"), library="keras"),
    Dialect(
        "keras-hub", ("uploaded using the KerasHub library",), library="keras-hub", library_names=_tags("keras-hub")
    ),
    Dialect("flair", ("### Demo: How to use in Flair",), _tags("flair"), "flair"),
    Dialect("skops", tags=_tags("skops"), library="sklearn"),
    Dialect("timm", library="timm", library_names=_tags("timm"), licenses=_APACHE),
    Dialect("open_clip", library="open_clip", library_names=_tags("open_clip"), licenses=_tags("mit")),
    Dialect("bertopic", ("This is a [BERTopic](https://github.com/MaartenGr/BERTopic) model.",), library="bertopic"),
    Dialect("model2vec", ("This [Model2Vec](",), library="model2vec", licenses=_tags("mit")),
    Dialect(
        "smp",
        ("import segmentation_models_pytorch as smp",),
        library="segmentation-models-pytorch",
        licenses=_tags("mit"),
    ),
    Dialect(
        "mergekit",
        ("This is a merge of pre-trained language models created using [mergekit]",),
        _tags("mergekit"),
        "transformers",
    ),
    Dialect("mlx-lm", ("## Use with mlx",), library="mlx", library_names=_tags("mlx")),
    Dialect("lerobot", ("trained and pushed to the Hub using [LeRobot]",), library="lerobot", licenses=_APACHE),
    Dialect(
        "nemo", ("PUT-YOUR-ARCHITECTURE-HERE", "NVIDIA NeMo: Training"), library="nemo", library_names=_tags("nemo")
    ),
)


_PLACES = {dialect.id: place for place, dialect in enumerate(DIALECTS)}
_SIGNS = tuple((sign, dialect) for dialect in DIALECTS for sign in dialect.signs)
_BY_COMMENT = {dialect.comment_by: dialect for dialect in DIALECTS if dialect.comment_by}
_COMMENT = re.compile(
    r"<!-- This model card has been generated automatically according to the information "
    rf"(?P<who>{'|'.join(map(re.escape, _BY_COMMENT))}) had access to\. You\s+"
    r"should probably proofread and complete it, then remove this comment\. -->"
)
_BY_TAG = {tag: dialect for dialect in DIALECTS for tag in dialect.tags}
_BY_LIBRARY = {name: dialect for dialect in DIALECTS for name in dialect.library_names}


def generator_comment(body: Body) -> re.Match[str] | None:
    """Return the comment with which a generator asks to be proofread; its group `who` names the generator."""
    found = (_COMMENT.match(body.lines, comment.start) for comment in body.comments)
    return next((match for match in found if match), None)


def find_signed(body: Body) -> frozenset[str]:
    """Return the ids of the dialects that left a sign, or their comment, in the body."""
    text = body.prose
    found = {dialect.id for sign, dialect in _SIGNS if sign in text}
    comment = generator_comment(body)
    if comment is not None:
        found.add(_BY_COMMENT[comment["who"]].id)
    return frozenset(found)


def find_dialects(signed: frozenset[str], tags: Iterable[object], library_name: str | None) -> tuple[Dialect, ...]:
    """Return the layers of a card, in the order of the table: those that signed the body, and those the metadata tells.

    Args:
        signed: What `find_signed` found.
        tags: The card's `tags`.
        library_name: The card's `library_name`.
    """
    found = {*signed, *(_BY_TAG[tag].id for tag in tags if isinstance(tag, str) and tag in _BY_TAG)}
    if library_name in _BY_LIBRARY:
        found.add(_BY_LIBRARY[library_name].id)
    return tuple(DIALECTS[place] for place in sorted(_PLACES[id_] for id_ in found))

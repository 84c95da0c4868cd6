"""The sentences that a section can be drafted from, as data: what each needs, how it is told, what to ask instead.

A new sentence is one function and one row in the sections it belongs to. What a function reads of its `Telling` it also
tells, for that becomes the sentence's evidence.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import NamedTuple

from cardsmith.suggest.evidenced import Telling
from cardsmith.suggest.telling import data, model, training


class Sentence(NamedTuple):
    """One row of a section's table.

    Attributes:
        needs: The facts of which one at least must be known.
        tell: Makes the sentence of them; empty when there is nothing to add to what the card says elsewhere.
        question: What to ask a person when none of them is known; empty when nobody has to say.
        core: Whether it is what the section is about: without one such sentence there is no draft.
    """

    needs: tuple[str, ...] = ()
    tell: Callable[[Telling], str] = lambda _: ""
    question: str = ""
    core: bool = False


_TASK = Sentence(("pipeline_tag", "about.labels"), model.does, "What does it take, and what does it give?", core=True)
_LANGUAGE = Sentence(("language",), model.works_on)
_BUILT = Sentence(("about.architecture", "about.model_type", "about.parameters"), model.is_built, core=True)
_QUANTIZED = Sentence(("about.quantization",), model.is_quantized)
_MADE_FROM = ("base_model", "card.base_model", "about.adapter")
_ORIGIN = Sentence(_MADE_FROM, model.comes_from, "Which model was it made from?", core=True)
_INPUT = Sentence(("about.sampling_rate", "about.image_size", "about.max_length"), model.takes)
_SCORES = Sentence(("card.reported_results",), training.scores, "How good are its results, and on which data?")
_LICENSE = Sentence(("license",), model.is_licensed)
_AUDIENCE = Sentence(question="Who is it for?")
_FAILURES = Sentence(question="Where does it fail?")

_DATA = Sentence(("datasets",), data.trained_on, "What was it trained on?")
_DATA_DETAILS = Sentence(("about.datasets",), data.data_is, "How large is the data, and how was it split?", core=True)
_EVALUATED = Sentence(("results",), data.evaluated_on, "What was it evaluated on?", core=True)
_EXAMPLES = Sentence(("about.examples",), data.examples, core=True)
_SUPPORTS = Sentence(("card.reported_results",), data.counted_classes, core=True)
_PREPARED = Sentence(question="How was the data collected, and what was done to it before training?")

_SETUP = Sentence(("card.hyperparameters",), training.was_set_to)
_COURSE = Sentence(("card.training_results",), training.went)
_REPORTED = Sentence(("card.training_results",), training.is_reported)

_DESCRIPTION = (_TASK, _LANGUAGE, _BUILT, _QUANTIZED, _ORIGIN, _INPUT)
_USES = (_TASK, _LANGUAGE, _INPUT, _SCORES, _LICENSE, _AUDIENCE)
_TRAINING_DATA = (_DATA, _DATA_DETAILS)
_TEST_DATA = (_EVALUATED, _EXAMPLES, _SUPPORTS)
_TRAINING = (_SETUP, _COURSE, _REPORTED)
_RESULTS = (_SCORES._replace(core=True), _COURSE, _REPORTED)

SECTIONS = MappingProxyType(
    {
        # transformers
        "model description": _DESCRIPTION,
        "intended uses & limitations": (*_USES, _FAILURES),
        "training and evaluation data": (*_TRAINING_DATA, *_TEST_DATA, *_TRAINING, _PREPARED),
        # huggingface_hub; the first of transformers is one of its, too
        "direct use": _USES,
        "downstream use [optional]": (Sentence(question="What can it be built into, or fine-tuned for?"),),
        "out-of-scope use": (Sentence(question="What should it not be used for?"),),
        "bias, risks, and limitations": (_FAILURES, Sentence(question="Whom can its mistakes harm?")),
        "training data": (*_TRAINING_DATA, _PREPARED),
        "testing data": _TEST_DATA,
        "results": _RESULTS,
        "model architecture and objective": (_BUILT, _TASK, _QUANTIZED),
    }
)
"""The rows of every section that can be drafted or asked for, by its title in lower case."""

"""The card: one document, immutable, with everything it says about itself read on demand."""

from __future__ import annotations

import os
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn

from cardsmith.document.body import Body, Section
from cardsmith.document.fence import Fence, find_fence, unclosed_fence
from cardsmith.document.tables import Table
from cardsmith.document.yaml_tree import YamlProblem, YamlTree, read_yaml, to_python
from cardsmith.errors import CardError
from cardsmith.facts import dialects, model_index, names, prose, results, training, training_log
from cardsmith.facts.training import BaseModelFact, DatasetPhrase, Fact, MeasuredOn, ReportedResult
from cardsmith.read_only import read_only_dict, read_only_list
from cardsmith.text import BOM, LineMap, Span, newline_near

if not TYPE_CHECKING:
    from cardsmith.lazy import body_fact, cached_property
else:  # what the documentation's tools know
    from functools import cached_property
    from functools import cached_property as body_fact

    from cardsmith.document.metadata_path import Path as MetadataPath
    from cardsmith.draft import CardDraft


class Card:
    r"""A model card: front matter and body, exactly as in its file.

    `Card.from_bytes(data).to_bytes() == data` for every `data` that is UTF-8. Spans and offsets are in characters of
    `text`.

    >>> card = Card("---\nlicense: mit\n---\n# Title\n")
    >>> card.metadata["license"], card.sections[1].title
    ('mit', 'Title')
    """

    text: str
    origin: str

    def __init__(self, text: str, origin: str = "") -> None:
        self.__dict__.update(text=text, origin=origin)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"`{name}` cannot be set: a card never changes; make another one, or use `card.draft()`")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"`{name}` cannot be deleted: a card never changes")

    @classmethod
    def from_bytes(cls, data: bytes, origin: str = "") -> Card:
        """Read a card from its bytes; `origin` is what error messages call it.

        Raises:
            CardError: The bytes are not UTF-8; it carries the byte offset, line and column.
            TypeError: They are no bytes.
        """
        if not isinstance(data, (bytes, bytearray)):
            raise TypeError(f"these must be bytes, and are of type {type(data).__name__}: `Card(text)` reads text")
        try:
            return cls(data.decode("utf-8"), origin)
        except UnicodeDecodeError as error:
            good = data[: error.start].decode("utf-8")
            line, column = LineMap(good).position(len(good))
            name = f"{origin}:" if origin else ""
            raise CardError(
                f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start} does not decode",
                where=f"{name}{line}:{column}",
                hint="convert the file to UTF-8; a card written on Windows may be in a legacy code page",
                offset=error.start,
                line=line,
                column=column,
            ) from None

    @classmethod
    def load(cls, path: str | Path) -> Card:
        """Read a card from a file, or from the README.md of a folder.

        Raises:
            CardError: There is no such file, it cannot be read, or it is not UTF-8.
        """
        path = Path(path, "README.md") if os.path.isdir(path) else Path(path)
        try:
            data = path.read_bytes()
        except (OSError, ValueError) as error:
            raise CardError(f"cannot be read: {getattr(error, 'strerror', None) or error}", where=str(path)) from None
        return cls.from_bytes(data, str(path))

    def to_bytes(self) -> bytes:
        """Return the card as it is written to a file."""
        return self.text.encode("utf-8")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Card) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Card({self.origin or 'no file'}, {len(self.text)} characters)"

    def __reduce__(self) -> tuple[type[Card], tuple[str, str]]:
        return Card, (self.text, self.origin)

    # -- the front matter ----------------------------------------------------------------------------------------------

    @cached_property
    def fence(self) -> Fence | None:
        """Where the front matter stands; None when there is none."""
        return find_fence(self.text)

    @cached_property
    def unclosed(self) -> Span | None:
        """The opening `---` of a front matter that is never closed."""
        return unclosed_fence(self.text) if self.fence is None else None

    @cached_property
    def _yaml(self) -> tuple[YamlTree | None, YamlProblem | None, dict[str, Any]]:
        if self.fence is None:
            return None, None, {}
        start, end = self.fence.content
        try:
            tree = read_yaml(self.text[start:end], start)
            value = to_python(tree, "1.2", read_only=True)
        except YamlProblem as problem:
            return None, problem, {}
        if value is None or isinstance(value, dict):
            return tree, None, value or {}
        return tree, YamlProblem("the front matter is not a mapping of keys to values", start), {}

    @property
    def yaml(self) -> YamlTree | None:
        """The front matter's nodes; None when there is no front matter or it cannot be read."""
        return self._yaml[0]

    @property
    def yaml_problem(self) -> YamlProblem | None:
        """Why the front matter cannot be read as metadata."""
        return self._yaml[1]

    @cached_property
    def metadata(self) -> Mapping[str, Any]:
        """The front matter under YAML 1.2, read-only; empty when there is none or it cannot be read."""
        return MappingProxyType(self._yaml[2])

    def word(self, key: str) -> str | None:
        """Return a metadata value that is text, None for any other."""
        value = self.metadata.get(key)
        return value if isinstance(value, str) else None

    def listed(self, key: str) -> list[Any]:
        """Return a metadata value as the list that the Hub reads it as: one value is a list of one."""
        value = self.metadata.get(key)
        return value if isinstance(value, list) else [] if value is None else [value]

    @cached_property
    def indexed_models(self) -> list[tuple[MetadataPath, dict[str, Any]]]:
        """Every model of `model-index` with its path."""
        return read_only_list(model_index.models(self.metadata))

    @cached_property
    def indexed_results(self) -> list[model_index.ResultAt]:
        """Every result of every model."""
        return read_only_list(model_index.results_in(self.indexed_models))

    @cached_property
    def indexed_metrics(self) -> list[tuple[MetadataPath, dict[str, Any]]]:
        """Every metric of every result with its path."""
        return read_only_list(model_index.metrics_in(self.indexed_results))

    # -- the body ------------------------------------------------------------------------------------------------------

    @body_fact
    def body(self) -> Body:
        """The Markdown below the front matter."""
        return Body(self.text, self.body_start)

    @property
    def body_start(self) -> int:
        """Where the body starts: behind the front matter, or behind a BOM."""
        if self.fence is not None:
            return self.fence.block.end
        return len(BOM) if self.text.startswith(BOM) else 0

    @property
    def sections(self) -> list[Section]:
        """The text before the first heading, then one section a heading."""
        return self.body.sections

    @property
    def tables(self) -> list[Table]:
        """The pipe tables."""
        return self.body.tables

    @body_fact
    def title(self) -> Fact | None:
        """The first heading of level 1, with the span of its words."""
        for heading in self.body.headings:
            if heading.level == 1:
                at = self.text.find(heading.title, *heading.span) if heading.title else heading.span.end
                return Fact(heading.title, Span(at, at + len(heading.title))) if at >= 0 else None
        return None

    @body_fact
    def titled_name(self) -> Fact | None:
        """The model's name in the title: the title itself, or what follows "Model Card for"."""
        if self.title is None:
            return None
        start = self.title.span.end - len(names.name_in_title(self.title.value))
        return Fact(self.text[start : self.title.span.end], Span(start, self.title.span.end))

    @body_fact
    def placeholders(self) -> list[Span]:
        """Every placeholder that a generator left in the body."""
        return read_only_list(prose.find_placeholders(self.body))

    @body_fact
    def details(self) -> dict[str, dict[str, prose.Labelled]]:
        """The details behind labels, by the section's title and the label, both without case; the first of each."""
        found: dict[str, dict[str, prose.Labelled]] = {}
        for section in self.sections:
            for item in prose.find_labels(self.body, section):
                found.setdefault(section.title.casefold(), {}).setdefault(item.label.casefold(), item)
        return read_only_dict({title: read_only_dict(labelled) for title, labelled in found.items()})

    def mentions(self, *words: str) -> bool:
        """Whether any of the words stand in the front matter, or in the body outside its tables."""
        mentioned = self._mentioned
        if words not in mentioned:
            mentioned[words] = any(map(self.running_text.__contains__, words))
        return mentioned[words] or any(map(self.text[: self.body_start].__contains__, words))

    @body_fact
    def _mentioned(self) -> dict[tuple[str, ...], bool]:
        """Whether the body has any of some words, so far as somebody asked."""
        return {}

    @cached_property
    def words(self) -> str:
        """Front matter and body without the tables, to look for words in; its offsets are not those of the card."""
        return self.text[: self.body_start] + self.running_text

    @body_fact
    def running_text(self) -> str:
        """The body without the tables, to look for words in."""
        return self.body.prose

    @body_fact
    def ignored_rules(self) -> frozenset[str]:
        """The rules that a comment in the body tells to leave out."""
        return prose.ignored_rules(self.body)

    @body_fact
    def opted_out(self) -> bool:
        """Whether a comment in the body asks to be left alone on the Hub."""
        return prose.opts_out(self.body)

    def section_state(self, section: Section) -> prose.SectionState:
        """Return whether a section is filled, holds a placeholder or is empty."""
        return prose.section_state(self.body, section, self.placeholders)

    # -- what it says --------------------------------------------------------------------------------------------------

    @body_fact
    def signed_dialects(self) -> frozenset[str]:
        """The ids of the generators that left their words in the body."""
        return dialects.find_signed(self.body)

    @cached_property
    def dialects(self) -> tuple[dialects.Dialect, ...]:
        """The generators that wrote the card."""
        return dialects.find_dialects(self.signed_dialects, self.listed("tags"), self.word("library_name"))

    @body_fact
    def base_model(self) -> BaseModelFact | None:
        """What the opening sentence says the model was made from."""
        return training.read_base_model(self.body)

    @body_fact
    def says_fine_tuned(self) -> bool:
        """Whether the prose says that the model was fine-tuned, in whatever words."""
        return training.says_fine_tuned(self.body)

    @body_fact
    def dataset_phrase(self) -> DatasetPhrase | None:
        """What the opening sentence says the model was trained on."""
        return training.read_dataset_phrase(self.body, self.base_model)

    @body_fact
    def reported_results(self) -> list[ReportedResult]:
        """The bullets under "results on the evaluation set", in order, as printed."""
        return read_only_list(training.read_reported_results(self.body))

    @body_fact
    def measured_on(self) -> MeasuredOn | None:
        """What the card says that the reported results were measured on."""
        return training.read_measured_on(self.body)

    @property
    def other_data(self) -> MeasuredOn | None:
        """The data that the reported results were measured on, where it has a name."""
        return self.measured_on if self.measured_on is not None and self.measured_on.named else None

    @body_fact
    def _sorted(self) -> list[tuple[list[results.ReportedMetric], list[results.LeftOut]]]:
        return [results.sort_results([result]) for result in self.reported_results]

    @body_fact
    def sorted_results(self) -> tuple[list[results.ReportedMetric], list[results.LeftOut]]:
        """The reported results that are metrics, and those that stay out of `model-index` with the reason."""
        metrics, left_out = zip(*self._sorted, strict=True) if self._sorted else ((), ())
        return read_only_list(chain.from_iterable(metrics)), read_only_list(chain.from_iterable(left_out))

    @body_fact
    def reported_metrics(self) -> dict[str, ReportedResult]:
        """The ids of the metrics that are reported, each with the first result that reports it."""
        found: dict[str, ReportedResult] = {}
        for result, (metrics, _) in zip(self.reported_results, self._sorted, strict=True):
            for metric in results.metric_ids(metrics):
                found.setdefault(metric, result)
        return read_only_dict(found)

    @body_fact
    def reports_results(self) -> bool:
        """Whether there are reported results."""
        return bool(self.reported_results)

    @body_fact
    def reported_metric_ids(self) -> tuple[str, ...]:
        """The ids of the metrics that are reported."""
        return tuple(self.reported_metrics)

    @cached_property
    def training_results(self) -> training_log.TrainingLog | None:
        """The training table as series; None when there is none."""
        return training_log.find_training_log(self.body)

    @body_fact
    def reported_row(self) -> training_log.ReportedRow | None:
        """Which row of the training table was reported; None when there is nothing to compare."""
        if self.training_results is None or not self.reported_results:
            return None
        return training_log.match_row(self.reported_results, self.training_results)

    @body_fact
    def hyperparameters(self) -> dict[str, Fact]:
        """The bullets under "Training hyperparameters" by name."""
        return read_only_dict(training.read_settings(self.body, self.body.section("Training hyperparameters")))

    @body_fact
    def framework_versions(self) -> dict[str, Fact]:
        """The bullets under "Framework versions" by library."""
        return read_only_dict(training.read_versions(self.body, self.body.section("Framework versions")))

    @property
    def generator(self) -> tuple[str, str | None] | None:
        """The generator that wrote the card and its version, None for a card written by hand."""
        if not self.dialects:
            return None
        version = self.framework_versions.get("Transformers")
        return self.dialects[0].id, version.value if version else None

    # -- places and changes --------------------------------------------------------------------------------------------

    @cached_property
    def gaps_found(self) -> dict[frozenset[str], list[Any]]:
        """The gaps that were found so far, by the rules that were ignored."""
        return {}

    @cached_property
    def suggestions_found(self) -> dict[frozenset[str], Any]:
        """What the card itself suggests, by the fields that were open when somebody asked."""
        return {}

    @cached_property
    def lines(self) -> LineMap:
        """Line and column of any offset."""
        return LineMap(self.text)

    def newline_at(self, offset: int) -> str:
        """Return the line end in use around `offset`."""
        return newline_near(self.text, offset)

    def draft(self) -> CardDraft:
        """Return a draft that collects changes to this card."""
        from cardsmith.draft import CardDraft

        return CardDraft(self)

"""What the files beside a card suggest, on folders as the libraries leave them."""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsmith import Card, Suggestion, catalogue, fill
from cardsmith.checking import suggest
from cardsmith.suggest import model_files
from cardsmith.suggest import opened as opened_by_providers
from cardsmith.suggest.base import DETAILS, Request
from cardsmith.suggest.config_tasks import Architecture, tasks_of
from cardsmith.suggest.engine import Gathered, gather
from cardsmith.suggest.files import Files, is_among
from cardsmith.suggest.folder import LocalFolder
from cardsmith.suggest.from_files import READERS, FilesProvider
from cardsmith.suggest.model_files.model_ids import base_id
from cardsmith.suggest.model_files.reader import ModelFiles
from tests.support import ROOT, examples, trainer_card

FOLDERS = ROOT / "fixtures" / "folders"
EMOTION = FOLDERS / "wav2vec2-emotion"

FIELDS = (
    *("base_model", "library_name", "license", "language", "metrics", "pipeline_tag", "co2_eq_emissions"),
    *DETAILS,
)


def readme(text: str = "# A model\n") -> Card:
    return Card(text, "README.md")


def told(folder: Path, card: Card | None = None, own_id: str | None = None) -> Gathered:
    provider = FilesProvider(LocalFolder(folder), own_id)
    return gather(card or readme(), FIELDS, [provider])


def best(folder: Path, field: str, card: Card | None = None) -> Suggestion:
    return told(folder, card).suggestions[field][0]


def folder_with(place: Path, **files: Any) -> Path:
    """A folder with files by their names, `_json` for `.json`; what is no text or bytes is written as JSON."""
    for name, data in files.items():
        path = place / name.replace("_json", ".json").replace("_csv", ".csv")
        if isinstance(data, bytes):
            path.write_bytes(data)
        else:
            path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return place


def summary(found: list[Suggestion]) -> list[tuple[Any, float, bool]]:
    return [(item.value, item.confidence, item.safe) for item in found]


# -- the fixture folders -----------------------------------------------------------------------------------------------


def test_a_sound_classifier_is_no_text_classifier() -> None:
    task = best(EMOTION, "pipeline_tag")
    assert (task.value, task.confidence, task.safe) == ("audio-classification", 0.97, True)
    (evidence,) = task.evidence
    assert evidence == ("config.json", "architectures[0]", "Wav2Vec2ForSequenceClassification")


def test_what_the_sound_classifiers_folder_tells() -> None:
    found = told(EMOTION)
    assert found.problems == []
    values = {field: items[0].value for field, items in found.suggestions.items()}
    assert values == {
        "base_model": "facebook/wav2vec2-base",
        "library_name": "transformers",
        "license": "apache-2.0",
        "metrics": ["accuracy"],
        "pipeline_tag": "audio-classification",
        "co2_eq_emissions": {"emissions": 12.3, "source": "codecarbon", "hardware_used": "1 x Tesla T4"},
        "about.architecture": "Wav2Vec2ForSequenceClassification",
        "about.model_type": "wav2vec2",
        "about.labels": ["anger", "disgust", "fear", "happiness", "neutral", "sadness"],
        "about.sampling_rate": 16000,
        "about.metrics": {"eval_accuracy": 0.9153846153846154, "eval_loss": 0.34997621178627014},
        "about.examples": {"train": 719, "eval": 130},
    }
    safe = {field for field, items in found.suggestions.items() if items[0].safe}
    assert safe == {"library_name", "license", "pipeline_tag"}


def test_a_card_is_filled_from_its_folder() -> None:
    card = readme("---\ntags:\n- generated_from_trainer\n---\n\n# wav2vec2-emotion\n")
    outcome = fill(card, providers=[FilesProvider(LocalFolder(EMOTION))])
    assert {key: outcome.card.metadata[key] for key in ("library_name", "license", "pipeline_tag")} == {
        "library_name": "transformers",
        "license": "apache-2.0",
        "pipeline_tag": "audio-classification",
    }
    assert "co2_eq_emissions" not in outcome.card.metadata
    evidence = {fix.field: fix.evidence[0].source for fix in outcome.filled if fix.field}
    assert evidence == {"library_name": "config.json", "license": "LICENSE", "pipeline_tag": "config.json"}


def test_the_details_are_no_answers() -> None:
    found = suggest(readme(), providers=[FilesProvider(LocalFolder(EMOTION))])
    assert not any(item.field.startswith("about.") for gap in found.gaps for item in gap.suggestions)


def test_a_card_of_another_name_is_filled_with_nothing() -> None:
    """Beside many cards, the files belong to none of them for sure."""
    card = Card("---\ntags:\n- generated_from_trainer\n---\n\n# other\n", "cards/other.md")
    outcome = fill(card, providers=[FilesProvider(LocalFolder(EMOTION))])
    assert outcome.card == card
    assert told(EMOTION, card).suggestions["pipeline_tag"][0].value == "audio-classification"


def test_an_adapter() -> None:
    folder = FOLDERS / "peft-adapter"
    found = told(folder).suggestions
    assert summary(found["base_model"]) == [("org/llama-7b", 0.97, True)]
    assert summary(found["library_name"]) == [("peft", 0.97, True)]
    assert summary(found["pipeline_tag"]) == [("text-generation", 0.93, True)]
    assert found["about.adapter"][0].value == {"peft_type": "LORA", "r": 16, "lora_alpha": 32}
    assert found["about.max_length"][0].value == 2048


def test_a_sentence_transformer_is_not_called_transformers() -> None:
    found = told(FOLDERS / "sentence-transformer").suggestions
    assert summary(found["library_name"])[0] == ("sentence-transformers", 0.98, True)
    assert [item.safe for item in found["library_name"]] == [True, False]
    assert summary(found["pipeline_tag"]) == [("sentence-similarity", 0.95, True)]
    assert found["about.max_length"][0].value == 256
    assert "base_model" not in found


def test_a_diffusers_pipeline() -> None:
    found = told(FOLDERS / "diffusers-pipeline").suggestions
    assert summary(found["library_name"]) == [("diffusers", 0.98, True)]
    assert summary(found["pipeline_tag"]) == [("text-to-image", 0.95, True)]


def test_parameters_are_counted_without_the_weights() -> None:
    found = told(FOLDERS / "weights").suggestions
    assert found["about.parameters"][0].value == 2 * 3 + 4 + 1
    assert "about.labels" not in found
    assert summary(found["base_model"]) == [("bert-base-cased", 0.6, False)]


def test_whispers_language_is_asked_for() -> None:
    found = told(FOLDERS / "whisper-generation").suggestions
    assert summary(found["language"]) == [("es", 0.85, False)]
    assert found["language"][0].evidence == (("generation_config.json", "language", "<|es|>"),)
    assert summary(found["pipeline_tag"]) == [("automatic-speech-recognition", 0.97, True)]
    assert found["about.sampling_rate"][0].value == 16000


# -- what is opened ----------------------------------------------------------------------------------------------------

_opened: list[str] | None = None


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if _opened is not None and event == "open":
        _opened.append(str(arguments[0]))


@pytest.fixture
def opened() -> Any:
    """Every file that the interpreter opens, as its own audit tells."""
    global _opened  # noqa: PLW0603
    if not getattr(_hear, "added", False):
        sys.addaudithook(_hear)
        _hear.added = True  # type: ignore[attr-defined]
    _opened = []
    yield _opened
    _opened = None


def test_no_pickle_is_ever_opened(opened: list[str]) -> None:
    folder = LocalFolder(EMOTION)
    told(EMOTION)
    assert "training_args.bin" in folder.names()
    assert folder.read("training_args.bin") is None
    assert folder.head("training_args.bin", 8) is None
    beside = {Path(path).name for path in opened if Path(path).parent == EMOTION}
    assert "config.json" in beside
    assert all(is_among(name, opened_by_providers()) for name in beside)


@pytest.mark.parametrize(
    "name", ["pytorch_model.bin", "optimizer.pt", "README.md", ".env", "notes.txt", "../config.json", "a/config.json"]
)
def test_other_files_are_not_read(name: str) -> None:
    assert not is_among(name, opened_by_providers())


class Listening(ModelFiles):
    """Keeps the names that are asked for, whether there is such a file or not."""

    def __init__(self, files: Files) -> None:
        super().__init__(files)
        self.asked: set[str] = set()

    def bytes_of(self, name: str) -> bytes | None:
        self.asked.add(name)
        return super().bytes_of(name)


def test_every_reader_that_is_written_is_asked() -> None:
    names = (f"{model_files.__name__}.{found.name}" for found in pkgutil.iter_modules(model_files.__path__))
    written = {module for name in names if hasattr(module := importlib.import_module(name), "SERVES")}
    assert written == set(READERS)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__.rpartition(".")[2])
def test_a_reader_names_what_it_opens(reader: ModuleType) -> None:
    """A folder would not give it anything else, and nobody would notice."""
    for folder in FOLDERS.iterdir():
        files = Listening(LocalFolder(folder))
        list(reader.read(files, Request(readme(), frozenset(FIELDS))))
        assert {name for name in files.asked if not is_among(name, reader.OPENS)} == set()


# -- results -----------------------------------------------------------------------------------------------------------


def test_the_numbers_of_the_card_prove_the_run() -> None:
    card = Card(trainer_card().text, "README.md")
    (metrics,) = told(EMOTION, card).suggestions["about.metrics"]
    assert metrics.value == {"eval_accuracy": 0.9153846153846154, "eval_loss": 0.34997621178627014}
    assert metrics.confidence >= 0.98
    assert {piece.source for piece in metrics.evidence} == {
        *("all_results.json", "eval_results.json", "trainer_state.json")
    }


def test_the_log_entry_that_the_card_reports_is_taken() -> None:
    text = trainer_card(results="It achieves the following results on the evaluation set:\n- Accuracy: 0.8846\n").text
    found = told(EMOTION, Card(text, "README.md")).suggestions["about.metrics"]
    assert (found[0].value["eval_accuracy"], found[0].confidence) == (0.8846153846153846, 0.98)
    assert found[0].evidence[0].locator == "log_history[1]"
    assert found[1].confidence < 0.5


def test_metrics_follow_those_that_the_card_lists(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, eval_results_json={"eval_wer": 0.3, "eval_loss": 1, "eval_per_class_f1": 0.2})
    card = readme("---\nmetrics:\n- accuracy\n---\n")
    (metrics,) = told(folder, card).suggestions["metrics"]
    assert (metrics.value, metrics.safe) == (["accuracy", "wer"], False)


def test_what_is_no_number_is_left_out(tmp_path: Path) -> None:
    text = '{"eval_accuracy": NaN, "eval_f1": Infinity, "eval_wer": 0.25, "eval_cer": true, "eval_loss": "x"}'
    assert best(folder_with(tmp_path, eval_results_json=text), "about.metrics").value == {"eval_wer": 0.25}


# -- emissions ---------------------------------------------------------------------------------------------------------


def test_where_the_computer_stands_is_only_offered() -> None:
    first, second = told(EMOTION).suggestions["co2_eq_emissions"]
    assert "geographical_location" not in first.value
    assert second.value["geographical_location"] == "madrid, Spain"
    assert not first.safe
    assert not second.safe
    assert first.evidence == (("emissions.csv", "row 2", "emissions: 0.0123 kg"),)


@pytest.mark.parametrize("amount", ["", "nan", "inf", "-1", "much", "1e400", "0x10"])
def test_no_amount_is_no_suggestion(tmp_path: Path, amount: str) -> None:
    folder = folder_with(tmp_path, emissions_csv=f"duration,emissions\n1,{amount}\n")
    assert "co2_eq_emissions" not in told(folder).suggestions


# -- base models -------------------------------------------------------------------------------------------------------

PATHS = (
    *(
        "/home/user/model",
        "./model",
        "checkpoint-500",
        "out/checkpoint-500",
        "C:\\models\\bert",
        "models/llama",
        "~/bert",
    ),
    *("results", "weights/llama", "../base", "a b/c", "", "user/name/deep", "data/x"),
)


@pytest.mark.parametrize("path", PATHS)
def test_a_path_is_no_base_model(path: str, tmp_path: Path) -> None:
    assert base_id(path) is None
    config = {"peft_type": "LORA", "base_model_name_or_path": path}
    assert "base_model" not in told(folder_with(tmp_path, adapter_config_json=config)).suggestions


def test_a_path_into_the_cache_hides_an_id(tmp_path: Path) -> None:
    path = "/root/.cache/huggingface/hub/models--org--llama/snapshots/" + "0123456789" * 4
    folder = folder_with(tmp_path, adapter_config_json={"peft_type": "LORA", "base_model_name_or_path": path})
    assert summary(told(folder).suggestions["base_model"]) == [("org/llama", 0.97, True)]


def test_a_model_is_not_its_own_base() -> None:
    assert "base_model" not in told(EMOTION, own_id="Facebook/wav2vec2-base").suggestions


# -- tasks and libraries -----------------------------------------------------------------------------------------------

AUDIO_CLASSES = ["Wav2Vec2", "Hubert", "WavLM", "UniSpeech", "UniSpeechSat", "SEW", "SEWD", "Data2VecAudio"]


@pytest.mark.parametrize("prefix", AUDIO_CLASSES)
def test_every_sound_model_classifies_sound(prefix: str) -> None:
    (guess,) = tasks_of(Architecture(f"{prefix}ForSequenceClassification"))
    assert (guess.task, guess.safe) == ("audio-classification", True)


@pytest.mark.parametrize(
    ("name", "model_type", "task"),
    [
        ("BertForSequenceClassification", "bert", "text-classification"),
        ("TFBertForSequenceClassification", "bert", "text-classification"),
        ("Wav2Vec2ForCTC", "wav2vec2", "automatic-speech-recognition"),
        ("GPT2LMHeadModel", "gpt2", "text-generation"),
        ("TapasForQuestionAnswering", "tapas", "table-question-answering"),
        ("LayoutLMv3ForQuestionAnswering", "layoutlmv3", "document-question-answering"),
        ("OwlViTForObjectDetection", "owlvit", "zero-shot-object-detection"),
        ("SegformerForSemanticSegmentation", "segformer", "image-segmentation"),
        ("Qwen2VLForConditionalGeneration", "qwen2_vl", "image-text-to-text"),
        ("CLIPModel", "clip", "zero-shot-image-classification"),
        ("Wav2Vec2ForSpeechClassification", "wav2vec2", "audio-classification"),
    ],
)
def test_certain_tasks(name: str, model_type: str, task: str) -> None:
    (guess,) = tasks_of(Architecture(name, model_type))
    assert (guess.task, guess.safe) == (task, True)
    assert guess.confidence >= 0.95


@pytest.mark.parametrize(
    "architecture",
    [
        Architecture("T5ForConditionalGeneration", "t5"),
        Architecture("MBartForConditionalGeneration", "mbart"),
        Architecture("BertForSequenceClassification", "bert", outputs=1),
        Architecture("LlavaLlamaForCausalLM", "llava_llama", sees=True),
        Architecture("GitForCausalLM", "git"),
        Architecture("SomeForSequenceClassification", "some", custom=True),
        Architecture("BertForSequenceClassification"),
        Architecture("BertModel", "bert"),
        Architecture("VisionEncoderDecoderModel", "vision-encoder-decoder"),
    ],
    ids=lambda item: item.name,
)
def test_doubtful_tasks_are_never_safe(architecture: Architecture) -> None:
    assert not any(guess.safe for guess in tasks_of(architecture))


LIBRARIES: dict[str, tuple[dict[str, Any], bool]] = {
    "setfit": (
        {"config_setfit_json": {"labels": None}, "modules_json": [{"type": "sentence_transformers.models.X"}]},
        True,
    ),
    "PyLate": ({"modules_json": [{"type": "pylate.models.Dense.Dense"}]}, True),
    "span-marker": ({"config_json": {"span_marker_version": "1.5", "architectures": ["SpanMarkerModel"]}}, True),
    "timm": ({"config_json": {"architecture": "resnet50", "pretrained_cfg": {"tag": "a1"}}}, True),
    "open_clip": ({"open_clip_config_json": {}}, True),
    "nemo": ({"speech.nemo": b""}, True),
    "keras": ({"model.keras": b""}, True),
    "spacy": ({"meta_json": {"spacy_version": ">=3.8"}}, True),
    "transformers": ({"config_json": {"architectures": ["BertModel"], "transformers_version": "4.44.2"}}, True),
    "gguf": ({"model-q4.gguf": b"GGUF"}, False),
    "mlx": (
        {
            "config_json": {
                "architectures": ["A"],
                "transformers_version": "4",
                "quantization": {"group_size": 64, "bits": 4},
            }
        },
        False,
    ),
    "adapter-transformers": ({"adapter_config_json": {"model_name": "org/roberta-base", "config": {}}}, False),
}


@pytest.mark.parametrize("library", LIBRARIES)
def test_libraries_by_their_files(library: str, tmp_path: Path) -> None:
    files, safe = LIBRARIES[library]
    found = told(folder_with(tmp_path, **files)).suggestions["library_name"]
    assert (found[0].value, found[0].safe) == (library, safe)
    assert not any(item.safe for item in found[1:])


def test_a_cross_encoder_ranks(tmp_path: Path) -> None:
    config = {
        "architectures": ["BertForSequenceClassification"],
        "model_type": "bert",
        "id2label": {"0": "LABEL_0"},
        "sentence_transformers": {"version": "4.0.1"},
        "transformers_version": "4.50.0",
    }
    found = told(folder_with(tmp_path, config_json=config)).suggestions
    assert found["pipeline_tag"][0].value == "text-ranking"
    assert not any(item.safe for item in found["pipeline_tag"])


def test_details_of_a_quantized_model(tmp_path: Path) -> None:
    config = {
        "quantization_config": {"quant_method": "gptq", "bits": 4},
        "image_size": 224,
        "max_position_embeddings": 514,
    }
    folder = folder_with(tmp_path, config_json=config, tokenizer_config_json={"model_max_length": 512})
    values = {field: items[0].value for field, items in told(folder).suggestions.items()}
    assert values["about.quantization"] == "gptq, 4 bits"
    assert values["about.image_size"] == [224, 224]
    assert values["about.max_length"] == 512


# -- hostile files -----------------------------------------------------------------------------------------------------

BROKEN = {
    "no JSON": "{",
    "nested too deeply": "[" * 100_000,
    "not UTF-8": b'{"a": "\xff"}',
    "too many digits": '{"vocab_size": ' + "9" * 10_000 + "}",
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_a_problem_and_the_others_still_tell(what: str, tmp_path: Path) -> None:
    adapter = {"peft_type": "LORA", "base_model_name_or_path": "org/llama"}
    found = told(folder_with(tmp_path, config_json=BROKEN[what], adapter_config_json=adapter))
    assert found.suggestions["base_model"][0].value == "org/llama"
    (problem,) = found.problems
    assert problem.message.startswith("config.json: ")


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    text = '{"architectures": ["BertModel"], "x": "' + "y" * 2_000_001 + '"}'
    found = told(folder_with(tmp_path, config_json=text))
    assert (found.suggestions, found.problems) == ({}, [])


READ = (
    *("config.json", "adapter_config.json", "trainer_state.json", "eval_results.json", "modules.json"),
    *("preprocessor_config.json", "processor_config.json", "generation_config.json", "model_index.json"),
    *("tokenizer_config.json", "meta.json", "metadata.json", "model.safetensors.index.json", "config_setfit.json"),
)
KEYS = (
    *("architectures", "model_type", "id2label", "_name_or_path", "quantization_config", "bits", "quant_method"),
    *("peft_type", "base_model_name_or_path", "task_type", "log_history", "eval_accuracy", "eval_samples", "language"),
    *("type", "sampling_rate", "size", "height", "width", "_class_name", "metadata", "total_parameters", "0", "1"),
    *("max_position_embeddings", "image_size", "model_max_length", "transformers_version", "pretrained_cfg", "r"),
    *("auto_map", "auto_mapping", "parent_library", "feature_extractor", "do_center_crop", "crop_size", "quantization"),
)
WORDS = st.sampled_from(
    ["BertForSequenceClassification", "org/model", "es", "CAUSAL_LM", "LORA", "\ud800", "\x1b[31m", "a\nb", "²", ""]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | WORDS | st.just(10**400)
JSON: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=8),
    max_leaves=30,
)


class Memory:
    """Files in memory; a stand-in for a repository, which is another place that files come from."""

    source = "user/model"

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def names(self) -> list[str]:
        return list(self.files)

    def read(self, name: str) -> bytes | None:
        return self.files.get(name)

    def url(self, name: str) -> str:
        return f"https://huggingface.co/user/model/blob/main/{name}"


def assert_sound(found: Gathered) -> None:
    """Every suggestion can be shown, compared and written."""
    for field, items in found.suggestions.items():
        for item in items:
            assert item.evidence
            assert all(piece.source and len(piece.quote) <= 120 for piece in item.evidence)
            assert 0 < item.confidence < 1
            shown = json.dumps([item.value, item.evidence], allow_nan=False, ensure_ascii=False)
            shown.encode("utf-8")
            assert "\x1b" not in str(item.value)
            if field == "pipeline_tag":
                assert item.value in catalogue.pipeline_tags()
            if field == "license":
                assert item.value in catalogue.licenses()


@given(st.dictionaries(st.sampled_from(READ), JSON, min_size=1, max_size=4))
@examples(1.5)
def test_any_json_in_any_file_is_borne(files: dict[str, Any]) -> None:
    memory = Memory({name: json.dumps(data).encode() for name, data in files.items()})
    found = gather(readme(), FIELDS, [FilesProvider(memory)])
    assert_sound(found)


VALID: dict[str, dict[str, Any]] = {
    name: json.loads((folder / name).read_text(encoding="utf-8"))
    for folder in sorted(path for path in FOLDERS.iterdir() if path.is_dir())
    for name in sorted(path.name for path in folder.glob("*.json"))
    if name != "modules.json"
}


@given(st.data())
@examples(1.5)
def test_any_value_in_place_of_any_other_is_borne(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(VALID)))
    changed = dict(VALID[name])
    for key in data.draw(st.lists(st.sampled_from(sorted(changed)), min_size=1, max_size=3)):
        changed[key] = data.draw(JSON)
    files = {**{other: json.dumps(VALID[other]) for other in VALID}, name: json.dumps(changed)}
    memory = Memory({other: text.encode() for other, text in files.items()})
    assert_sound(gather(Card(trainer_card().text, "README.md"), FIELDS, [FilesProvider(memory)]))


@given(st.binary(max_size=200))
def test_any_bytes_in_any_file_are_borne(data: bytes) -> None:
    names = (*READ, "emissions.csv", "LICENSE")
    assert_sound(gather(readme(), FIELDS, [FilesProvider(Memory(dict.fromkeys(names, data)))]))


def test_files_of_a_repository_are_shown_with_their_address() -> None:
    memory = Memory({"config.json": b'{"architectures": ["BertForMaskedLM"]}', "old/config.json": b"{"})
    (task,) = gather(readme(), ["pipeline_tag"], [FilesProvider(memory)]).suggestions["pipeline_tag"]
    address = "https://huggingface.co/user/model/blob/main/config.json"
    assert task.evidence == (("user/model", f"{address} (architectures[0])", "BertForMaskedLM"),)

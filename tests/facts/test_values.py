"""What generators print as values: kinds, digits kept, and safe on hostile text."""

from __future__ import annotations

import math
import time
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsmith.facts.values import PrintedValue, ValueKind, parse_value, split_mapping, unwrap_object

MAPPING_LIKE = st.text(alphabet="{}[]()<>,:'\"\\ a0.eE+-n", max_size=60)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.9790", 0.979),
        ("0.975", 0.975),
        ("1", 1.0),
        ("1.0", 1.0),
        ("1.", 1.0),
        (".5", 0.5),
        ("-0.5", -0.5),
        ("+0.5", 0.5),
        ("1e-05", 1e-05),
        ("2.5E+3", 2500.0),
        ("0", 0.0),
        ("007", 7.0),
        ("11873", 11873.0),
    ],
)
def test_number_keeps_its_digits(text: str, number: float) -> None:
    assert parse_value(text) == PrintedValue(text, ValueKind.NUMBER, number)
    assert parse_value(f" \t{text}\r\n") == PrintedValue(text, ValueKind.NUMBER, number)


@pytest.mark.parametrize("text", ["nan", "NaN", "NAN", "-nan", "inf", "Inf", "-inf", "-Infinity", "1e999", "-1e999"])
def test_not_finite(text: str) -> None:
    value = parse_value(text)
    assert value.kind is ValueKind.NOT_FINITE
    assert value.text == text
    assert value.number is not None
    assert not math.isfinite(value.number)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", ValueKind.TEXT),
        ("   ", ValueKind.TEXT),
        ("1,234", ValueKind.TEXT),
        ("1_234", ValueKind.TEXT),
        ("0x1f", ValueKind.TEXT),
        ("97.5%", ValueKind.TEXT),
        ("245.30 +/- 20.27", ValueKind.TEXT),
        ("0.9 (0.1)", ValueKind.TEXT),
        ("0.9(0.1)", ValueKind.TEXT),
        ("None", ValueKind.TEXT),
        ("True", ValueKind.TEXT),
        (".", ValueKind.TEXT),
        ("-", ValueKind.TEXT),
        ("e5", ValueKind.TEXT),
        ("1e", ValueKind.TEXT),
        ("1.2.3", ValueKind.TEXT),
        ("\u0663.\u0665", ValueKind.TEXT),  # Arabic digits: float() would take them
        ("\u22120.5", ValueKind.TEXT),  # a typographic minus sign
        ("<b>0.5</b>", ValueKind.TEXT),
        ("> 0.5", ValueKind.TEXT),
        ("good (tested)", ValueKind.TEXT),
        ("1" * 200, ValueKind.TEXT),
        ("[[0, 1], [24, 0]]", ValueKind.LIST),
        ("[0.5]", ValueKind.LIST),
        ("{'accuracy': 0.96}", ValueKind.MAPPING),
        ("{", ValueKind.MAPPING),
        ("tf.Tensor(0.29, shape=(), dtype=float32)", ValueKind.OBJECT),
        ("<tf.Tensor: shape=(), dtype=float32, numpy=0.29>", ValueKind.OBJECT),
        ("<wandb.sdk.data_types.table.Table object at 0x7f4a2c1d>", ValueKind.OBJECT),
        ("<function <lambda> at 0x7f4a2c1d>", ValueKind.OBJECT),
        ("<class 'float'>", ValueKind.OBJECT),
        ("tensor(0.5)", ValueKind.OBJECT),
        ("np.float64(0.5)", ValueKind.OBJECT),
        ("OrderedDict([('a', 1)])", ValueKind.OBJECT),
    ],
)
def test_other_kinds(text: str, kind: ValueKind) -> None:
    assert parse_value(text) == PrintedValue(text.strip(), kind, None)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("tf.Tensor(0.2945, shape=(), dtype=float32)", "0.2945"),
        ("<tf.Tensor: shape=(), dtype=float32, numpy=0.29>", "0.29"),
        ("<tf.Tensor: id=12, shape=(), dtype=float32, numpy=0.29>", "0.29"),
        ("tensor(0.5000)", "0.5000"),
        ("tensor(1.)", "1."),
        ("tensor(0.5, device='cuda:0', grad_fn=<MeanBackward0>)", "0.5"),
        ("torch.tensor(-1e-05)", "-1e-05"),
        ("np.float64(0.5)", "0.5"),
        ("numpy.int64(5)", "5"),
        ("array(0.5, dtype=float32)", "0.5"),
        ("Array(0.5, dtype=float32)", "0.5"),
        ("np.float64(nan)", "nan"),
    ],
)
def test_unwrap_object(text: str, printed: str) -> None:
    assert unwrap_object(parse_value(text)) == parse_value(printed)


@pytest.mark.parametrize(
    "text",
    [
        "0.5",
        "[0.5]",
        "tensor([0.5])",
        "tensor([0.5, 0.6])",
        "tf.Tensor([0.5], shape=(1,), dtype=float32)",
        "<tf.Tensor: shape=(1,), dtype=float32, numpy=0.5>",
        "np.str_('a')",
        "np.float64(0.5, 0.6)",
        "OrderedDict([('a', 1)])",
        "eval(0.5)",
        "<wandb.sdk.data_types.table.Table object at 0x7f4a2c1d>",
    ],
)
def test_unwrap_object_gives_none_for_others(text: str) -> None:
    assert unwrap_object(parse_value(text)) is None


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("{'accuracy': 0.96}", [("accuracy", "0.96")]),
        ('{"accuracy":0.9600}', [("accuracy", "0.9600")]),
        ("{'rouge1': 0.41, 'rouge2': 0.2}", [("rouge1", "0.41"), ("rouge2", "0.2")]),
        ("{'a': nan, 'b': -inf}", [("a", "nan"), ("b", "-inf")]),
        ("{'f1': np.float64(0.3)}", [("f1", "np.float64(0.3)")]),
        ("{'f1': tensor(0.3, device='cuda:0')}", [("f1", "tensor(0.3, device='cuda:0')")]),
        (
            "{'f1': <tf.Tensor: shape=(), dtype=float32, numpy=0.29>, 'b': 1}",
            [("f1", "<tf.Tensor: shape=(), dtype=float32, numpy=0.29>"), ("b", "1")],
        ),
        (
            "{'LOC': {'f1': 0.5, 'number': 3}, 'l': [1, 2]}",
            [("LOC", "{'f1': 0.5, 'number': 3}"), ("l", "[1, 2]")],
        ),
        ("{0: 0.5, 1: 0.6}", [("0", "0.5"), ("1", "0.6")]),
        ("{np.str_('a'): 0.5}", [("a", "0.5")]),
        ("{'it\\'s': 'a: b, {c}'}", [("it's", "'a: b, {c}'")]),
        ('{"it\'s": 1}', [("it's", "1")]),
        ("{'a': 1, 'a': 2}", [("a", "1"), ("a", "2")]),
    ],
)
def test_split_mapping(text: str, entries: list[tuple[str, str]]) -> None:
    assert split_mapping(parse_value(text)) == [(name, parse_value(printed)) for name, printed in entries]


def test_nested_mapping_can_be_split_in_turn() -> None:
    [(name, inner)] = split_mapping(parse_value("{'PER': {'precision': 0.5, 'number': np.int64(3)}}"))
    assert name == "PER"
    assert [(key, value.text) for key, value in split_mapping(inner)] == [
        ("precision", "0.5"),
        ("number", "np.int64(3)"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "0.5",
        "[{'a': 1}]",
        "{}",
        "{0.5, 0.6}",
        "{'a': 1",
        "{'a': 1} and more",
        "{'a': 1}}",
        "{'a': (1]}",
        "{'a: 1}",
        "{'a': don't}",
        "{'a': }",
        "{: 1}",
        "{'a': 1,}",
        "{'a': b: c}",
        "{,}",
        "{'a': '\\'}",
        "{**a}",
        "{'\\d': 1" + "0" * 30_000 + "}",
        "{'a':" * 5_000 + "1" + "}" * 5_000,
        "{'a': " + "(" * 40 + ")" * 40 + "}",
    ],
)
def test_what_is_no_mapping_gives_nothing(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert split_mapping(parse_value(text)) == []


@given(st.floats())
def test_every_printed_float_is_read_back(number: float) -> None:
    value = parse_value(repr(number))
    assert value.kind is (ValueKind.NUMBER if math.isfinite(number) else ValueKind.NOT_FINITE)
    assert value.number == number or math.isnan(number)


@given(
    st.dictionaries(
        st.text(max_size=10),
        st.recursive(
            st.floats(allow_nan=False) | st.integers() | st.none() | st.text(max_size=10),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=8,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_every_printed_dict_is_split(printed: dict[str, object]) -> None:
    entries = split_mapping(parse_value(repr(printed)))
    assert [value.text for _, value in entries] == [repr(value) for value in printed.values()]
    plain = [key for key in printed if repr(key)[1:-1] == key]
    assert [name for name, _ in entries if name in plain] == plain


@given(st.text() | MAPPING_LIKE | MAPPING_LIKE.map(lambda text: "{" + text + "}"))
def test_no_text_raises(text: str) -> None:
    value = parse_value(text)
    assert value.text == text.strip()
    assert (value.number is not None) == (value.kind in (ValueKind.NUMBER, ValueKind.NOT_FINITE))
    for name, entry in split_mapping(value):
        assert name.strip() or "'" in text or '"' in text
        assert entry.text in text
    unwrapped = unwrap_object(value)
    assert unwrapped is None or unwrapped.number is not None


@pytest.mark.parametrize(
    "piece",
    [
        *("1", "a.", "<", "<a at 0x", "'", "\\'", "{", "{'a':", "(", ","),
        *("tensor(", " ", "{'\\", '"', "tensor(1,a=", "[", "nan"),
    ],
)
@pytest.mark.parametrize("frame", ["{}", "{{{}", "{{{}}}", "<{}>", "<{})", "a{})", "tensor({})", "tensor(0.5,{}"])
def test_long_texts_take_linear_time(frame: str, piece: str) -> None:
    text = frame.format(piece * (200_000 // len(piece)))
    started = time.perf_counter()
    for candidate in (text, text[:19_000]):
        value = parse_value(candidate)
        split_mapping(value)
        unwrap_object(value)
    assert time.perf_counter() - started < 0.5
